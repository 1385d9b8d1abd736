//! The figures of a benchmark, and what was promised of them.
#![allow(clippy::print_stdout)]

/// The one in the middle.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// Prints a figure, and where something was promised of it whether that was kept.
pub fn show(name: &str, figure: f64, promised: Option<(f64, &str)>) {
    let verdict = match promised {
        None => String::new(),
        Some((limit, how)) => {
            let kept = if how == "at least" {
                figure >= limit
            } else {
                figure <= limit
            };
            format!("  {how} {limit}: {}", if kept { "kept" } else { "MISSED" })
        }
    };
    println!("{name:<48}{figure:>9.3}{verdict}");
}
