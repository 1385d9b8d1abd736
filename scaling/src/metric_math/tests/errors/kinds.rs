//! Expressions whose parts do not go together.

use super::all;

const ONE: &str = "one argument: a time series, or an array of them as in [m1, m2]";
const ARRAY: &str = "one array of time series, as in [m1, m2]";
const FILL: &str = "FILL takes two arguments: a time series or an array of them, and what to fill with: a scalar, a \
    time series, REPEAT or LINEAR";
const IF: &str = "IF takes two or three arguments: a condition, what there is where it holds, and what there is \
    elsewhere; where the condition is a scalar, the others are time series";
const METRICS: &str = "METRICS takes nothing, or a text that ids contain, as in METRICS(\"queue\")";

#[test]
fn arguments() {
    all(&[
        ("SUM()", 1, &format!("SUM takes {ONE}; it is given 0")),
        ("m2 + MAX(m1, m2)", 6, &format!("MAX takes {ONE}; it is given 2")),
        ("ABS(-5)", 5, &format!("ABS takes {ONE}; argument 1 is a scalar")),
        ("AVG('x')", 5, &format!("AVG takes {ONE}; argument 1 is a text")),
        (
            "AVG(LINEAR)",
            5,
            &format!("AVG takes {ONE}; argument 1 is a way to fill"),
        ),
        (
            "RATE(SUM(m1))",
            6,
            &format!("RATE takes {ONE}; argument 1 is a scalar"),
        ),
        (
            "FIRST(m1)",
            7,
            &format!("FIRST takes {ARRAY}; argument 1 is a time series"),
        ),
        (
            "LAST(1)",
            6,
            &format!("LAST takes {ARRAY}; argument 1 is a scalar"),
        ),
        (
            "METRIC_COUNT(m1)",
            14,
            &format!("METRIC_COUNT takes {ARRAY}; argument 1 is a time series"),
        ),
        (
            "TIME_SERIES(m1)",
            13,
            "TIME_SERIES takes one scalar; argument 1 is a time series",
        ),
        (
            "TIME_SERIES([m1, m2])",
            13,
            "TIME_SERIES takes one scalar; argument 1 is an array of 2 time series",
        ),
        (
            "m1 / PERIOD(m1 + m2)",
            13,
            "PERIOD takes the id of one metric; argument 1 is a time series",
        ),
        (
            "m1 / PERIOD(5)",
            13,
            "PERIOD takes the id of one metric; argument 1 is a scalar",
        ),
        (
            "m1 / PERIOD()",
            6,
            "PERIOD takes the id of one metric; it is given 0",
        ),
    ]);
}

#[test]
fn arguments_of_several() {
    all(&[
        ("FILL(m1)", 1, &format!("{FILL}; it is given 1")),
        ("FILL(1, 0)", 6, &format!("{FILL}; argument 1 is a scalar")),
        (
            "FILL(m1, [m1, m2, m3])",
            10,
            &format!("{FILL}; argument 2 is an array of 3 time series"),
        ),
        ("FILL(m1, 'REPEAT')", 10, &format!("{FILL}; argument 2 is a text")),
        (
            "FILL(LINEAR, m1)",
            6,
            &format!("{FILL}; argument 1 is a way to fill"),
        ),
        ("IF(m1)", 1, &format!("{IF}; it is given 1")),
        ("IF(m1, 1, 2, 3)", 1, &format!("{IF}; it is given 4")),
        (
            "IF([m1], m1)",
            4,
            &format!("{IF}; argument 1 is an array of 1 time series"),
        ),
        (
            "IF(m1, METRICS())",
            8,
            &format!("{IF}; argument 2 is an array of 3 time series"),
        ),
        ("IF(m1, 1, 'a')", 11, &format!("{IF}; argument 3 is a text")),
        ("IF(1, 2, m1)", 7, &format!("{IF}; argument 2 is a scalar")),
        (
            "IF(SUM(m1) > 0, m1, 0)",
            21,
            &format!("{IF}; argument 3 is a scalar"),
        ),
        (
            "SUM(METRICS(m1))",
            13,
            &format!("{METRICS}; argument 1 is a time series"),
        ),
        ("SUM(METRICS('a', 'b'))", 5, &format!("{METRICS}; it is given 2")),
        (
            "SUM(METRICS('x'))",
            13,
            "no metric has \"x\" in its id: there are \"m1\", \"m2\", \"m3\"",
        ),
    ]);
}

#[test]
fn elements_and_operands() {
    all(&[
        (
            "SUM([])",
            5,
            "this array is empty: name time series in it, as in [m1, m2]",
        ),
        (
            "MAX([m1, 1])",
            10,
            "an array has time series; this is a scalar: of a scalar, TIME_SERIES makes one",
        ),
        (
            "MAX([m1, 'a'])",
            10,
            "a text is of use as an argument only: of METRICS",
        ),
        ("m1 + 'a'", 6, "a text is of use as an argument only: of METRICS"),
        (
            "REPEAT",
            1,
            "a way to fill is of use as an argument only: of FILL",
        ),
        (
            "m1 / -LINEAR",
            7,
            "a way to fill is of use as an argument only: of FILL",
        ),
        (
            "SUM([m1] + [m2, m3])",
            10,
            "+ takes scalars and time series, and arrays on one side; this is an array of 2 time series",
        ),
        (
            "SUM([m1] > 1)",
            10,
            "> takes scalars and time series; this is an array of 1 time series",
        ),
        (
            "m1 && [m1, m2]",
            4,
            "AND takes scalars and time series; this is an array of 2 time series",
        ),
    ]);
}

#[test]
fn what_is_followed_is_one_series() {
    let one = "what is followed must be one time series; this is";
    let array = "make one of them, with SUM, AVG, MIN or MAX";
    all(&[
        ("5", 1, &format!("{one} a scalar: TIME_SERIES makes one of it")),
        (
            "AVG(m1) * 2",
            1,
            &format!("{one} a scalar: TIME_SERIES makes one of it"),
        ),
        (
            "m1 > 1 AND [m1]",
            8,
            "AND takes scalars and time series; this is an array of 1 time series",
        ),
        (
            "METRICS()",
            1,
            &format!("{one} an array of 3 time series: {array}"),
        ),
        ("-[m1]", 1, &format!("{one} an array of 1 time series: {array}")),
        (
            "m1 / [m1, m2]",
            1,
            &format!("{one} an array of 2 time series: {array}"),
        ),
        (
            "FILL(METRICS(), 0)",
            1,
            &format!("{one} an array of 3 time series: {array}"),
        ),
    ]);
}
