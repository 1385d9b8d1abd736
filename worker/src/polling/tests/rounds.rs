//! Rounds: a receiver that sees all settled that it has received before it receives again, with something around
//! each round.

use super::super::QueueErrorKind;
use super::*;

/// What happened, in order.
type Told = Arc<Mutex<Vec<String>>>;

/// Tells of each round and of each message, and refuses every round after so many.
struct Tells {
    told: Told,
    work: Duration,
    rounds: usize,
    begun: Mutex<usize>,
}

impl Tells {
    fn tell(&self, what: impl Into<String>) {
        self.told.lock().expect("unpoisoned").push(what.into());
    }
}

impl Handler for Tells {
    async fn around<R: Send>(&self, round: impl Future<Output = R> + Send) -> Option<R> {
        {
            let mut begun = self.begun.lock().expect("unpoisoned");
            *begun += 1;
            if *begun > self.rounds {
                return None;
            }
        }
        self.tell("(");
        let outcome = round.await;
        self.tell(")");
        Some(outcome)
    }

    async fn handle(&self, message: &Message) -> Result<(), HandlerError> {
        self.tell(format!("{} begun", message.body));
        tokio::time::sleep(self.work).await;
        Ok(())
    }

    async fn deleted(&self, message: &Message) -> Result<(), HandlerError> {
        self.tell(format!("{} done", message.body));
        Ok(())
    }
}

/// A loop in rounds under way.
struct InRounds {
    told: Told,
    stop: Stop,
    shutdown: Shutdown,
    ended: JoinHandle<Result<(), Error>>,
}

impl InRounds {
    fn start(queue: &FakeQueue, parallelism: Parallelism, work: Duration, rounds: usize) -> Self {
        let settings = Settings {
            parallelism,
            ..settings()
        };
        let told = Told::default();
        let handler = Tells {
            told: Arc::clone(&told),
            work,
            rounds,
            begun: Mutex::default(),
        };
        let shutdown = Shutdown::manual();
        let stop = Stop::new(shutdown.clone(), settings.stop_timeout);
        let ended = tokio::spawn(run([queue.clone()], handler, settings, stop.clone()));
        Self {
            told,
            stop,
            shutdown,
            ended,
        }
    }

    fn told(&self) -> Vec<String> {
        self.told.lock().expect("unpoisoned").clone()
    }

    async fn ended(self) -> Result<(), Error> {
        let ended = timeout(Duration::from_secs(24 * 3600), self.ended).await;
        ended.expect("it never ends").expect("it panicked")
    }
}

#[tokio::test(start_paused = true)]
async fn a_round_lasts_until_its_message_is_deleted_and_that_is_told() {
    let queue = FakeQueue::new("q");
    queue.script(|script| script.half_delete = 2 * SECOND);
    queue.send("a");
    queue.send("b");
    let running = InRounds::start(&queue, Parallelism::one_at_a_time(1), SECOND, usize::MAX);
    until("both done", || running.told().contains(&"b done".to_owned())).await;
    let told = running.told();
    assert_eq!(
        told[..7],
        ["(", "a begun", "a done", ")", "(", "b begun", "b done"]
    );
    assert!(queue.asked().iter().all(|asked| asked.max_messages == 1));
}

#[tokio::test(start_paused = true)]
async fn without_rounds_the_next_receive_does_not_wait() {
    let queue = FakeQueue::new("q");
    queue.send("a");
    let side_by_side = Parallelism {
        in_rounds: false,
        ..Parallelism::one_at_a_time(1)
    };
    let running = InRounds::start(&queue, side_by_side, 60 * SECOND, usize::MAX);
    until("handled", || running.told().contains(&"a begun".to_owned())).await;
    until("the round ends", || running.told().contains(&")".to_owned())).await;
    assert!(!running.told().contains(&"a done".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn several_receivers_have_rounds_of_their_own() {
    let queue = FakeQueue::new("q");
    queue.send_many(3);
    let running = InRounds::start(&queue, Parallelism::one_at_a_time(3), 100 * SECOND, usize::MAX);
    until("all begun", || {
        let told = running.told();
        told.iter().filter(|what| what.ends_with("begun")).count() == 3
    })
    .await;
    assert_eq!(running.told().iter().filter(|what| *what == "(").count(), 3);
    assert!(!running.told().contains(&")".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_message_that_goes_back_ends_its_round_too() {
    let queue = FakeQueue::new("q");
    queue.send("a");
    let running = InRounds::start(&queue, Parallelism::one_at_a_time(1), 3600 * SECOND, usize::MAX);
    until("begun", || running.told().contains(&"a begun".to_owned())).await;
    running.shutdown.request();
    let told = Arc::clone(&running.told);
    running.ended().await.expect("a clean end");
    assert_eq!(*told.lock().expect("unpoisoned"), ["(", "a begun", ")"]);
    assert_eq!(queue.left(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_receiver_whose_round_is_refused_receives_no_more() {
    let queue = FakeQueue::new("q");
    queue.send("a");
    queue.send("b");
    let running = InRounds::start(&queue, Parallelism::one_at_a_time(1), SECOND, 1);
    running.ended().await.expect("a clean end");
    assert_eq!((queue.calls().receive, queue.left()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn winding_down_finishes_what_is_in_hand_however_long_that_takes() {
    let queue = FakeQueue::new("q");
    queue.send("a");
    queue.send("b");
    let running = InRounds::start(&queue, Parallelism::one_at_a_time(1), 3600 * SECOND, usize::MAX);
    until("begun", || running.told().contains(&"a begun".to_owned())).await;
    let asked = Instant::now();
    running.stop.wind_down();
    running.ended().await.expect("a clean end");
    assert!(asked.elapsed() > 3000 * SECOND, "{:?}", asked.elapsed());
    assert_eq!((queue.calls().receive, queue.left()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn while_sqs_refuses_no_round_is_under_way() {
    let queue = FakeQueue::new("q");
    queue.script(|script| {
        script.receive_errors = [QueueErrorKind::Unavailable; 8].into();
    });
    let running = InRounds::start(&queue, Parallelism::one_at_a_time(1), SECOND, usize::MAX);
    until("eight failures", || queue.calls().receive == 8).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    let told = running.told();
    assert_eq!(told.iter().filter(|what| *what == "(").count(), 8);
    assert_eq!(told.iter().filter(|what| *what == ")").count(), 8);
}

#[tokio::test(start_paused = true)]
async fn after_a_round_that_brought_nothing_there_is_a_pause_outside_of_it() {
    let queue = FakeQueue::new("q");
    let idle = Parallelism {
        idle_pause: 5 * SECOND,
        ..Parallelism::one_at_a_time(1)
    };
    let running = InRounds::start(&queue, idle, SECOND, usize::MAX);
    tokio::time::sleep(22 * SECOND).await;
    assert_eq!(running.told(), ["(", ")"]);
    tokio::time::sleep(4 * SECOND).await;
    assert_eq!(running.told(), ["(", ")", "("]);
    queue.send("a");
    until("done", || running.told().contains(&"a done".to_owned())).await;
    let at = Instant::now();
    until("the next round", || running.told().len() == 7).await;
    assert!(at.elapsed() < SECOND, "no pause after work: {:?}", at.elapsed());
}
