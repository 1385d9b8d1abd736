//! What every client has to be told of, at the moment and in order.

/// The text that clients get upon a rejection and at a stop.
pub(super) const SHUTTING_DOWN: &str = "server shutting down soon";

/// What concerns all clients. Each looks at the newest, and knows by the count what it has not told its peer yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Notice {
    /// How often protection was rejected while anyone was connected.
    pub(super) rejections: u64,
    /// The last answer was a rejection: who connects now is to be told as well.
    pub(super) rejected: bool,
    /// How far the stop has come.
    pub(super) phase: Phase,
}

/// How far the stop has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Phase {
    /// It was not asked for.
    #[default]
    Open,
    /// Clients are told, and may leave by themselves.
    Stopping,
    /// Who is still there is shown out.
    Closing,
    /// Nobody is waited for any more.
    Over,
}

/// What one client was told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    rejections: u64,
    stop: bool,
}

impl Told {
    /// A client that has just connected: earlier rejections do not concern it, unless the last still stands.
    pub(super) fn at_first(notice: Notice) -> Self {
        Self {
            rejections: notice.rejections - u64::from(notice.rejected),
            stop: false,
        }
    }

    /// How often the client has to be told now; it counts as told. Of many rejections that came at once it is
    /// told once.
    pub(super) fn due(&mut self, notice: Notice) -> usize {
        let rejected = notice.rejections > self.rejections;
        let stop = notice.phase >= Phase::Stopping && !self.stop;
        self.rejections = notice.rejections;
        self.stop |= stop;
        usize::from(rejected) + usize::from(stop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_for_each_rejection_and_once_for_the_stop() {
        let mut notice = Notice::default();
        let mut told = Told::at_first(notice);
        assert_eq!(told.due(notice), 0);
        (notice.rejections, notice.rejected) = (1, true);
        assert_eq!([told.due(notice), told.due(notice)], [1, 0]);
        notice.rejections = 2;
        assert_eq!([told.due(notice), told.due(notice)], [1, 0]);
        notice.phase = Phase::Stopping;
        assert_eq!([told.due(notice), told.due(notice)], [1, 0]);
        notice.phase = Phase::Closing;
        assert_eq!(told.due(notice), 0);
    }

    #[test]
    fn who_connects_after_a_rejection_is_told_only_while_it_stands() {
        let stands = Notice {
            rejections: 3,
            rejected: true,
            ..Notice::default()
        };
        assert_eq!(Told::at_first(stands).due(stands), 1);
        let overcome = Notice {
            rejected: false,
            ..stands
        };
        assert_eq!(Told::at_first(overcome).due(overcome), 0);
    }
}
