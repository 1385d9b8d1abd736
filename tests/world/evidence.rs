//! What is shown of a scenario that did not pass: what its programs printed and called, and what its clients
//! were told.

use std::fmt::Write;

use time::OffsetDateTime;

use super::Scenario;

/// So many calls are shown, the last ones.
const CALLS_SHOWN: usize = 60;

/// The evidence as text.
pub(crate) fn of(scenario: &Scenario) -> String {
    let mut text = String::new();
    for program in &scenario.programs {
        let end = program
            .has_ended()
            .map_or_else(|| "still running".to_owned(), |ended| ended.to_string());
        let _ = writeln!(
            text,
            "--- {}: {} ({end}); stdout, and stderr marked with `!`",
            program.name,
            program.command_line()
        );
        let _ = write!(text, "{}", program.transcript());
    }
    for (name, visitor) in &scenario.visitors {
        let _ = writeln!(text, "--- {name} was told: {}", visitor.client.conversation());
    }
    if let Some(picture) = &scenario.picture {
        let _ = writeln!(text, "--- the page looks like {}", picture.display());
    }
    let calls = scenario.calls.all();
    let from = calls.len().saturating_sub(CALLS_SHOWN);
    let begun = calls
        .first()
        .map_or(OffsetDateTime::UNIX_EPOCH, |call| call.started);
    let _ = writeln!(
        text,
        "--- AWS calls in account {} ({} in all)",
        scenario.account.id,
        calls.len()
    );
    for call in &calls[from..] {
        let took = call.duration().map_or_else(
            || "in flight".to_owned(),
            |took| format!("{:.3} s", took.as_seconds_f64()),
        );
        let status = call
            .status
            .map_or_else(|| "-".to_owned(), |status| status.to_string());
        let _ = writeln!(
            text,
            "{:8.3} {:<14} {}:{} {status} {took}{}{}{}",
            (call.started - begun).as_seconds_f64(),
            call.caller,
            call.service,
            call.operation,
            told(" error", call.error.as_deref()),
            told(" fault", call.fault.as_deref()),
            told(" trouble", call.trouble.as_deref()),
        );
    }
    text
}

fn told(what: &str, text: Option<&str>) -> String {
    text.map_or_else(String::new, |text| format!("{what}: {text}"))
}
