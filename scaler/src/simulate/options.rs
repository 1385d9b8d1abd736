//! Its settings as they are given on the command line and in the environment.

use clap::Args;
use clap::builder::FalseyValueParser;
use command_line::Given;

/// Declares settings that are texts, so that what is wrong with one is told in our words, with both their names.
macro_rules! settings {
    (
        $(#[doc = $about:literal])+
        $name:ident under $heading:expr => {
            $($(#[doc = $doc:literal])+ $setting:ident: $flag:literal, $variable:literal, $value:literal;)+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, Default, Args)]
        #[command(next_help_heading = $heading)]
        pub(super) struct $name {
            $(
                $(#[doc = $doc])+
                #[arg(long = $flag, env = $variable, value_name = $value, allow_hyphen_values = true)]
                $setting: Option<String>,
            )+
        }

        impl $name {
            $(
                pub(super) fn $setting(&self) -> Given<'_> {
                    Given::new($variable, concat!("--", $flag), self.$setting.as_ref())
                }
            )+
        }
    };
}

/// As they are given.
#[derive(Debug, Clone, Default, Args)]
pub struct Options {
    #[command(flatten)]
    pub(super) load: Load,

    /// Lets messages of a rate arrive by chance, as a Poisson process, and not equally spaced
    #[arg(long, env = "SIMULATE_POISSON", value_parser = FalseyValueParser::new(), help_heading = LOAD)]
    pub(super) poisson: bool,

    #[command(flatten)]
    pub(super) policy: Policy,

    #[command(flatten)]
    pub(super) tasks: Tasks,

    #[command(flatten)]
    pub(super) results: Results,
}

const LOAD: &str = "Load: one of --rate, --batch, --wave, --profile and --trace";

settings! {
    /// When messages arrive, and how long the work on them takes.
    Load under LOAD => {
        /// Messages that arrive equally spaced, the first at once, such as 50/m, 2.5/s or 1000/h
        rate: "rate", "SIMULATE_RATE", "RATE";
        /// So many messages at a time, 1 to 1000000, the first at once
        batch: "batch", "SIMULATE_BATCH", "N";
        /// How often a batch arrives [default: 1m]
        batch_every: "batch-every", "SIMULATE_BATCH_EVERY", "DURATION";
        /// A rate that swings from the lowest to the highest and back in a cycle, such as 10/m..165/m
        wave: "wave", "SIMULATE_WAVE", "RATES";
        /// Rates by the time of the cycle from which on they hold, such as 0h=10/m,8h=100/m,20h=10/m
        profile: "profile", "SIMULATE_PROFILE", "STEPS";
        /// After how long a wave or profile begins anew [default: 24h]
        cycle: "cycle", "SIMULATE_CYCLE", "DURATION";
        /// A CSV file of arrivals, or - for stdin: rows of at,duration or at,count,duration, or columns of these names.
        /// Times are seconds since the beginning, or RFC 3339 of which the first is the beginning
        trace: "trace", "SIMULATE_TRACE", "FILE";
        /// How long the work on a message takes: 5s, uniform:2s..8s, exponential:5s (the mean) or lognormal:5s,0.5 (the
        /// median, and the standard deviation of the logarithm); of a trace where it tells none [default: 5s]
        duration: "duration", "SIMULATE_DURATION", "DISTRIBUTION";
        /// How long is simulated, 1ms to 3660days [default: 24h; with --trace until all is done, or 24h after its last
        /// message]
        length: "for", "SIMULATE_FOR", "DURATION";
        /// What chance begins with: the same seed makes the same load [default: 0]
        seed: "seed", "SIMULATE_SEED", "N";
    }
}

settings! {
    /// The policies.
    Policy under "Policies: the backlog per task at acceptable delay / mean processing duration (MPD)" => {
        /// The longest that a message should wait [default: 60s]
        acceptable_delay: "acceptable-delay", "SIMULATE_ACCEPTABLE_DELAY", "DURATION";
        /// The MPD that the target is set by while none was measured [default: 5s]
        default_mpd: "default-mpd", "SIMULATE_DEFAULT_MPD", "DURATION";
        /// How often the target is set by the MPD that was measured, or never [default: 1h]
        set_target_every: "set-target-every", "SIMULATE_SET_TARGET_EVERY", "DURATION";
        /// How far back the MPD is measured, in whole times of the above [default: 24h]
        mpd_window: "mpd-window", "SIMULATE_MPD_WINDOW", "DURATION";
        /// The period of datapoints [default: 60s]
        period: "period", "SIMULATE_PERIOD", "DURATION";
        /// How often the policies are evaluated [default: the period]
        every: "every", "SIMULATE_EVERY", "DURATION";
        /// How long after its end a period's datapoint is there, at most two periods [default: 0s]
        metric_delay: "metric-delay", "SIMULATE_METRIC_DELAY", "DURATION";
        /// Of the visible messages over a period: Maximum or Average. The tasks are those at its end [default: Maximum]
        statistic: "statistic", "SIMULATE_STATISTIC", "STATISTIC";
        /// So many datapoints in a row above the target scale out, 1 to 100 [default: 3]
        to_scale_out: "datapoints-to-scale-out", "SIMULATE_DATAPOINTS_TO_SCALE_OUT", "N";
        /// So many datapoints in a row below nine tenths of the target scale in, 1 to 100 [default: 15]
        to_scale_in: "datapoints-to-scale-in", "SIMULATE_DATAPOINTS_TO_SCALE_IN", "N";
        /// How long after a scale-out only a larger one follows [default: 240s]
        scale_out_cooldown: "scale-out-cooldown", "SIMULATE_SCALE_OUT_COOLDOWN", "DURATION";
        /// How long after a scale-in no other follows [default: 240s]
        scale_in_cooldown: "scale-in-cooldown", "SIMULATE_SCALE_IN_COOLDOWN", "DURATION";
        /// on or off: a second policy on the messages in flight per task, which keeps as many tasks as are busy
        /// [default: on]
        in_flight: "in-flight-policy", "SIMULATE_IN_FLIGHT_POLICY", "ON|OFF";
    }
}

settings! {
    /// The service.
    Tasks under "Tasks" => {
        /// The fewest tasks that a policy scales in to, 0 to 100000 [default: 1]
        min: "min", "SIMULATE_MIN", "N";
        /// The most tasks that a policy scales out to, 0 to 100000 [default: 10]
        max: "max", "SIMULATE_MAX", "N";
        /// So many tasks run at first [default: the minimum]
        initial: "initial", "SIMULATE_INITIAL", "N";
        /// So many messages a task works on at once, 1 to 1000 [default: 1]
        at_once: "at-once", "SIMULATE_AT_ONCE", "N";
        /// How long after it is wanted a task runs [default: 30s]
        start_up: "start-up", "SIMULATE_START_UP", "DURATION";
        /// on or off: whether a scale-in lets busy tasks finish. Those that are idle stop first either way [default: on]
        protection: "protection", "SIMULATE_PROTECTION", "ON|OFF";
        /// Without protection: how long after it was received the message of a stopped task is visible again; 0s: its
        /// task gives it back [default: 0s]
        visibility: "visibility", "SIMULATE_VISIBILITY", "DURATION";
        /// What a task costs in an hour, in US dollars, paid by the second and for a minute at least [default:
        /// 0.0123425, AWS Fargate's price in us-east-1 for 0.25 vCPU and 0.5 GB]
        task_price: "task-price", "SIMULATE_TASK_PRICE", "PRICE";
    }
}

settings! {
    /// What is shown.
    Results under "Results" => {
        /// Writes a row of CSV for each evaluation to this file, or with - to stdout in place of the summary
        csv: "csv", "SIMULATE_CSV", "FILE";
        /// Draws a chart of backlog, age and tasks to this SVG file, or with - to stdout in place of the summary
        svg: "svg", "SIMULATE_SVG", "FILE";
    }
}
