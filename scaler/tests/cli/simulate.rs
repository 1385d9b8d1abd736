//! `simulate`: loads, settings, and what is shown.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Output, Stdio};

use super::process::{self, Ended as _, assert_code, assert_told, scaler, told};

fn simulate(arguments: &[&str]) -> Output {
    scaler().arg("simulate").args(arguments).ended()
}

fn shown(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", told(output));
    assert_eq!(told(output), "");
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// The rows of CSV by column.
fn rows(output: &Output) -> Vec<std::collections::BTreeMap<String, String>> {
    let text = shown(output);
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().expect("names").split(',').collect();
    lines
        .map(|line| {
            // The last column, the decision, is the only one that has commas.
            let values = line.splitn(names.len(), ',');
            names
                .iter()
                .map(|name| (*name).to_owned())
                .zip(values.map(str::to_owned))
                .collect()
        })
        .collect()
}

/// A file of this name and content, in a place of its own.
fn file(name: &str, content: &[u8]) -> PathBuf {
    let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("simulate");
    fs::create_dir_all(&place).expect("a directory");
    let path = place.join(name);
    fs::write(&path, content).expect("a file");
    path
}

/// Arguments that are refused so.
fn assert_refused(arguments: &[&str], beginning: &str) {
    process::assert_refused(&simulate(arguments), beginning);
}

#[test]
fn the_summary_tells_what_came_of_the_load() {
    let output = simulate(&["--rate", "50/m", "--for", "6h"]);
    let text = shown(&output);
    for expected in [
        "50/m equally spaced, taking 5s for 6h: 1 to 10 tasks by backlog and messages in flight, acceptable delay 1m",
        "18 000 arrived, 17 996 done, 4 left",
        "missed by 166 of 18 000 messages (0.9%), and at 4 of 360 evaluations",
        "at most 133, on average",
        "1 to 10 wanted",
        "1 out, 1 in",
        "12 tasks were called for, 10 is the maximum",
        "USD for",
        "until  arrived  done  too late  backlog  oldest  tasks  changes",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    // A quarter of an hour each.
    let by_time: Vec<&str> = text.lines().skip_while(|line| !line.contains("until")).collect();
    assert_eq!(by_time.len(), 1 + 24, "{text}");
    assert!(by_time[1].trim_start().starts_with("15m "), "{text}");
    assert!(by_time[24].trim_start().starts_with("6h "), "{text}");
}

#[test]
fn without_the_policy_on_messages_in_flight_the_count_goes_up_and_down() {
    let text = shown(&simulate(&[
        "--rate",
        "50/m",
        "--for",
        "6h",
        "--in-flight-policy",
        "off",
    ]));
    assert!(text.contains("16 out, 30 in"), "{text}");
}

#[test]
fn each_evaluation_is_a_row_of_csv() {
    let rows = rows(&simulate(&["--batch", "50", "--for", "10m", "--csv", "-"]));
    let column = |name: &str| -> Vec<&str> { rows.iter().map(|row| row[name].as_str()).collect() };
    assert_eq!(rows.len(), 10);
    assert_eq!(column("at")[..2], ["60.000", "120.000"]);
    assert_eq!(column("arrived"), ["50"; 10]);
    // 49 wait, and then 38 more each minute: 49, 87 and 125, of which 12 a task are the target.
    assert_eq!(column("most_visible")[..3], ["49", "87", "125"]);
    assert_eq!(column("backlog_per_task")[..3], ["49", "87", "125"]);
    assert_eq!(column("desired")[..4], ["1", "1", "10", "10"]);
    assert_eq!(column("running")[..4], ["1", "1", "1", "10"]);
    assert_eq!(column("starting")[..4], ["0", "0", "0", "0"]);
    assert_eq!(column("target"), ["12"; 10]);
    assert_eq!(
        column("decision")[2],
        "sets the desired count from 1 to 10: backlog asks for 11 by 125 on 1 task"
    );
}

#[test]
fn every_interval_may_be_as_short_as_a_local_service_has_them() {
    let trace = file("short.csv", b"at,count,duration\n0,40,0.1\n1.5,40,250ms\n");
    let rows = rows(&simulate(&[
        "--trace",
        &trace.display().to_string(),
        "--acceptable-delay",
        "1s",
        "--default-mpd",
        "100ms",
        "--period",
        "500ms",
        "--every",
        "250ms",
        "--start-up",
        "200ms",
        "--scale-out-cooldown",
        "1s",
        "--scale-in-cooldown",
        "1s",
        "--set-target-every",
        "3s",
        "--datapoints-to-scale-in",
        "4",
        "--csv",
        "-",
    ]));
    let at = |time: &str| rows.iter().find(|row| row["at"] == time).expect(time);
    // Above 10 in the periods to 0.5, 1 and 1.5 s: 39, 34 and 29, as the task takes one each tenth of a second.
    assert_eq!(
        (at("1.250")["desired"].as_str(), at("1.500")["desired"].as_str()),
        ("1", "3")
    );
    assert_eq!(at("1.500")["backlog_per_task"], "29");
    assert_eq!(
        (at("1.500")["running"].as_str(), at("1.750")["running"].as_str()),
        ("1", "3")
    );
    assert_eq!(
        (
            at("2.750")["target"].as_str(),
            at("3.000")["target"].as_str() == "10"
        ),
        ("10", false)
    );
    let last = rows.last().expect("rows");
    assert_eq!((last["visible"].as_str(), last["in_flight"].as_str()), ("0", "0"));
    let done: u32 = rows
        .iter()
        .map(|row| row["done"].parse::<u32>().expect("a number"))
        .sum();
    assert_eq!(done, 80);
}

#[test]
fn a_trace_may_come_from_stdin_and_results_go_to_files() {
    let (csv, svg) = (file("out.csv", b""), file("out.svg", b"old"));
    let mut child = scaler()
        .args(["simulate", "--trace", "-", "--csv"])
        .arg(&csv)
        .arg("--svg")
        .arg(&svg)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(b"0,5\n10,5\n").expect("written");
    drop(stdin);
    let output = child.wait_with_output().expect("ended");
    assert!(
        shown(&output).contains("the trace - for 1m: "),
        "{}",
        shown(&output)
    );
    assert_eq!(fs::read_to_string(csv).expect("written").lines().count(), 2);
    let svg = fs::read_to_string(svg).expect("written");
    assert!(
        svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"),
        "{svg}"
    );
}

#[test]
fn the_chart_has_its_panels_axes_and_legends() {
    let svg = shown(&simulate(&[
        "--wave",
        "1/m..20/m",
        "--poisson",
        "--for",
        "2days",
        "--svg",
        "-",
    ]));
    for text in [
        "messages",
        "seconds",
        "tasks",
        "time (hours)",
        "backlog, at most",
        "age of the oldest message, at most",
        "acceptable delay",
        "running",
        "desired",
    ] {
        assert!(svg.lines().any(|line| line.trim() == text), "{text} in {svg}");
    }
}

#[test]
fn the_same_seed_shows_the_same_and_another_does_not() {
    let shown = |seed| {
        let load = ["--rate", "10/m", "--poisson", "--duration", "lognormal:5s,1"];
        shown(&simulate(
            &[&load[..], &["--for", "2h", "--csv", "-", "--seed", seed]].concat(),
        ))
    };
    assert_eq!(shown("1"), shown("1"));
    assert_ne!(shown("1"), shown("2"));
}

#[test]
fn settings_come_from_the_environment_too() {
    let output = scaler()
        .arg("simulate")
        .env("SIMULATE_PROFILE", "0h=10/m,1h=0/s")
        .env("SIMULATE_CYCLE", "2h")
        .env("SIMULATE_POISSON", "false")
        .env("SIMULATE_FOR", "4h")
        .env("SIMULATE_MAX", "")
        .ended();
    assert!(
        shown(&output).contains("1 200 arrived, 1 200 done"),
        "{}",
        shown(&output)
    );
}

#[test]
fn there_must_be_one_load() {
    assert_refused(
        &[],
        "SIMULATE_RATE is missing; set it, or --rate, to a rate such as 50/m, or give",
    );
    assert_refused(
        &["--rate", "1/s", "--batch", "5"],
        "SIMULATE_BATCH is '5', which is a second load beside --rate;",
    );
    assert_refused(
        &["--batch", "5", "--poisson"],
        "SIMULATE_POISSON is 'true', which has no use with --batch;",
    );
}

#[test]
fn each_unusable_setting_is_named() {
    for (flag, variable, values) in [
        (
            "--acceptable-delay",
            "ACCEPTABLE_DELAY",
            &["0", "-1", "NaN", "soon", "1e99"][..],
        ),
        ("--default-mpd", "DEFAULT_MPD", &["0", "0.0001", "13h"]),
        (
            "--set-target-every",
            "SET_TARGET_EVERY",
            &["0", "sometimes", "31days"],
        ),
        ("--mpd-window", "MPD_WINDOW", &["0"]),
        ("--period", "PERIOD", &["0", "25h"]),
        ("--every", "EVERY", &["0", "25h"]),
        ("--metric-delay", "METRIC_DELAY", &["-1", "121s"]),
        ("--statistic", "STATISTIC", &["Sum", "maximum"]),
        (
            "--datapoints-to-scale-out",
            "DATAPOINTS_TO_SCALE_OUT",
            &["0", "101", "3.5"],
        ),
        ("--datapoints-to-scale-in", "DATAPOINTS_TO_SCALE_IN", &["0"]),
        ("--scale-out-cooldown", "SCALE_OUT_COOLDOWN", &["-1", "25h"]),
        ("--scale-in-cooldown", "SCALE_IN_COOLDOWN", &["inf"]),
        ("--in-flight-policy", "IN_FLIGHT_POLICY", &["yes"]),
        ("--min", "MIN", &["-1", "1000000000000"]),
        ("--max", "MAX", &["0", "many"]),
        ("--initial", "INITIAL", &["0", "11"]),
        ("--at-once", "AT_ONCE", &["0", "1001"]),
        ("--start-up", "START_UP", &["25h"]),
        ("--protection", "PROTECTION", &["maybe"]),
        ("--visibility", "VISIBILITY", &["13h", "30s"]),
        ("--task-price", "TASK_PRICE", &["-1", "NaN", "free"]),
        (
            "--duration",
            "DURATION",
            &["0", "-5", "NaN", "13h", "uniform:0..0", "exponential:0"],
        ),
        ("--for", "FOR", &["0", "4000days"]),
        ("--seed", "SEED", &["-1", "x", "18446744073709551616"]),
        ("--csv", "CSV", &["/nowhere/at/all.csv"]),
        ("--svg", "SVG", &["/nowhere/at/all.svg"]),
    ] {
        for value in values {
            assert_refused(
                &["--rate", "1/s", flag, value],
                &format!("SIMULATE_{variable} is '{value}', which "),
            );
        }
    }
    assert_refused(
        &["--rate", "1/s", "--min", "5", "--max", "4"],
        "SIMULATE_MAX is '4', which is below the minimum, 5;",
    );
    assert_refused(
        &["--rate", "1/s", "--csv", "-", "--svg", "-"],
        "SIMULATE_SVG is '-', which is what --csv is too;",
    );
}

#[test]
fn each_unusable_load_is_named() {
    for (flag, variable, value) in [
        ("--rate", "RATE", "0/s"),
        ("--rate", "RATE", "-1/s"),
        ("--rate", "RATE", "NaN/s"),
        ("--rate", "RATE", "50"),
        ("--batch", "BATCH", "0"),
        ("--batch", "BATCH", "1e3"),
        ("--wave", "WAVE", "2/s..1/s"),
        ("--profile", "PROFILE", "1h=1/s"),
        ("--trace", "TRACE", "/nowhere/at/all.csv"),
    ] {
        assert_refused(
            &[flag, value],
            &format!("SIMULATE_{variable} is '{value}', which "),
        );
    }
    assert_refused(
        &["--batch", "5", "--batch-every", "0"],
        "SIMULATE_BATCH_EVERY is '0', which",
    );
    assert_refused(
        &["--wave", "1/s..2/s", "--cycle", "0"],
        "SIMULATE_CYCLE is '0', which",
    );
}

#[test]
fn what_would_take_too_long_is_refused_before_it_begins() {
    assert_refused(
        &["--rate", "1000000/s", "--for", "12days"],
        "SIMULATE_RATE is '1000000/s', which makes 1.0e12 messages in 12days, more than 1000000000;",
    );
    assert_refused(
        &["--rate", "1/s", "--every", "1ms"],
        "SIMULATE_EVERY is '1ms', which makes more than 10000000 evaluations;",
    );
    assert_refused(
        &["--rate", "1/s", "--period", "1ms"],
        "SIMULATE_PERIOD is '1ms', which makes more than",
    );
    assert_refused(
        &["--rate", "1/s", "--set-target-every", "1ms"],
        "SIMULATE_SET_TARGET_EVERY is '1ms', which sets the target more than",
    );
}

#[test]
fn an_unusable_trace_is_told_with_its_line() {
    let refused = |name: &str, content: &[u8], why: &str| {
        let path = file(name, content).display().to_string();
        assert_refused(&["--trace", &path], &why.replace("{}", &path));
    };
    refused("empty.csv", b"", "SIMULATE_TRACE is '{}', which has no messages;");
    refused(
        "names.csv",
        b"at,duration\n",
        "SIMULATE_TRACE is '{}', which has no messages;",
    );
    refused(
        "back.csv",
        b"at,duration\n5,1\n4,1\n",
        "{}:3: the time goes back, from 5 s to 4 s",
    );
    refused("bytes.csv", b"0,1\n1,\xc3\x28\n", "{}:2: this is not UTF-8 text");
    refused("missing.csv", b"0,1\n1,\n", "{}:2: the duration is missing");
    refused(
        "words.csv",
        b"0,1\nlater,1\n",
        "{}:2: the time 'later' is not a number of seconds",
    );
    let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).display().to_string();
    assert_refused(&["--trace", &place], &format!("{place}:1: it cannot be read: "));
}

#[test]
fn a_stdout_that_takes_nothing_is_told() {
    for arguments in [&["--rate", "1/s"][..], &["--rate", "1/s", "--csv", "-"]] {
        let full = fs::File::options().write(true).open("/dev/full").expect("there");
        let output = scaler()
            .arg("simulate")
            .args(arguments)
            .stdout(full)
            .stderr(Stdio::piped())
            .output()
            .expect("started");
        assert_code(&output, 1);
        assert!(
            told(&output).starts_with("scaler: error: writing to stdout failed: "),
            "{}",
            told(&output)
        );
    }
}

#[test]
fn tasks_that_cannot_keep_up_by_far_end_it() {
    let output = simulate(&["--batch", "1000000", "--batch-every", "1s", "--for", "1m"]);
    assert_code(&output, 1);
    assert_told(&output, "more than 20000000 messages wait");
}

#[test]
fn help_tells_every_variable() {
    let text = shown(&simulate(&["--help"]));
    for variable in [
        "RATE",
        "TRACE",
        "FOR",
        "ACCEPTABLE_DELAY",
        "IN_FLIGHT_POLICY",
        "MAX",
        "CSV",
        "SVG",
        "POISSON",
    ] {
        assert!(
            text.contains(&format!("[env: SIMULATE_{variable}=")),
            "{variable}"
        );
    }
}
