//! The course of it as a chart: backlog, age and tasks over time.

use std::time::Duration;

use plotters::coord::Shift;
use plotters::prelude::*;

use super::SimulateError;
use super::run::Simulated;
use super::summary;
use super::timeline::Stretch;

const SIZE: (u32, u32) = (1000, 760);
const FONT: &str = "sans-serif";
const INK: RGBColor = RGBColor(0x33, 0x3b, 0x47);
const GRID: RGBColor = RGBColor(0xe3, 0xe6, 0xea);
const BLUE: RGBColor = RGBColor(0x1f, 0x6f, 0xb5);
const RED: RGBColor = RGBColor(0xc8, 0x3a, 0x2d);
const GREEN: RGBColor = RGBColor(0x2c, 0x8a, 0x55);

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// One line of a panel.
struct Line<'a> {
    name: &'a str,
    colour: RGBColor,
    filled: bool,
    points: Vec<(f64, f64)>,
}

/// The SVG.
pub(super) fn draw(simulated: &Simulated<'_>, stretches: &[Stretch]) -> Result<String, SimulateError> {
    let mut svg = String::new();
    draw_on(&mut svg, simulated, stretches).map_err(|error| SimulateError::Chart(error.to_string()))?;
    Ok(svg)
}

fn draw_on(
    svg: &mut String,
    simulated: &Simulated<'_>,
    stretches: &[Stretch],
) -> Result<(), Box<dyn std::error::Error>> {
    let root = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    root.fill(&WHITE)?;
    let root = root.titled(&summary::title(simulated), (FONT, 17).into_font().color(&INK))?;
    let (unit, name) = unit(simulated.totals.time);
    let time = |duration: Duration| duration.as_secs_f64() / unit.as_secs_f64();
    let end = time(simulated.totals.time).max(f64::MIN_POSITIVE);
    // Each value holds since the one before.
    let steps = |value: &dyn Fn(&Stretch) -> f64| {
        let begins = [Duration::ZERO]
            .into_iter()
            .chain(stretches.iter().map(|stretch| stretch.until));
        begins
            .zip(stretches)
            .flat_map(|(begin, stretch)| {
                let value = value(stretch);
                [(time(begin), value), (time(stretch.until), value)]
            })
            .collect::<Vec<_>>()
    };
    let acceptable = simulated.settings.acceptable.as_secs_f64();
    let panels = [
        (
            "messages",
            vec![Line {
                name: "backlog, at most",
                colour: BLUE,
                filled: true,
                points: steps(&|stretch| float(stretch.most_visible)),
            }],
        ),
        (
            "seconds",
            vec![
                Line {
                    name: "age of the oldest message, at most",
                    colour: BLUE,
                    filled: true,
                    points: steps(&|stretch| stretch.highest_age.as_secs_f64()),
                },
                Line {
                    name: "acceptable delay",
                    colour: RED,
                    filled: false,
                    points: vec![(0.0, acceptable), (end, acceptable)],
                },
            ],
        ),
        (
            "tasks",
            vec![
                Line {
                    name: "running",
                    colour: GREEN,
                    filled: true,
                    points: steps(&|stretch| stretch.running.into()),
                },
                Line {
                    name: "desired",
                    colour: INK,
                    filled: false,
                    points: steps(&|stretch| stretch.desired.into()),
                },
            ],
        ),
    ];
    for (area, (axis, lines)) in root.split_evenly((3, 1)).iter().zip(panels) {
        panel(area, (end, name), axis, lines)?;
    }
    root.present()?;
    Ok(())
}

fn panel(
    area: &Area<'_>,
    (end, unit): (f64, &str),
    axis: &str,
    lines: Vec<Line<'_>>,
) -> Result<(), Box<dyn std::error::Error>> {
    let values = lines
        .iter()
        .flat_map(|line| line.points.iter().map(|(_, value)| *value));
    // Room above for the legend.
    let room = if lines.len() == 1 { 1.25 } else { 1.45 };
    let top = values.fold(0.0, f64::max).max(1.0) * room;
    let mut chart = ChartBuilder::on(area)
        .margin(6)
        .margin_right(18)
        .x_label_area_size(36)
        .y_label_area_size(66)
        .build_cartesian_2d(0.0..end, 0.0..top)?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID)
        .axis_style(INK)
        .label_style((FONT, 12).into_font().color(&INK))
        .axis_desc_style((FONT, 13).into_font().color(&INK))
        .x_labels(12)
        .y_labels(5)
        .x_desc(unit)
        .y_desc(axis)
        .x_label_formatter(&|value| number(*value))
        .y_label_formatter(&|value| number(*value))
        .draw()?;
    for line in lines {
        let colour = line.colour;
        let style = colour.stroke_width(if line.filled { 1 } else { 2 });
        let drawn = if line.filled {
            chart.draw_series(AreaSeries::new(line.points, 0.0, colour.mix(0.25)).border_style(style))?
        } else {
            chart.draw_series(LineSeries::new(line.points, style))?
        };
        drawn
            .label(line.name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(3)));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .background_style(WHITE.mix(0.85))
        .border_style(GRID)
        .label_font((FONT, 12).into_font().color(&INK))
        .draw()?;
    Ok(())
}

/// What time is told in: so that there are not too many of it.
fn unit(time: Duration) -> (Duration, &'static str) {
    match time.as_secs() {
        0..600 => (Duration::from_secs(1), "time (seconds)"),
        600..18_000 => (Duration::from_secs(60), "time (minutes)"),
        18_000..345_600 => (Duration::from_secs(3600), "time (hours)"),
        _ => (Duration::from_secs(86_400), "time (days)"),
    }
}

/// Without digits that say nothing.
fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    rounded.to_string()
}

fn float(count: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "to be drawn")]
    let float = count as f64;
    float
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_told_in_what_leaves_few_numbers() {
        for (seconds, name) in [
            (0, "time (seconds)"),
            (600, "time (minutes)"),
            (86_400, "time (hours)"),
            (7 * 86_400, "time (days)"),
        ] {
            assert_eq!(unit(Duration::from_secs(seconds)).1, name);
        }
        assert_eq!(
            (number(2.0), number(0.250_000_1)),
            ("2".to_owned(), "0.25".to_owned())
        );
    }
}
