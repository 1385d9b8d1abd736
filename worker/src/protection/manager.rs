//! The manager, as its users see it.

use std::future::Future;
use std::io;
use std::thread;

use tokio::runtime::Builder;
use tokio::sync::{broadcast, mpsc, oneshot, watch};

use super::keeper::{Command, Keeper};
use super::{Agent, Event, Hold, Protection, Rejection, Settings};

/// Events that a subscriber may lag behind before it misses the oldest, which it is then told.
const EVENTS: usize = 64;

/// The keeper waits nearly always, and calls no deep function.
const STACK: usize = 512 * 1024;

/// Keeps the task protected while anyone holds it. Clones share the same protection.
///
/// ```no_run
/// # async fn work() {}
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use worker::protection::{HttpAgent, ProtectionManager, Settings};
///
/// let agent = HttpAgent::new(&"http://169.254.170.2/api/0123".parse()?)?;
/// let protection = ProtectionManager::start(Settings::default(), agent)?;
/// let mut events = protection.subscribe();
///
/// let hold = protection.acquire().await?;
/// work().await;
/// hold.release().await?;
/// println!("{:?}", events.recv().await?);
/// # Ok(())
/// # }
/// ```
///
/// When the last clone and the last hold are gone, protection that is still in force is released.
#[derive(Debug, Clone)]
pub struct ProtectionManager {
    commands: mpsc::UnboundedSender<Command>,
    events: broadcast::Sender<Event>,
    state: watch::Receiver<Protection>,
}

impl ProtectionManager {
    /// Starts one on a thread of its own: protection is renewed in time even while the work blocks all others.
    /// The settings should have been [checked](Settings::check).
    ///
    /// # Errors
    /// The operating system refuses a thread or an event loop.
    pub fn start(settings: Settings, agent: impl Agent) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (manager, keeping) = Self::new(settings, agent);
        thread::Builder::new()
            .name("protection".to_owned())
            .stack_size(STACK)
            .spawn(move || runtime.block_on(keeping))?;
        Ok(manager)
    }

    /// Makes one whose upkeep is the returned future, for the caller to run; on an event loop that the work may
    /// block, renewal is late.
    pub fn new(settings: Settings, agent: impl Agent) -> (Self, impl Future<Output = ()> + Send + 'static) {
        let (commands, asked) = mpsc::unbounded_channel();
        let (events, _) = broadcast::channel(EVENTS);
        let (told, state) = watch::channel(Protection::Unprotected);
        let keeper = Keeper::new(settings, agent, asked, events.clone(), told);
        let manager = Self {
            commands,
            events,
            state,
        };
        (manager, keeper.keep())
    }

    /// Wishes for protection from now on, without waiting for it. While the hold lasts the manager asks for what
    /// was rejected again, at each interval; the first call as well waits for that after an earlier rejection.
    pub fn hold(&self) -> Hold {
        Hold::new(self.commands.clone(), None)
    }

    /// Wishes for protection and waits until it is in force, with all the time until its next renewal left.
    ///
    /// # Errors
    /// It is rejected, or was not answered within [`CALL_LIMIT`](super::CALL_LIMIT), after one that may have been
    /// under way: the task is not protected by this wish, which has ended. Each that comes after a rejection is
    /// answered by a call of its own, so pause before another attempt.
    pub async fn acquire(&self) -> Result<Hold, Rejection> {
        let (told, answer) = oneshot::channel();
        let hold = Hold::new(self.commands.clone(), Some(told));
        answer.await.map_err(|_| Rejection::Ended)??;
        Ok(hold)
    }

    /// Every event from now on. A subscriber that does not keep up is told how many it has missed.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Whether the task is protected, now and at every change.
    pub fn state(&self) -> watch::Receiver<Protection> {
        self.state.clone()
    }
}
