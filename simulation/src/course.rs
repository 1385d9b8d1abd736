//! The course of events: the state of everything, and what each event changes.

use std::time::Duration;

use scaling::{Moment, Outcome, Service};

use crate::fleet::{Fleet, TaskId};
use crate::outcome::{Sample, Totals};
use crate::period::Period;
use crate::policies::Policies;
use crate::queue::{Message, Queue};
use crate::settings::{End, MOST_WAITING, OnScaleIn, Settings, Unusable};
use crate::target::Target;
use crate::waits::WaitLog;
use crate::work::{InWork, Work};
use crate::{Arrival, float};

/// What can happen; of what happens at the same time, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Event {
    PeriodEnd,
    SetTarget,
    Evaluation,
    Done,
    Started,
    Shown,
    Arrival,
}

/// Everything, at a time.
pub(crate) struct Course<'a> {
    settings: &'a Settings,
    now: Moment,
    queue: Queue,
    fleet: Fleet,
    work: InWork,
    policies: Policies,
    target: Target,
    period: Period,
    period_end: Moment,
    evaluation: Moment,
    /// The next of these and of the target's settings.
    on_schedule: (Moment, Event),
    last_arrival: Moment,
    waits: WaitLog,
    since_evaluation: SinceEvaluation,
    totals: Totals,
}

#[derive(Debug, Default)]
struct SinceEvaluation {
    arrived: u64,
    done: u64,
    missed: u64,
    most_visible: u64,
    highest_age: Duration,
}

impl<'a> Course<'a> {
    /// The beginning.
    pub(crate) fn new(settings: &'a Settings) -> Self {
        let mut course = Self {
            settings,
            now: Moment::default(),
            queue: Queue::default(),
            fleet: Fleet::new(settings),
            work: InWork::default(),
            policies: Policies::new(settings),
            target: Target::new(settings),
            period: Period::default(),
            period_end: Moment(settings.policy.evaluation.period),
            evaluation: Moment(settings.policy.every),
            on_schedule: (Moment::default(), Event::PeriodEnd),
            last_arrival: Moment::default(),
            waits: WaitLog::new(settings.acceptable),
            since_evaluation: SinceEvaluation::default(),
            totals: Totals {
                least_desired: settings.initial,
                most_desired: settings.initial,
                ..Totals::default()
            },
        };
        course.schedule();
        course
    }

    /// What happens next, if the next message arrives then.
    pub(crate) fn next_event(&self, arrival: Option<Moment>) -> (Moment, Event) {
        let mut next = self.on_schedule;
        let others = [
            (self.work.next_done(), Event::Done),
            (self.fleet.next_started(), Event::Started),
            (self.queue.next_shown(), Event::Shown),
            (arrival, Event::Arrival),
        ];
        for (at, event) in others {
            if let Some(at) = at {
                next = next.min((at, event));
            }
        }
        // What is late happens now.
        (next.0.max(self.now), next.1)
    }

    /// The next of what happens regularly.
    fn schedule(&mut self) {
        let mut next = (self.period_end, Event::PeriodEnd).min((self.evaluation, Event::Evaluation));
        if let Some(at) = self.target.next() {
            next = next.min((at, Event::SetTarget));
        }
        self.on_schedule = next;
    }

    /// Nothing changes until then.
    pub(crate) fn hold_until(&mut self, then: Moment) {
        let time = then.since(self.now);
        if time.is_zero() {
            return;
        }
        let (visible, in_flight, running) = (self.visible(), self.in_flight(), self.fleet.running());
        let seconds = seconds(time);
        self.period.hold(visible, in_flight, running, seconds);
        let since = &mut self.since_evaluation;
        since.most_visible = since.most_visible.max(visible);
        self.totals.mean_visible += float(visible) * seconds;
        self.totals.mean_busy += float(self.busy()) * seconds;
        self.totals.mean_running += f64::from(running) * seconds;
        self.totals.most_visible = self.totals.most_visible.max(visible);
        self.now = then;
    }

    /// A period is over.
    pub(crate) fn end_period(&mut self) {
        let length = self.settings.policy.evaluation.period;
        self.policies.period(self.period_end.before(length), &self.period);
        self.period = Period::default();
        self.period_end = self.period_end + length;
        self.schedule();
    }

    /// The target is set anew.
    pub(crate) fn set_target(&mut self) {
        self.target.set();
        self.schedule();
    }

