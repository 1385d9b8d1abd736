//! From its settings to its results.

use std::time::{Duration, Instant};

use command_line::{SettingError, StatusLine, duration};
use simulation::{End, Settings, Totals};

use super::destination::Destination;
use super::load::ChosenLoad;
use super::options::Options;
use super::rows::Rows;
use super::settings::settings;
use super::timeline::Timeline;
use super::{SimulateError, chart, shown, summary};

/// So many stretches of time a chart shows at most, one for each pixel or so.
const IN_CHART: usize = 800;
/// So many rows the summary has at most.
const IN_SUMMARY: usize = 24;
/// Lengths of time that read well.
const READS_WELL: [Duration; 16] = {
    [
        Duration::from_secs(1),
        Duration::from_secs(5),
        Duration::from_secs(10),
        Duration::from_secs(30),
        Duration::from_mins(1),
        Duration::from_mins(2),
        Duration::from_mins(5),
        Duration::from_mins(10),
        Duration::from_mins(15),
        Duration::from_mins(30),
        Duration::from_hours(1),
        Duration::from_hours(2),
        Duration::from_hours(3),
        Duration::from_hours(6),
        Duration::from_hours(12),
        Duration::from_hours(24),
    ]
};
/// How often the status line is written anew.
const REFRESH: Duration = Duration::from_millis(100);
/// More evaluations, or settings of the target, than these take longer than anyone waits.
const MOST_EVALUATIONS: u64 = 10_000_000;

/// What was simulated, for those that show it.
pub(super) struct Simulated<'a> {
    /// The load, in words.
    pub(super) load: &'a str,
    /// What was given.
    pub(super) settings: &'a Settings,
    /// What came of it.
    pub(super) totals: &'a Totals,
}

/// Simulates, and shows what comes of it.
///
/// # Errors
/// A setting, or a row of the trace, is unusable; or the results cannot be written.
pub fn run(options: &Options) -> Result<(), SimulateError> {
    let load = ChosenLoad::given(options)?;
    let settings = settings(options, load.end)?;
    check_length(options, &settings)?;
    let to_stdout = [options.results.csv(), options.results.svg()].map(|given| given.text() == Some("-"));
    if to_stdout == [true, true] {
        let what = "a file's path, since the rows go to stdout";
        return Err(options
            .results
            .svg()
            .unusable("-", "is what --csv is too", what)
            .into());
    }
    let rows = Destination::given(&options.results.csv(), "CSV")?;
    let chart = Destination::given(&options.results.svg(), "SVG")?;

    let mut rows = rows.map(Rows::begin).transpose()?;
    let mut in_chart = timeline(&settings, IN_CHART);
    let mut in_summary = timeline(&settings, IN_SUMMARY);
    let mut progress = Progress::begin();
    let totals = simulation::run(&settings, load.arrivals, |sample| {
        in_chart.push(sample);
        in_summary.push(sample);
        progress.evaluated(sample.at.0, settings.end);
        if progress.evaluations > MOST_EVALUATIONS {
            return Err(too_many(options, &settings).into());
        }
        rows.as_mut().map_or(Ok(()), |rows| rows.row(sample))
    });
    drop(progress);
    let totals = totals?;
    rows.map_or(Ok(()), Rows::finish)?;

    let simulated = Simulated {
        load: &load.words,
        settings: &settings,
        totals: &totals,
    };
    if let Some(chart) = chart {
        chart.finish(&chart::draw(&simulated, in_chart.stretches())?)?;
    }
    if to_stdout == [false, false] {
        Destination::stdout().finish(&summary::of(&simulated, in_summary.stretches()))?;
    }
    Ok(())
}

/// How often something is done that is done so often, until the end; nothing if that is not known.
fn times(settings: &Settings, every: Duration) -> Option<u128> {
    match settings.end {
        End::At(end) => Some(end.as_nanos() / every.as_nanos().max(1)),
        End::WhenDone { .. } => None,
    }
}

/// At most so many stretches of time, of a length that reads well if it is known how many there will be.
fn timeline(settings: &Settings, most: usize) -> Timeline {
    let every = settings.policy.every;
    let least = times(settings, every).unwrap_or(1).div_ceil(most as u128);
    let least = usize::try_from(least).unwrap_or(usize::MAX);
    let reads_well = READS_WELL
        .into_iter()
        .filter(|length| length.as_nanos().is_multiple_of(every.as_nanos().max(1)))
        .filter_map(|length| usize::try_from(length.as_nanos() / every.as_nanos().max(1)).ok())
        .find(|each| *each >= least);
    Timeline::new(most, reads_well.unwrap_or(least))
}

/// Refuses what would take longer than anyone waits.
fn check_length(options: &Options, settings: &Settings) -> Result<(), SettingError> {
    let too_often = |every| times(settings, every).is_some_and(|times| times > MOST_EVALUATIONS.into());
    if too_often(settings.policy.every) || too_often(settings.policy.evaluation.period) {
        return Err(too_many(options, settings));
    }
    if let Some(every) = settings.policy.set_target_every
        && too_often(every)
    {
        let given = options.policy.set_target_every();
        let why = format!("sets the target more than {MOST_EVALUATIONS} times");
        return Err(given.unusable(
            &duration::show(every),
            why,
            "a longer duration, or --for to a shorter one",
        ));
    }
    Ok(())
}

fn too_many(options: &Options, settings: &Settings) -> SettingError {
    let (given, often) = if options.policy.every().text().is_some() {
        (options.policy.every(), settings.policy.every)
    } else {
        (options.policy.period(), settings.policy.evaluation.period)
    };
    let why = format!("makes more than {MOST_EVALUATIONS} evaluations");
    given.unusable(
        &duration::show(often),
        why,
        "a longer duration, or --for to a shorter one",
    )
}

/// How far it is, at the foot of the terminal.
struct Progress {
    line: StatusLine,
    shown: Instant,
    evaluations: u64,
}

impl Progress {
    fn begin() -> Self {
        Self {
            line: StatusLine::begin(),
            shown: Instant::now(),
            evaluations: 0,
        }
    }

    fn evaluated(&mut self, at: Duration, end: End) {
        self.evaluations += 1;
        if self.shown.elapsed() >= REFRESH {
            self.shown = Instant::now();
            let of = match end {
                End::At(end) => format!(" of {}", shown::duration(end)),
                End::WhenDone { .. } => String::new(),
            };
            self.line.show(&format!("simulated {}{of}", shown::duration(at)));
        }
    }
}
