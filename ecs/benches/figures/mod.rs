//! Figures, and what was promised of them.

/// The one in the middle.
pub(crate) fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// Prints what is measured now, and how busy the machine is with other things: no figure is better than that.
pub(crate) fn section(name: &str) {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    println!("\n{name} (load {load})");
}

/// Prints a figure, and where a bound was promised whether it was kept.
pub(crate) fn show(name: &str, figure: f64, bound: Option<f64>) {
    let verdict = match bound {
        None => String::new(),
        Some(bound) if figure <= bound => format!("  at most {bound}: kept"),
        Some(bound) => format!("  at most {bound}: MISSED"),
    };
    println!("{name:<56}{figure:>9.2}{verdict}");
}