    /// The policies are evaluated.
    pub(crate) fn evaluate<E>(
        &mut self,
        observe: &mut impl FnMut(&Sample<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let service = Service {
            desired: self.fleet.desired(),
            running: self.fleet.running(),
            deploying: false,
            limits: self.settings.limits,
            scale_out_suspended: false,
            scale_in_suspended: false,
        };
        let (target, starting) = (self.target.value(), self.fleet.starting());
        let decision = self.policies.decide(&service, target, self.now);
        let oldest_age = self.queue.oldest_age(self.now).unwrap_or_default();
        let since = std::mem::take(&mut self.since_evaluation);
        let (visible, in_flight) = (self.visible(), self.in_flight());
        if let Outcome::Scale { to, .. } = decision.outcome {
            self.scale(to);
        }
        let sample = Sample {
            at: self.now,
            arrived: since.arrived,
            done: since.done,
            visible,
            most_visible: since.most_visible,
            in_flight,
            oldest_age,
            highest_age: since.highest_age.max(oldest_age),
            missed: since.missed,
            desired_before: service.desired,
            desired: self.fleet.desired(),
            running: service.running,
            starting,
            target,
            backlog_per_task: self.policies.backlog_per_task(self.now),
            decision: &decision,
        };
        self.totals.evaluations += 1;
        self.totals.late_evaluations += u64::from(sample.highest_age > self.settings.acceptable);
        self.totals.most_wanted = self.totals.most_wanted.max(sample.wanted().unwrap_or_default());
        self.evaluation = self.evaluation + self.settings.policy.every;
        self.schedule();
        observe(&sample)
    }

    fn scale(&mut self, to: u32) {
        let from = self.fleet.desired();
        let stopped = self.fleet.set_desired(to, self.now);
        if let OnScaleIn::Interrupt { visibility } = self.settings.on_scale_in
            && !stopped.is_empty()
        {
            self.interrupt(&stopped, visibility);
        }
        let totals = &mut self.totals;
        totals.scale_outs += u64::from(to > from);
        totals.scale_ins += u64::from(to < from);
        totals.least_desired = totals.least_desired.min(to);
        totals.most_desired = totals.most_desired.max(to);
    }

    fn interrupt(&mut self, stopped: &[TaskId], visibility: Duration) {
        for work in self.work.interrupt(stopped) {
            self.totals.interrupted += 1;
            let visible = work.received + visibility;
            self.queue.hide(work.message, visible.max(self.now));
        }
    }

    /// The next task runs.
    pub(crate) fn start_task(&mut self) {
        self.fleet.start_next();
    }

    /// The next hidden message is visible again.
    pub(crate) fn show_message(&mut self) {
        self.queue.show_next();
    }

    /// That no more wait than can be held.
    pub(crate) fn check(&self) -> Result<(), Unusable> {
        if self.queue.visible() > MOST_WAITING {
            return Err(Unusable::Backlog);
        }
        Ok(())
    }

    /// A message arrives.
    pub(crate) fn arrive(&mut self, arrival: Arrival) {
        self.queue.push(Message {
            arrived: self.now,
            duration: arrival.duration,
            begun: false,
        });
        self.last_arrival = self.now;
        self.totals.arrived += 1;
        self.since_evaluation.arrived += 1;
    }

    /// Tasks that are free take what waits.
    pub(crate) fn begin_work(&mut self) {
        while self.queue.visible() > 0 {
            let Some(task) = self.fleet.take() else { return };
            let Some(message) = self.queue.take() else { return };
            let age = self.now.since(message.arrived);
            self.since_evaluation.highest_age = self.since_evaluation.highest_age.max(age);
            self.totals.highest_age = self.totals.highest_age.max(age);
            if !message.begun {
                self.waits.waited(age);
                self.since_evaluation.missed += u64::from(age > self.settings.acceptable);
            }
            let until = self.now + message.duration;
            let message = Message {
                begun: true,
                ..message
            };
            self.work.begin(
                until,
                Work {
                    task,
                    received: self.now,
                    message,
                },
            );
        }
    }

    /// The work that is done next is done.
    pub(crate) fn end_work(&mut self) {
        let Some(work) = self.work.end_next() else {
            return;
        };
        self.fleet.done(work.task, self.now);
        self.target.measured(work.message.duration);
        self.totals.done += 1;
        self.since_evaluation.done += 1;
    }

    /// Whether there is nothing more to wait for.
    pub(crate) fn is_over(&self, no_more_arrive: bool) -> bool {
        match self.settings.end {
            End::At(_) => false,
            End::WhenDone { patience } => {
                let nothing_left = self.visible() + self.in_flight() == 0;
                no_more_arrive && (nothing_left || self.now.since(self.last_arrival) >= patience)
            }
        }
    }

    /// What came of it all until this end.
    pub(crate) fn finish(mut self, end: Moment) -> Totals {
        self.hold_until(end);
        let still_late = self.queue.unbegun().map(|message| end.since(message.arrived));
        let still_late = still_late.filter(|age| *age > self.settings.acceptable).count();
        let paid = self.fleet.paid_until(end);
        let seconds = end.0.as_secs_f64();
        let mean = |sum: f64| if seconds > 0.0 { sum / seconds } else { 0.0 };
        Totals {
            time: end.0,
            visible: self.visible(),
            in_flight: self.in_flight(),
            waits: self.waits.waits(),
            missed: self.waits.missed() + still_late as u64,
            highest_age: self
                .totals
                .highest_age
                .max(self.queue.oldest_age(end).unwrap_or_default()),
            mean_visible: mean(self.totals.mean_visible),
            mean_busy: mean(self.totals.mean_busy),
            mean_running: mean(self.totals.mean_running),
            paid,
            cost: paid.as_secs_f64() / 3600.0 * self.settings.price.per_task_hour,
            ..self.totals
        }
    }

    fn visible(&self) -> u64 {
        self.queue.visible() as u64
    }

    fn busy(&self) -> u64 {
        self.work.len() as u64
    }

    fn in_flight(&self) -> u64 {
        self.busy() + self.queue.hidden() as u64
    }
}

/// As [`Duration::as_secs_f64`] without its division: it is needed for each event.
fn seconds(duration: Duration) -> f64 {
    float(duration.as_secs()) + f64::from(duration.subsec_nanos()) * 1e-9
}
