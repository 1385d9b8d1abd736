//! A trace of arrivals: rows of CSV, read as they are needed.

use std::io::Read;
use std::time::Duration;

use command_line::duration;
use csv::{Reader, ReaderBuilder, StringRecord, Trim};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use scaling::Moment;
use simulation::{Arrival, DurationDistribution};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The latest time of a trace: ten years after its beginning.
const LATEST: Duration = Duration::from_hours(24 * 3660);
/// The longest work on a message.
const LONGEST: Duration = Duration::from_hours(12);
/// The most messages of a row.
const MOST: u32 = 1_000_000;

/// A row that cannot be used: which, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}:{line}: {problem}")]
pub struct TraceError {
    name: String,
    line: u64,
    problem: String,
}

/// Messages as the rows tell them.
#[derive(Debug)]
pub(super) struct Trace<R> {
    name: String,
    reader: Reader<R>,
    record: StringRecord,
    columns: Option<Columns>,
    clock: Option<Clock>,
    durations: DurationDistribution,
    chance: Xoshiro256PlusPlus,
    latest: Duration,
    row: Option<Row>,
    broken: bool,
}

/// Where a row has what.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Columns {
    at: usize,
    count: Option<usize>,
    duration: Option<usize>,
    all: usize,
}

/// What times are counted from.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Clock {
    /// They are seconds since the beginning.
    Seconds,
    /// They are points in time; the first is the beginning.
    Since(OffsetDateTime),
}

#[derive(Debug, Clone, Copy)]
struct Row {
    at: Duration,
    left: u32,
    /// Drawn for each message if it is not told.
    duration: Option<Duration>,
}

impl<R: Read> Trace<R> {
    /// A trace, by this name in its errors; where rows tell no duration, it is drawn from these.
    pub(super) fn new(name: &str, reader: R, durations: DurationDistribution, seed: u64) -> Self {
        Self {
            name: name.to_owned(),
            reader: ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .trim(Trim::All)
                .comment(Some(b'#'))
                .from_reader(reader),
            record: StringRecord::new(),
            columns: None,
            clock: None,
            durations,
            chance: Xoshiro256PlusPlus::seed_from_u64(seed),
            latest: Duration::ZERO,
            row: None,
            broken: false,
        }
    }

    fn row(&mut self) -> Result<Option<Row>, TraceError> {
        loop {
            let read = self.reader.read_record(&mut self.record);
            match read {
                Ok(true) => {}
                Ok(false) => return Ok(None),
                Err(error) => return Err(self.unreadable(&error)),
            }
            if let Some(columns) = self.columns {
                return self.read(columns).map(Some).map_err(|why| self.error(why));
            }
            let (columns, is_header) = Columns::of(&self.record).map_err(|why| self.error(why))?;
            self.columns = Some(columns);
            if !is_header {
                return self.read(columns).map(Some).map_err(|why| self.error(why));
            }
        }
    }

    fn read(&mut self, columns: Columns) -> Result<Row, String> {
        let fields = self.record.len();
        if fields != columns.all {
            return Err(format!("{fields} columns, where there should be {}", columns.all));
        }
        let at = passed(&mut self.clock, first_without_mark(&self.record, columns.at))?;
        if at < self.latest {
            let (at, latest) = (at.as_secs_f64(), self.latest.as_secs_f64());
            return Err(format!(
                "the time goes back, from {latest} s to {at} s after the beginning; sort the rows by time"
            ));
        }
        self.latest = at;
        let field = |place: usize| &self.record[place];
        let left = columns.count.map_or(Ok(1), |place| count(field(place)))?;
        let duration = columns.duration.map(|place| work(field(place))).transpose()?;
        Ok(Row { at, left, duration })
    }

    fn unreadable(&self, error: &csv::Error) -> TraceError {
        match error.kind() {
            csv::ErrorKind::Utf8 { pos, .. } => TraceError {
                name: self.name.clone(),
                line: pos.as_ref().map_or(1, csv::Position::line),
                problem: "this is not UTF-8 text".to_owned(),
            },
            _ => TraceError {
                name: self.name.clone(),
                line: self.reader.position().line(),
                problem: format!("it cannot be read: {error}"),
            },
        }
    }

