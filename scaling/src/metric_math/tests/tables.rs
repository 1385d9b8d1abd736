//! Expressions and what they make of the same three metrics.

use super::{evaluated, text};

/// Each expression makes the values of the metrics.
fn all(values: [&str; 3], table: &[(&str, &str)]) {
    let columns = values[0].split_whitespace().count();
    let wrong: Vec<_> = table
        .iter()
        .filter_map(|(expression, expected)| {
            let result = text(&evaluated(expression, values), columns);
            (result != *expected).then(|| format!("{expression}: {result}, not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn formulas_of_services() {
    let metrics = ["100 100 0 - 7", "4 0 2 2 -", "- 20 - 2 1"];
    all(
        metrics,
        &[
            // The backlog of a task: no datapoint while none runs.
            ("m1 / m2", "25 - 0 0 -"),
            // "A datapoint that a comparison's condition lacks is dropped".
            ("IF(m2 > 0, m1 / m2, m1)", "25 100 0 0 -"),
            ("IF(FILL(m2, 0) > 0, m1 / m2, m1)", "25 100 0 0 7"),
            ("(m1 + FILL(m3, 0)) / m2", "25 - 0 1 -"),
            ("m1 / FILL(m2, 1)", "25 - 0 0 7"),
            ("MAX([m1, m2])", "100 100 2 2 7"),
            ("m1 / IF(m2 == 0, 1, m2)", "25 100 0 0 -"),
            ("SUM([m1, m3]) / m2", "25 - 0 1 -"),
            ("CEIL(m1 / 30)", "4 4 0 - 1"),
        ],
    );
}

/// The examples of the guide, "Comparison and logical operators".
#[test]
fn comparisons_of_the_guide() {
    all(
        ["30 20 0 0", "20 - 20 -", "- - - -"],
        &[
            ("m1 < m2", "0 0 1 0"),
            ("m1 >= 30", "1 0 0 0"),
            ("m1 > 15 AND m2 > 15", "1 0 0 0"),
            ("m1 > 15 && m2 > 15", "1 0 0 0"),
            ("m1 > 15 OR m2 > 15", "1 1 1 0"),
            ("m1 > 15 || m2 > 15", "1 1 1 0"),
            ("m1 == m2", "0 0 0 1"),
            ("m1 != m2", "1 1 1 0"),
            ("m1 <= 20", "0 1 1 1"),
            ("20 <= m1", "1 1 0 0"),
            ("20 > m1", "0 0 1 1"),
            ("m2 AND m2", "1 - 1 -"),
            ("m3 == m3", "- - - -"),
            ("m1 * 0 + (1 < 2 AND 2 <= 2)", "1 1 1 1"),
            ("m1 * 0 + (1 == 2 OR 1 != 1)", "0 0 0 0"),
            ("-5 AND m1", "1 1 0 0"),
        ],
    );
}

/// The examples of the guide, "Using IF expressions".
#[test]
fn conditions_of_the_guide() {
    all(
        ["1 1 0 0 -", "30 - 0 0 30", "0 0 20 - 20"],
        &[
            ("IF(m1, m2, m3)", "30 0 20 - -"),
            ("IF(m1, 5, m3)", "5 5 20 - -"),
            ("IF(m1, m2, 5)", "30 0 5 5 -"),
            ("IF(m1, m2)", "30 0 - - -"),
            ("IF(m1, 5)", "5 5 - - -"),
            ("IF(m1, 1, 2)", "1 1 2 2 -"),
            ("IF(-m1, 1, 2)", "1 1 2 2 -"),
            ("IF(1, m2, m3)", "30 - 0 0 30"),
            ("IF(0, m2, m3)", "0 0 20 - 20"),
            ("IF(1, m2)", "30 - 0 0 30"),
            ("IF(0, m2)", "- - - - -"),
            ("IF(MAX(m2) > 29, m2, m3)", "30 - 0 0 30"),
            ("IF(1 / 0, m2, m3)", "- - - - -"),
            ("IF(m1, 1 / 0, 2)", "- - 2 2 -"),
            ("IF(m2 < 25, m2)", "- - 0 0 -"),
        ],
    );
}

#[test]
fn arithmetic_and_precedence() {
    all(
        ["2 -3 0 -", "4 5 - 6", "1 2 3 -"],
        &[
            // What one of two series lacks is 0.
            ("m1 + m2", "6 2 0 6"),
            ("m1 - m2", "-2 -8 0 -6"),
            ("m1 * m2", "8 -15 0 0"),
            ("m1 / m2", "0.5 -0.6 - 0"),
            ("m2 / m1", "2 -1.6666666666666667 - -"),
            ("m1 ^ 2", "4 9 0 -"),
            ("m1 ^ 0.5", "1.4142135623730951 - 0 -"),
            ("m1 ^ -1", "0.5 -0.3333333333333333 - -"),
            ("2 ^ m3", "2 4 8 -"),
            ("1e308 * 10 ^ m3", "- - - -"),
            ("m3 * (0 / 0)", "- - - -"),
            ("(0 / 0) * m3", "- - - -"),
            // What a scalar is added to keeps its gaps.
            ("m1 + 1", "3 -2 1 -"),
            ("1 - m1", "-1 4 1 -"),
            ("m3 + 2 * 3", "7 8 9 -"),
            ("m3 - 2 - 3", "-4 -3 -2 -"),
            ("m3 - (2 - 3)", "2 3 4 -"),
            ("m3 * 12 / 2 / 3", "2 4 6 -"),
            ("m3 * 0 + 2 ^ 3 ^ 2", "512 512 512 -"),
            ("m3 * 0 + (2 ^ 3) ^ 2", "64 64 64 -"),
            ("-m3 ^ 2", "-1 -4 -9 -"),
            ("(-m3) ^ 2", "1 4 9 -"),
            ("-m3 * 2 + 1", "-1 -3 -5 -"),
            ("- -m3", "1 2 3 -"),
            ("--m3", "1 2 3 -"),
            ("2 ^ -m3 * 8", "4 2 1 -"),
            ("m3-1", "0 1 2 -"),
            ("m3 + 1 == 2 * 2 - 1", "0 1 0 -"),
            ("m3 == 1 OR m3 == 2 AND m3 == 3", "1 0 0 -"),
            ("(m3 == 1 OR m3 == 2) AND m3 == 3", "0 0 0 -"),
            ("(m3 > 1) == 0", "1 0 0 -"),
            ("0 * -m3", "0 0 0 -"),
            (" m3\t+\n.5 ", "1.5 2.5 3.5 -"),
            ("m3 * 1.5e1 + 1E+1 + 50e-1", "30 45 60 -"),
        ],
    );
}

#[test]
fn of_one_series() {
    all(
        ["2.5 -3.5 0 - 10", "- - - - -", "1 - 2 - 3"],
        &[
            ("ABS(m1)", "2.5 3.5 0 - 10"),
            ("CEIL(m1)", "3 -3 0 - 10"),
            ("FLOOR(m1)", "2 -4 0 - 10"),
            ("LOG(m1)", "0.9162907318741551 - - - 2.302585092994046"),
            ("LOG10(m1)", "0.3979400086720376 - - - 1"),
            ("DIFF(m1)", "- -6 3.5 - 10"),
            ("DIFF_TIME(m1)", "- 60 60 - 120"),
            ("DIFF_TIME(m3)", "- - 120 - 120"),
            ("RATE(m1 * 12)", "- -1.2 0.7 - 1"),
            ("RUNNING_SUM(m1)", "2.5 -1 -1 - 9"),
            ("m1 - MIN(m1)", "6 0 3.5 - 13.5"),
            ("m3 * MAX(m1)", "10 - 20 - 30"),
            ("m3 * SUM(m1)", "9 - 18 - 27"),
            ("m3 * AVG(m3)", "2 - 4 - 6"),
            ("m3 * DATAPOINT_COUNT(m3)", "3 - 6 - 9"),
            ("m3 * STDDEV(IF(m3 > 1, m3))", "0.5 - 1 - 1.5"),
            ("m3 * STDDEV(m1 * 0 + 4)", "0 - 0 - 0"),
            ("m3 * PERIOD(m1)", "60 - 120 - 180"),
            ("m3 + SUM(m2)", "1 - 2 - 3"),
            ("m3 + DATAPOINT_COUNT(m2)", "1 - 2 - 3"),
            ("m3 + AVG(m2)", "- - - - -"),
            ("m3 + MAX(m2)", "- - - - -"),
            ("m3 + MIN(m2)", "- - - - -"),
            ("m3 + STDDEV(m2)", "- - - - -"),
            ("m3 + -AVG(m2)", "- - - - -"),
            ("DIFF(m2)", "- - - - -"),
            ("TIME_SERIES(5)", "- - - - -"),
            ("TIME_SERIES(PERIOD(m3) * 5)", "300 300 300 300 300"),
            ("TIME_SERIES(AVG(m3))", "2 2 2 2 2"),
            ("TIME_SERIES(AVG(m2)) + 0 * m1", "0 0 0 - 0"),
            ("TIME_SERIES(MAX(m1)) + m2", "10 10 10 10 10"),
        ],
    );
}

#[test]
fn of_arrays() {
    all(
        ["1 2 - - -7", "3 - 6 - 7", "8 8 - - -"],
        &[
            ("SUM([m1, m2])", "4 2 6 - 0"),
            ("AVG([m1, m2])", "2 1 3 - 0"),
            ("MIN([m1, m2])", "1 2 6 - -7"),
            ("MAX([m1, m2])", "3 2 6 - 7"),
            ("STDDEV([m1, m2])", "1 0 0 - 7"),
            ("DATAPOINT_COUNT([m1, m2])", "2 1 1 - 2"),
            ("SUM([m1])", "1 2 - - -7"),
            ("SUM(METRICS())", "12 10 6 - 0"),
            ("SUM(METRICS(\"m\"))", "12 10 6 - 0"),
            ("SUM(METRICS(''))", "12 10 6 - 0"),
            ("SUM(METRICS(\"2\"))", "3 - 6 - 7"),
            ("SUM([METRICS('1'), METRICS('3')])", "9 10 - - -7"),
            ("SUM([[m1, m2], m3])", "12 10 6 - 0"),
            ("FIRST([m2, m1])", "3 - 6 - 7"),
            ("LAST([m2, m1])", "1 2 - - -7"),
            ("FIRST(METRICS())", "1 2 - - -7"),
            ("LAST(METRICS())", "8 8 - - -"),
            ("m1 * METRIC_COUNT(METRICS())", "3 6 - - -21"),
            ("m1 / METRIC_COUNT([m1, m2])", "0.5 1 - - -3.5"),
            ("SUM(METRICS() * 10)", "120 100 60 - 0"),
            ("SUM(42 / [m1, m2])", "56 21 7 - 0"),
            ("SUM(-[m1, m2])", "-4 -2 -6 - 0"),
            ("SUM([m1, m2] - m3)", "-12 -14 6 - 0"),
            ("SUM(m3 - [m1, m2])", "12 14 -6 - 0"),
            ("SUM([m1, m2] / m3)", "0.5 0.25 - - -"),
            ("LAST(ABS([m2, m1]))", "1 2 - - 7"),
            ("SUM(RUNNING_SUM([m1, m2]))", "4 3 9 - 12"),
            ("SUM(FILL([m1, m2], 1))", "4 3 7 2 0"),
            ("SUM(FILL([m1, m2], m3))", "4 10 6 - 0"),
            ("SUM(FILL([m1, m2], REPEAT))", "4 5 8 8 0"),
            ("LAST(FILL([m1, m2], LINEAR))", "3 4.5 6 6.5 7"),
            ("AVG([m1, m2] / m3) * 4", "1 0.5 - - -"),
        ],
    );
}

#[test]
fn filling() {
    all(
        ["- 1 - - 4 -", "9 - - - - 9", "- - - - - -"],
        &[
            ("FILL(m1, 0) + m2 * 0", "0 1 0 0 4 0"),
            ("FILL(m1, m2)", "9 1 - - 4 9"),
            ("FILL(m1, REPEAT) + 0 * m2", "0 1 1 1 4 4"),
            ("FILL(m1, LINEAR) + 0 * m2", "0 1 2 3 4 0"),
            // Of the expression's metrics only: the others' periods are not asked for.
            ("FILL(m1, 0)", "- 1 0 0 4 -"),
            ("FILL(m1, MIN(m1) - 1)", "- 1 0 0 4 -"),
            ("FILL(m1, REPEAT)", "- 1 1 1 4 -"),
            ("FILL(m1, LINEAR)", "- 1 2 3 4 -"),
            ("FILL(m1, AVG(m3))", "- 1 - - 4 -"),
            ("FILL(m3, 0)", "- - - - - -"),
            ("FILL(m3, 1) + 0 * m2", "1 1 1 1 1 1"),
            ("FILL(m3, REPEAT) + 0 * m2", "0 - - - - 0"),
            ("FILL(m3, LINEAR) + 0 * m2", "0 - - - - 0"),
            ("FILL(m1 / 0, 7)", "- 7 7 7 7 -"),
        ],
    );
}
