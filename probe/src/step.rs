//! The steps, and how they are written.

use std::time::Duration;

use command_line::duration;

/// What `probe --help` says.
pub(crate) const HELP: &str = "\
Usage: probe STEP...

Does the steps one after another, then ends with exit code 0. What it is told, asks and gets is on stdout.

  print TEXT              a line
  print-lines N           N lines: 'line 1' to 'line N'
  env NAME                the variable as NAME=value, or 'NAME is not set'
  call METHOD URL [BODY]  an HTTP call, with a body unless METHOD is GET; prints one line of JSON: status and body.
                          URL may begin with agent/ ($ECS_AGENT_URI), other-agent/ID/ (the same with another id),
                          metadata/ ($ECS_CONTAINER_METADATA_URI_V4), or be credentials
                          ($AWS_CONTAINER_CREDENTIALS_FULL_URI, with its token)
  sleep DURATION          250ms, 20s, 5m
  wait                    until SIGTERM
  ignore-sigterm          from here on
  exit CODE               0 to 255
";

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Print(String),
    PrintLines(u32),
    Env(String),
    Call {
        method: String,
        url: String,
        body: String,
    },
    Sleep(Duration),
    Wait,
    IgnoreSigterm,
    Exit(u8),
}

/// Reads the steps.
pub(crate) fn parse(words: &[String]) -> Result<Vec<Step>, String> {
    let mut words = words.iter();
    let mut steps = Vec::new();
    while let Some(name) = words.next() {
        let mut next = |what: &str| {
            words
                .next()
                .cloned()
                .ok_or_else(|| format!("{name} needs {what}; see --help"))
        };
        let step = match name.as_str() {
            "print" => Step::Print(next("a text")?),
            "print-lines" => Step::PrintLines(number(name, &next("a number")?)?),
            "env" => Step::Env(next("a name")?),
            "call" => {
                let method = next("a method")?;
                let url = next("a URL")?;
                let body = if method == "GET" {
                    String::new()
                } else {
                    next("a body")?
                };
                Step::Call { method, url, body }
            }
            "sleep" => Step::Sleep(
                duration::parse(&next("a duration")?).map_err(|error| format!("{name}: {error}"))?,
            ),
            "wait" => Step::Wait,
            "ignore-sigterm" => Step::IgnoreSigterm,
            "exit" => Step::Exit(number(name, &next("a code")?)?),
            other => return Err(format!("there is no step '{other}'; see --help")),
        };
        steps.push(step);
    }
    Ok(steps)
}

fn number<T: std::str::FromStr>(name: &str, text: &str) -> Result<T, String> {
    text.parse()
        .map_err(|_| format!("{name} needs a number in its range, not '{text}'; see --help"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<Vec<Step>, String> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        parse(&words)
    }

    #[test]
    fn steps_are_read_in_their_order() {
        let steps = read(&[
            "print",
            "a b",
            "print-lines",
            "3",
            "env",
            "X",
            "call",
            "GET",
            "agent/x",
            "call",
            "PUT",
            "agent/y",
            "{}",
            "sleep",
            "20ms",
            "ignore-sigterm",
            "wait",
            "exit",
            "3",
        ]);
        let call = |method: &str, url: &str, body: &str| Step::Call {
            method: method.to_owned(),
            url: url.to_owned(),
            body: body.to_owned(),
        };
        assert_eq!(
            steps,
            Ok(vec![
                Step::Print("a b".to_owned()),
                Step::PrintLines(3),
                Step::Env("X".to_owned()),
                call("GET", "agent/x", ""),
                call("PUT", "agent/y", "{}"),
                Step::Sleep(Duration::from_millis(20)),
                Step::IgnoreSigterm,
                Step::Wait,
                Step::Exit(3),
            ])
        );
    }

    #[test]
    fn what_is_no_step_is_named() {
        for (words, problem) in [
            (&["dance"][..], "there is no step 'dance'; see --help"),
            (&["print"], "print needs a text; see --help"),
            (&["call", "PUT", "agent/x"], "call needs a body; see --help"),
            (
                &["exit", "256"],
                "exit needs a number in its range, not '256'; see --help",
            ),
        ] {
            assert_eq!(read(words), Err(problem.to_owned()));
        }
    }
}
