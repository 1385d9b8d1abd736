//! From the settings and the arrivals to the end.

use std::iter::Peekable;

use scaling::Moment;

use crate::Arrival;
use crate::course::{Course, Event};
use crate::outcome::{Sample, Totals};
use crate::settings::{End, Settings, Unusable};

/// Simulates what becomes of these messages, and shows each evaluation to `observe`.
///
/// Messages that arrive earlier than one before them arrive with it. Messages are not held longer than they are in
/// the queue or worked on, so any number can come.
///
/// # Errors
/// The settings are unusable or let far too many messages wait, the arrivals broke off, or `observe` did.
pub fn run<E: From<Unusable>>(
    settings: &Settings,
    arrivals: impl IntoIterator<Item = Result<Arrival, E>>,
    mut observe: impl FnMut(&Sample<'_>) -> Result<(), E>,
) -> Result<Totals, E> {
    settings.check()?;
    let mut course = Course::new(settings);
    let mut arrivals = arrivals.into_iter().peekable();
    loop {
        let arrival = next_arrival(&mut arrivals)?;
        let (at, event) = course.next_event(arrival);
        if let End::At(end) = settings.end
            && (at.0 > end || (at.0 == end && event > Event::Evaluation))
        {
            return Ok(course.finish(Moment(end)));
        }
        course.hold_until(at);
        match event {
            Event::PeriodEnd => course.end_period(),
            Event::SetTarget => course.set_target(),
            Event::Evaluation => {
                course.evaluate(&mut observe)?;
                if course.is_over(arrival.is_none()) {
                    return Ok(course.finish(at));
                }
            }
            Event::Done => course.end_work(),
            Event::Started => course.start_task(),
            Event::Shown => course.show_message(),
            Event::Arrival => {
                // It was looked at above, and is no error.
                if let Some(Ok(arrival)) = arrivals.next() {
                    course.arrive(arrival);
                }
            }
        }
        course.begin_work();
        course.check()?;
    }
}

/// When the next message arrives.
fn next_arrival<E>(
    arrivals: &mut Peekable<impl Iterator<Item = Result<Arrival, E>>>,
) -> Result<Option<Moment>, E> {
    match arrivals.peek() {
        None => Ok(None),
        Some(Ok(arrival)) => Ok(Some(arrival.at)),
        Some(Err(_)) => arrivals.next().transpose().map(|arrival| arrival.map(|it| it.at)),
    }
}
