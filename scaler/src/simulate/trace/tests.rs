use std::io;

use super::*;

const FALLBACK: DurationDistribution = DurationDistribution::Fixed(Duration::from_secs(7));

fn trace(text: &[u8]) -> Trace<&[u8]> {
    Trace::new("t.csv", text, FALLBACK, 1)
}

/// Milliseconds of arrival and of work.
fn read(text: &str) -> Vec<(u128, u128)> {
    trace(text.as_bytes())
        .map(|arrival| {
            let arrival = arrival.expect(text);
            (arrival.at.0.as_millis(), arrival.duration.as_millis())
        })
        .collect()
}

fn told(text: &[u8]) -> String {
    let mut trace = trace(text);
    let error = trace.by_ref().find_map(Result::err).expect("unusable");
    assert!(trace.next().is_none(), "it goes on");
    error.to_string()
}

#[test]
fn rows_with_and_without_names_are_read() {
    let expected = [(0, 5000), (1500, 250), (1500, 250)];
    for text in [
        "0,5\n1.5,250ms\n1.5,0.25",
        "at,duration\n0,5s\n1.5,.25\n1.5,0.25\n",
        "duration,at\n5,0\n0.25,1.5\n0.25,1.5\n",
        "0,1,5\n1.5,2,0.25\n",
        "at,count,duration\r\n0,1,5\r\n1.5,2,0.25\r\n",
        "\u{feff}at , duration\n# a comment\n0, 5\n\n1.5 ,0.25\n1.5,0.25",
        "2026-01-31T12:00:00Z,5\n2026-01-31T13:00:01.5+01:00,0.25\n2026-01-31T12:00:01.500Z,0.25",
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn where_no_duration_is_told_it_is_drawn() {
    for text in ["0\n3\n", "at\n0\n3\n", "at,count\n0,1\n3,1\n"] {
        assert_eq!(read(text), [(0, 7000), (3000, 7000)], "{text}");
    }
    assert_eq!(read(""), []);
    assert_eq!(read("at,duration\n"), []);
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    for (text, expected) in [
        ("0,5\n2,5\n1,5\n", "t.csv:3: the time goes back, from 2 s to 1 s"),
        (
            "at,duration\n0,5\n-1,5\n",
            "t.csv:3: the time '-1' is before the beginning",
        ),
        (
            "0,5\nNaN,5\n",
            "t.csv:2: the time 'NaN' is not a number of seconds",
        ),
        ("0,5\n1e300,5\n", "t.csv:2: the time '1e300' is not a number"),
        ("0,5\n1e9,5\n", "t.csv:2: the time '1e9' is more than ten years"),
        ("0,5\n,5\n", "t.csv:2: the time '' is not a number"),
        ("0,5\n1,\n", "t.csv:2: the duration is missing"),
        ("0,5\n1,-5\n", "t.csv:2: the duration '-5' is none"),
        ("0,5\n1,NaN\n", "t.csv:2: the duration 'NaN' is none"),
        ("0,5\n1,13h\n", "t.csv:2: the duration '13h' is none"),
        ("0,0,5\n", "t.csv:1: the count '0' is no whole number"),
        ("0,1.5,5\n", "t.csv:1: the count '1.5' is no whole number"),
        ("0,1000001,5\n", "t.csv:1: the count '1000001' is no whole number"),
        ("0,5\n1,5,5\n", "t.csv:2: 3 columns, where there should be 2"),
        ("0,1,5,x\n", "t.csv:1: 4 columns without names"),
        ("at,delay\n", "t.csv:1: the column 'delay' is none of"),
        ("at,at\n", "t.csv:1: the column 'at' is there twice"),
        ("count,duration\n", "t.csv:1: no column is named at"),
        (
            "2026-01-31T12:00:00Z,5\n5,5\n",
            "t.csv:2: the time '5' is not a time such as",
        ),
        (
            "2026-01-31T12:00:00Z,5\n2026-01-31T11:00:00Z,5\n",
            "t.csv:2: the time '2026-01-31T11:00:00Z' is before that of the first row",
        ),
        ("0,5\n2026-01-31T12:00:00Z,5\n", "t.csv:2: the time '2026"),
    ] {
        let told = told(text.as_bytes());
        assert!(told.starts_with(expected), "{text:?}: {told}");
        assert!(!told.contains('\n'), "{told}");
    }
}

#[test]
fn what_is_no_text_is_told_with_its_line() {
    assert_eq!(told(b"0,5\n1,\xff\n"), "t.csv:2: this is not UTF-8 text");
}

#[test]
fn a_reader_that_fails_is_told() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let error = Trace::new("t.csv", Failing, FALLBACK, 1)
        .next()
        .and_then(Result::err)
        .expect("unreadable");
    assert!(error.to_string().contains("the disk is gone"), "{error}");
}
