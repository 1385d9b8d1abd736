//! Which local program an image stands for.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::str::FromStr;

/// Stands for every image that has no program of its own.
const ANY: &str = "*";

/// An image and the program that it stands for: `conformance/worker:local=/usr/local/bin/worker --log debug`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    image: String,
    words: Vec<String>,
}

impl FromStr for Program {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let example = "write it like my-worker:1=/path/to/worker, or '*=/path/to/worker' for every image";
        let (image, command) = text
            .split_once('=')
            .ok_or_else(|| format!("there is no '=' between image and command; {example}"))?;
        if image.is_empty() {
            return Err(format!("there is no image before the '='; {example}"));
        }
        let mut words = shell_words::split(command)
            .map_err(|_| format!("a quote of the command is not closed; {example}"))?;
        let program = words
            .first_mut()
            .filter(|program| !program.is_empty())
            .ok_or_else(|| format!("there is no command after the '='; {example}"))?;
        // It is run from another folder.
        if program.contains('/') {
            let path = std::path::absolute(PathBuf::from(&*program))
                .map_err(|error| format!("the working directory cannot be told: {error}"))?;
            path.to_str()
                .ok_or("the working directory is no UTF-8")?
                .clone_into(program);
        }
        Ok(Self {
            image: image.to_owned(),
            words,
        })
    }
}

/// The programs that images stand for. Of two for the same image, the later counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Programs {
    by_image: BTreeMap<String, Vec<String>>,
}

impl FromIterator<Program> for Programs {
    fn from_iter<I: IntoIterator<Item = Program>>(programs: I) -> Self {
        Self {
            by_image: programs
                .into_iter()
                .map(|program| (program.image, program.words))
                .collect(),
        }
    }
}

impl Programs {
    /// The command of the image.
    ///
    /// # Errors
    /// The image stands for nothing: ECS's words for one that cannot be pulled, with what to do.
    pub(super) fn of(&self, image: &str) -> Result<&[String], String> {
        self.by_image
            .get(image)
            .or_else(|| self.by_image.get(ANY))
            .map(Vec::as_slice)
            .ok_or_else(|| {
                format!(
                    "CannotPullContainerError: tasks run as processes here, and no program stands for the image \
                     {image}: start local-ecs with --program '{image}=<command>', or '*=<command>' for every image"
                )
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn programs(entries: &[&str]) -> Programs {
        entries
            .iter()
            .map(|entry| entry.parse::<Program>().expect("a program"))
            .collect()
    }

    #[test]
    fn an_image_stands_for_the_words_of_its_command() {
        let programs = programs(&[
            "worker:1=/bin/old",
            "worker:1=/bin/worker 'two words' --a=b",
            "111122223333.dkr.ecr.eu-west-1.amazonaws.com/scaler@sha256:0a=scaler",
        ]);
        let words = programs.of("worker:1").expect("mapped");
        assert_eq!(words, ["/bin/worker", "two words", "--a=b"]);
        let ecr = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/scaler@sha256:0a";
        assert_eq!(programs.of(ecr).expect("mapped"), ["scaler"]);
    }

    #[test]
    fn an_image_that_stands_for_nothing_says_how_to_map_it() {
        let refused = programs(&["worker:1=worker"])
            .of("worker:2")
            .expect_err("unmapped");
        assert!(refused.starts_with("CannotPullContainerError: "), "{refused}");
        assert!(refused.contains("--program 'worker:2=<command>'"), "{refused}");
    }

    #[test]
    fn a_star_stands_for_every_other_image() {
        let programs = programs(&["*=any", "worker:1=worker"]);
        assert_eq!(programs.of("worker:2").expect("mapped"), ["any"]);
        assert_eq!(programs.of("worker:1").expect("mapped"), ["worker"]);
    }

    #[test]
    fn a_path_is_that_of_where_local_ecs_was_started() {
        let here = std::env::current_dir().expect("a folder");
        let programs = programs(&["a=target/worker", "b=worker"]);
        let expected = here.join("target/worker");
        assert_eq!(
            programs.of("a").expect("mapped"),
            [expected.to_str().expect("UTF-8")]
        );
        assert_eq!(programs.of("b").expect("mapped"), ["worker"]);
    }

    #[test]
    fn anything_else_is_refused_with_an_example() {
        for (text, says) in [
            ("worker", "no '='"),
            ("=worker", "no image"),
            ("worker=", "no command"),
            ("worker=''", "no command"),
            ("worker=sh -c 'open", "not closed"),
        ] {
            let refused = text.parse::<Program>().expect_err(text);
            assert!(
                refused.contains(says) && refused.contains("my-worker:1="),
                "{refused}"
            );
        }
    }
}
