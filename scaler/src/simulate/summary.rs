//! What came of it, in a table of totals and one by time.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, Table, presets};
use command_line::duration;
use simulation::{OnScaleIn, Totals};

use super::run::Simulated;
use super::shown::{self, count, percent};
use super::timeline::Stretch;

/// The text of the summary.
pub(super) fn of(simulated: &Simulated<'_>, stretches: &[Stretch]) -> String {
    let mut text = format!("{}\n\n", title(simulated));
    add(&mut text, &totals(simulated));
    if !stretches.is_empty() {
        text.push('\n');
        add(&mut text, &by_time(stretches));
    }
    text
}

/// What was simulated, on one line.
pub(super) fn title(simulated: &Simulated<'_>) -> String {
    let settings = simulated.settings;
    let policies = if settings.policy.in_flight {
        "backlog and messages in flight"
    } else {
        "the backlog alone"
    };
    format!(
        "{} for {}: {} to {} tasks by {policies}, acceptable delay {}",
        simulated.load,
        shown::duration(simulated.totals.time),
        settings.limits.min,
        settings.limits.max,
        duration::show(settings.acceptable),
    )
}

fn totals(simulated: &Simulated<'_>) -> Table {
    let (settings, totals) = (simulated.settings, simulated.totals);
    let mut table = table();
    let mut row = |name: &str, value: String| {
        table.add_row([name, value.as_str()]);
    };
    row("messages", messages(totals));
    let waits = &totals.waits;
    row(
        "wait",
        format!(
            "mean {}, median {}, p95 {}, p99 {}, longest {}",
            shown::duration(waits.mean),
            shown::duration(waits.median),
            shown::duration(waits.p95),
            shown::duration(waits.p99),
            shown::duration(waits.longest),
        ),
    );
    row(
        "acceptable delay",
        format!(
            "missed by {} of {} messages ({}), and at {} of {} evaluations",
            count(totals.missed),
            count(totals.arrived),
            percent(totals.missed, totals.arrived),
            count(totals.late_evaluations),
            count(totals.evaluations),
        ),
    );
    row(
        "backlog",
        format!(
            "at most {}, on average {:.1}; the oldest was {}",
            count(totals.most_visible),
            totals.mean_visible,
            shown::duration(totals.highest_age),
        ),
    );
    row(
        "tasks",
        format!(
            "{} to {} wanted; on average {:.2} ran, with {:.2} messages in work",
            totals.least_desired, totals.most_desired, totals.mean_running, totals.mean_busy,
        ),
    );
    row(
        "changes",
        format!("{} out, {} in", count(totals.scale_outs), count(totals.scale_ins)),
    );
    if totals.most_wanted > settings.limits.max {
        row(
            "beyond the maximum",
            format!(
                "{} tasks were called for, {} is the maximum",
                count(totals.most_wanted.into()),
                settings.limits.max
            ),
        );
    }
    if settings.on_scale_in != OnScaleIn::Finish {
        row("interrupted", format!("{} messages", count(totals.interrupted)));
    }
    row(
        "cost",
        format!(
            "{:.2} USD for {:.1} task-hours",
            totals.cost,
            totals.paid.as_secs_f64() / 3600.0
        ),
    );
    table
}

fn messages(totals: &Totals) -> String {
    let mut text = format!("{} arrived, {} done", count(totals.arrived), count(totals.done));
    let left = totals.visible + totals.in_flight;
    if left > 0 {
        // Writing to a string cannot fail.
        let _ = write!(text, ", {} left", count(left));
    }
    text
}

fn by_time(stretches: &[Stretch]) -> Table {
    let mut table = table();
    table.set_header([
        "until", "arrived", "done", "too late", "backlog", "oldest", "tasks", "changes",
    ]);
    for stretch in stretches {
        let tasks = if stretch.least_desired == stretch.most_desired {
            stretch.least_desired.to_string()
        } else {
            format!("{}-{}", stretch.least_desired, stretch.most_desired)
        };
        table.add_row([
            shown::duration(stretch.until),
            count(stretch.arrived),
            count(stretch.done),
            count(stretch.missed),
            count(stretch.most_visible),
            shown::duration(stretch.highest_age),
            tasks,
            stretch.changes.to_string(),
        ]);
    }
    for column in table.column_iter_mut() {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table
}

fn add(text: &mut String, table: &Table) {
    for line in table.lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
}
