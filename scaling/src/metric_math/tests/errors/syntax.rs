//! Expressions that cannot be read.

use super::{FUNCTIONS, all};

#[test]
fn what_is_no_expression() {
    all(&[
        ("", 1, "the expression is empty: write one, as m1 / m2"),
        (" \t\n", 1, "the expression is empty: write one, as m1 / m2"),
        (
            &"1".repeat(2049),
            2049,
            "the expression has more than 2048 characters: make several of it",
        ),
        (
            &format!("{}1", "-".repeat(200)),
            101,
            "the expression is nested more than 100 deep here: make several of it",
        ),
        ("m1 % 2", 4, "'%' has no meaning here: take it out"),
        ("m1 = 2", 4, "'=' has no meaning here: compare with =="),
        ("!m1", 1, "'!' has no meaning here: compare with !="),
        ("m1 & m2", 4, "'&' has no meaning here: write AND or &&"),
        ("m1 | m2", 4, "'|' has no meaning here: write OR or ||"),
        (
            "METRICS(“4xx”)",
            9,
            "'“' has no meaning here: write straight quotation marks",
        ),
        ("METRICS('ü') ü", 14, "'ü' has no meaning here: take it out"),
        ("\u{1}", 1, "'\\u{1}' has no meaning here: take it out"),
        (
            "METRICS(\"4xx)",
            9,
            "the text that begins here does not end: close it with \"",
        ),
        (
            "METRICS('4xx\")",
            9,
            "the text that begins here does not end: close it with '",
        ),
        ("m1 + 5m", 6, &number("5m")),
        ("1.2.3", 1, &number("1.2.3")),
        ("5.", 1, &number("5.")),
        ("1e", 1, &number("1e")),
        ("1e999", 1, &number("1e999")),
        ("2_0", 1, &number("2_0")),
        (".", 1, "'.' has no meaning here: take it out"),
    ]);
}

fn number(text: &str) -> String {
    format!(
        "{text:?} is no number that can be calculated with: write one as 2, 0.5 or 1e6, and ids with a letter first"
    )
}

#[test]
fn what_stands_in_the_wrong_place() {
    let operand = "a number, an id, a function, -, ( or [";
    all(&[
        ("m1 +", 5, &format!("the end stands where {operand} should")),
        ("m1 + ", 6, &format!("the end stands where {operand} should")),
        ("ü", 1, "'ü' has no meaning here: take it out"),
        (
            "METRICS('ü') +",
            15,
            &format!("the end stands where {operand} should"),
        ),
        ("* m1", 1, &format!("\"*\" stands where {operand} should")),
        ("m1 + / m2", 6, &format!("\"/\" stands where {operand} should")),
        ("()", 2, &format!("\")\" stands where {operand} should")),
        ("+m1", 1, &format!("\"+\" stands where {operand} should")),
        ("m1 AND", 7, &format!("the end stands where {operand} should")),
        ("SUM([m1,])", 9, &format!("\"]\" stands where {operand} should")),
        ("SUM(,)", 5, &format!("\",\" stands where {operand} should")),
        ("m1 m2", 4, "\"m2\" stands where an operator or the end should"),
        ("m1)", 3, "\")\" stands where an operator or the end should"),
        ("m1(2)", 3, "\"(\" stands where an operator or the end should"),
        (
            "m1 and m2",
            4,
            "\"and\" stands where an operator or the end should",
        ),
        ("(m1 m2)", 5, "\"m2\" stands where an operator or ) should"),
        ("(m1, m2)", 4, "\",\" stands where an operator or ) should"),
        (
            "[m1 m2]",
            5,
            "\"m2\" stands where an operator, a comma or ] should",
        ),
        ("[m1)", 4, "\")\" stands where an operator, a comma or ] should"),
        (
            "SUM(m1 m2)",
            8,
            "\"m2\" stands where an operator, a comma or ) should",
        ),
        (
            "SUM m1",
            5,
            "\"m1\" stands where ( and the arguments of the function should",
        ),
        (
            "SUM",
            4,
            "the end stands where ( and the arguments of the function should",
        ),
        ("2 * (m1", 5, "this ( is not closed: add its )"),
        (
            "2 * SUM([m1)",
            12,
            "\")\" stands where an operator, a comma or ] should",
        ),
        ("2 * SUM([m1", 9, "this [ is not closed: add its ]"),
        ("2 * SUM(m1", 8, "this ( is not closed: add its )"),
        (
            "1 < m1 <= 3",
            8,
            "comparisons cannot be chained: write a < b AND b < c, or put one of them in parentheses",
        ),
    ]);
}

#[test]
fn names() {
    let here = format!("there are {FUNCTIONS}");
    let not_here =
        |name| format!("CloudWatch has {name}, but it is not evaluated here: do without it; {here}");
    all(&[
        (
            "m1 / m9",
            6,
            "there is no metric or expression \"m9\": there are \"m1\", \"m2\", \"m3\", \"e1\"",
        ),
        ("SUM([m1, mü])", 11, "'ü' has no meaning here: take it out"),
        (
            "MEDIAN(m1)",
            1,
            &format!("there is no function \"MEDIAN\": {here}"),
        ),
        ("1 + M1", 5, &format!("there is no function \"M1\": {here}")),
        (
            "1 + avg(m1)",
            5,
            "the names of functions are written in capitals: AVG, not avg",
        ),
        (
            "search('x')",
            1,
            "the names of functions are written in capitals: SEARCH, not search",
        ),
        ("SORT(METRICS(), AVG, DESC)", 1, &not_here("SORT")),
        ("FIRST(SLICE(METRICS(), 0, 1))", 7, &not_here("SLICE")),
        ("SEARCH('{AWS/SQS} x', 'Sum', 60)", 1, &not_here("SEARCH")),
        (
            "ANOMALY_DETECTION_BAND(m1, 2)",
            1,
            &not_here("ANOMALY_DETECTION_BAND"),
        ),
        ("m1 / SERVICE_QUOTA(m1)", 6, &not_here("SERVICE_QUOTA")),
        (
            "INSIGHT_RULE_METRIC(\"a\", \"b\")",
            1,
            &not_here("INSIGHT_RULE_METRIC"),
        ),
        (
            "DB_PERF_INSIGHTS('RDS', 'db', 'x')",
            1,
            &not_here("DB_PERF_INSIGHTS"),
        ),
        ("LAMBDA('f')", 1, &not_here("LAMBDA")),
        ("REMOVE_EMPTY(METRICS())", 1, &not_here("REMOVE_EMPTY")),
        ("IF(HOUR(m1) > 8, m1)", 4, &not_here("HOUR")),
        ("SELECT MAX(x) FROM y", 1, &not_here("SELECT")),
    ]);
}