    fn error(&self, problem: String) -> TraceError {
        let line = self.record.position().map_or(1, csv::Position::line);
        TraceError {
            name: self.name.clone(),
            line,
            problem,
        }
    }
}

impl<R: Read> Iterator for Trace<R> {
    type Item = Result<Arrival, TraceError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.broken {
            return None;
        }
        loop {
            if let Some(row) = &mut self.row
                && row.left > 0
            {
                row.left -= 1;
                let duration = row.duration;
                let arrival = Arrival {
                    at: Moment(row.at),
                    duration: duration.unwrap_or_else(|| self.durations.draw(&mut self.chance)),
                };
                return Some(Ok(arrival));
            }
            match self.row() {
                Ok(None) => return None,
                Ok(row) => self.row = row,
                Err(error) => {
                    self.broken = true;
                    return Some(Err(error));
                }
            }
        }
    }
}

impl Columns {
    /// By the first row: the columns' names, or else by their number. Whether it is names.
    fn of(first: &StringRecord) -> Result<(Self, bool), String> {
        let all = first.len();
        let name = first_without_mark(first, 0);
        if !name.chars().next().is_some_and(char::is_alphabetic) {
            let (count, duration) = match all {
                1 => (None, None),
                2 => (None, Some(1)),
                3 => (Some(1), Some(2)),
                _ => {
                    return Err(format!(
                        "{all} columns without names; there should be at,duration or at,count,duration"
                    ));
                }
            };
            let columns = Self {
                at: 0,
                count,
                duration,
                all,
            };
            return Ok((columns, false));
        }
        let (mut at, mut count, mut duration) = (None, None, None);
        for place in 0..all {
            let name = first_without_mark(first, place);
            let column = match name {
                "at" => &mut at,
                "count" => &mut count,
                "duration" => &mut duration,
                other => {
                    return Err(format!("the column '{other}' is none of at, count and duration"));
                }
            };
            if column.replace(place).is_some() {
                return Err(format!("the column '{name}' is there twice"));
            }
        }
        let at = at.ok_or("no column is named at")?;
        let columns = Self {
            at,
            count,
            duration,
            all,
        };
        Ok((columns, true))
    }
}

/// How long after the beginning a time is.
fn passed(clock: &mut Option<Clock>, text: &str) -> Result<Duration, String> {
    let date = OffsetDateTime::parse(text, &Rfc3339).ok();
    let clock = *clock.get_or_insert(date.map_or(Clock::Seconds, Clock::Since));
    let (passed, form) = match clock {
        Clock::Seconds => {
            let seconds: Option<f64> = text.parse().ok();
            if seconds.is_some_and(|seconds| seconds < 0.0) {
                return Err(format!("the time '{text}' is before the beginning"));
            }
            (
                seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()),
                "a number of seconds, or for all rows a time such as 2026-01-31T12:00:00Z",
            )
        }
        Clock::Since(beginning) => {
            let passed = date.map(|date| date - beginning);
            if passed.is_some_and(time::Duration::is_negative) {
                return Err(format!("the time '{text}' is before that of the first row"));
            }
            (
                passed.and_then(|passed| Duration::try_from(passed).ok()),
                "a time such as 2026-01-31T12:00:00Z, as in the first row",
            )
        }
    };
    match passed {
        Some(passed) if passed <= LATEST => Ok(passed),
        Some(_) => Err(format!(
            "the time '{text}' is more than ten years after the beginning"
        )),
        None => Err(format!("the time '{text}' is not {form}")),
    }
}

/// A field, without the mark that some programs put at the beginning of a file.
fn first_without_mark(record: &StringRecord, place: usize) -> &str {
    record[place].trim_start_matches('\u{feff}').trim_start()
}

fn count(text: &str) -> Result<u32, String> {
    text.parse()
        .ok()
        .filter(|count| (1..=MOST).contains(count))
        .ok_or_else(|| format!("the count '{text}' is no whole number from 1 to {MOST}"))
}

fn work(text: &str) -> Result<Duration, String> {
    if text.is_empty() {
        return Err("the duration is missing".to_owned());
    }
    duration::parse(text)
        .ok()
        .filter(|duration| *duration <= LONGEST)
        .ok_or_else(|| format!("the duration '{text}' is none from 0 to 12h, such as 5, 0.25 or 250ms"))
}

#[cfg(test)]
mod tests;
