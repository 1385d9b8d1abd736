//! The load, by what was given.

use std::fs::File;
use std::io::{self, Read};
use std::iter::Peekable;
use std::time::Duration;

use command_line::{Given, SettingError, duration};
use simulation::load::{Load, Pattern, Profile};
use simulation::{Arrival, DurationDistribution, End};

use super::SimulateError;
use super::options::Options;
use super::settings::{at_most, whole};
use super::trace::Trace;
use crate::load::{duration_distribution, profile, rate};

/// More messages than these take longer than anyone waits.
const MOST_MESSAGES: f64 = 1e9;
const LONGEST: Duration = Duration::from_hours(24 * 3660);
const DAY: Duration = Duration::from_hours(24);

/// What arrives, and until when.
pub(super) struct ChosenLoad {
    /// The messages, as they are needed.
    pub(super) arrivals: Box<dyn Iterator<Item = Result<Arrival, SimulateError>>>,
    /// In words: `50/m by chance, 5s each`.
    pub(super) words: String,
    /// When the simulation ends.
    pub(super) end: End,
}

impl ChosenLoad {
    /// The one load that was given.
    ///
    /// # Errors
    /// None or several were given, or something of it is unusable.
    pub(super) fn given(options: &Options) -> Result<Self, SimulateError> {
        let load = &options.load;
        let seed = seed(&load.seed())?;
        let durations = durations(&load.duration())?;
        let length = load.length().duration(at_most(LONGEST))?;
        let (given, text) = the_one(options)?;
        if given.flag == load.trace().flag {
            if options.poisson {
                return Err(no_chance(given.flag).into());
            }
            let patience = End::WhenDone { patience: DAY };
            let trace = trace(&given, text, durations, seed)?;
            return Ok(Self {
                arrivals: Box::new(trace.map(|arrival| Ok(arrival?))),
                words: format!("the trace {text}"),
                end: length.map_or(patience, End::At),
            });
        }
        let length = length.unwrap_or(DAY);
        let (pattern, messages) = pattern(options, &given, text, length)?;
        if messages > MOST_MESSAGES {
            let why = format!(
                "makes {messages:.1e} messages in {}, more than {MOST_MESSAGES:.0}",
                duration::show(length)
            );
            return Err(given.unusable(text, why, "fewer, or --for to less").into());
        }
        let arriving = match &pattern {
            Pattern::Even(_) => format!("{text} equally spaced"),
            Pattern::Poisson(_) => format!("{text} by chance"),
            Pattern::Batches { size, every } => format!("{size} every {}", duration::show(*every)),
        };
        let taking = load.duration().text().unwrap_or("5s");
        Ok(Self {
            arrivals: Box::new(Load::new(pattern, durations, seed).map(Ok)),
            words: format!("{arriving}, taking {taking}"),
            end: End::At(length),
        })
    }
}

/// The load that was given, with its text.
fn the_one(options: &Options) -> Result<(Given<'_>, &str), SettingError> {
    let load = &options.load;
    let all = [
        load.rate(),
        load.batch(),
        load.wave(),
        load.profile(),
        load.trace(),
    ];
    let mut given = all
        .into_iter()
        .filter_map(|given| given.text().map(|text| (given, text)));
    let Some(first) = given.next() else {
        let remedy =
            "set it, or --rate, to a rate such as 50/m, or give --batch, --wave, --profile or --trace";
        return Err(SettingError::missing("SIMULATE_RATE", remedy));
    };
    match given.next() {
        None => Ok(first),
        Some((second, text)) => Err(second.unusable(
            text,
            format!("is a second load beside {}", first.0.flag),
            "nothing: there is one load",
        )),
    }
}

/// The pattern, and how many messages it makes in this time.
fn pattern(
    options: &Options,
    given: &Given<'_>,
    text: &str,
    length: Duration,
) -> Result<(Pattern, f64), SettingError> {
    let load = &options.load;
    let seconds = length.as_secs_f64();
    if given.flag == load.batch().flag {
        if options.poisson {
            return Err(no_chance(given.flag));
        }
        let size = whole(given, 1, 1..=1_000_000)?;
        let every = load.batch_every().duration(at_most(LONGEST))?;
        let every = every.unwrap_or(Duration::from_secs(60));
        let messages = f64::from(size) * seconds / every.as_secs_f64();
        return Ok((Pattern::Batches { size, every }, messages));
    }
    let cycle = load
        .cycle()
        .duration(Duration::from_secs(1)..=LONGEST)?
        .unwrap_or(DAY);
    let (profile, what) = if given.flag == load.rate().flag {
        (constant(text), rate::WHAT)
    } else if given.flag == load.wave().flag {
        (profile::wave(text, cycle), profile::WAVE)
    } else {
        (profile::steps(text, cycle), profile::STEPS)
    };
    let profile = profile.map_err(|why| given.unusable(text, why, what))?;
    let messages = profile.mean() * seconds;
    let pattern = if options.poisson {
        Pattern::Poisson
    } else {
        Pattern::Even
    };
    Ok((pattern(profile), messages))
}

fn constant(text: &str) -> Result<Profile, String> {
    Profile::constant(rate::parse(text)?).map_err(|why| why.to_string())
}

fn no_chance(flag: &str) -> SettingError {
    SettingError::unusable(
        "SIMULATE_POISSON",
        "true",
        format!("has no use with {flag}"),
        "leave it, and --poisson, out",
    )
}

fn durations(given: &Given<'_>) -> Result<DurationDistribution, SettingError> {
    let Some(text) = given.text() else {
        return Ok(DurationDistribution::Fixed(Duration::from_secs(5)));
    };
    let unusable = |why: String| given.unusable(text, why, duration_distribution::WHAT);
    let durations = duration_distribution::parse(text).map_err(unusable)?;
    if durations.mean().is_zero() {
        return Err(unusable("is no time at all".to_owned()));
    }
    Ok(durations)
}

fn seed(given: &Given<'_>) -> Result<u64, SettingError> {
    let text = given.text().unwrap_or("0");
    let what = format!("a whole number from 0 to {}", u64::MAX);
    text.parse()
        .map_err(|_| given.unusable(text, "is no such number", &what))
}

fn trace(
    given: &Given<'_>,
    path: &str,
    durations: DurationDistribution,
    seed: u64,
) -> Result<Peekable<Trace<Box<dyn Read>>>, SimulateError> {
    let what = "a CSV file with rows of at,duration or at,count,duration, or - for stdin";
    let (name, reader): (_, Box<dyn Read>) = if path == "-" {
        ("stdin", Box::new(io::stdin().lock()))
    } else {
        let file = File::open(path)
            .map_err(|error| given.unusable(path, format!("cannot be read: {error}"), what))?;
        (path, Box::new(file))
    };
    let mut trace = Trace::new(name, reader, durations, seed).peekable();
    match trace.next_if(Result::is_err) {
        Some(Err(error)) => Err(error.into()),
        _ if trace.peek().is_none() => Err(given.unusable(path, "has no messages", what).into()),
        _ => Ok(trace),
    }
}
