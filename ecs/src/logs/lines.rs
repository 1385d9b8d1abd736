//! Cuts a container's output into the texts of events, as the awslogs driver does.
//!
//! A line is an event. An empty line is none (CloudWatch Logs takes no empty event), a CR before the LF stays, what
//! is no UTF-8 is replaced, and a line above the limit becomes several events, cut between characters. Where the
//! cuts fall depends on the bytes alone, not on the portions in which they arrive.

use super::event::TEXT_LIMIT;

/// The longest UTF-8 sequence: with that many bytes beyond the limit, no later byte can move a cut.
const LONGEST_CHARACTER: usize = 4;

/// The line that has not ended yet.
#[derive(Debug, Default)]
pub(super) struct Lines {
    rest: Vec<u8>,
}

impl Lines {
    /// Takes more of the output, and gives the texts that are complete now.
    pub(super) fn push(&mut self, mut bytes: &[u8], texts: &mut Vec<String>) {
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            if self.rest.is_empty() {
                cut(&bytes[..end], texts);
            } else {
                self.rest.extend_from_slice(&bytes[..end]);
                self.end(texts);
            }
            bytes = &bytes[end + 1..];
        }
        self.rest.extend_from_slice(bytes);
        while self.rest.len() >= TEXT_LIMIT + LONGEST_CHARACTER {
            let at = first(&self.rest);
            texts.push(String::from_utf8_lossy(&self.rest[..at]).into_owned());
            self.rest.drain(..at);
        }
    }

    /// Gives what is left: the output ends without a newline.
    pub(super) fn end(&mut self, texts: &mut Vec<String>) {
        cut(&self.rest, texts);
        self.rest.clear();
    }
}

/// The texts of a whole line.
fn cut(mut line: &[u8], texts: &mut Vec<String>) {
    while !line.is_empty() {
        let at = first(line);
        texts.push(String::from_utf8_lossy(&line[..at]).into_owned());
        line = &line[at..];
    }
}

/// How many bytes of the line its first event takes.
fn first(line: &[u8]) -> usize {
    // Each byte becomes three at most.
    if line.len() <= TEXT_LIMIT / 3 {
        return line.len();
    }
    let (mut taken, mut text) = (0, 0);
    for chunk in line.utf8_chunks() {
        let room = TEXT_LIMIT - text;
        if chunk.valid().len() > room {
            return taken + chunk.valid().floor_char_boundary(room);
        }
        taken += chunk.valid().len();
        text += chunk.valid().len();
        if chunk.invalid().is_empty() {
            continue;
        }
        text += char::REPLACEMENT_CHARACTER.len_utf8();
        if text > TEXT_LIMIT {
            return taken;
        }
        taken += chunk.invalid().len();
    }
    taken
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(portions: &[&[u8]]) -> Vec<String> {
        let (mut lines, mut texts) = (Lines::default(), Vec::new());
        for portion in portions {
            lines.push(portion, &mut texts);
        }
        lines.end(&mut texts);
        texts
    }

    #[test]
    fn a_line_is_an_event_and_an_empty_one_is_none() {
        assert_eq!(
            texts(&[b"one\ntwo\r\n\n th", b"ree \n\nfour"]),
            ["one", "two\r", " three ", "four"]
        );
        assert!(texts(&[b"\n\n"]).is_empty());
        assert!(texts(&[]).is_empty());
    }

    #[test]
    fn what_is_no_utf_8_is_replaced_also_across_portions() {
        assert_eq!(
            texts(&[b"a\xffb\xe2\x82", b"\xac\n\xe2\x82\n"]),
            ["a\u{fffd}b€", "\u{fffd}"]
        );
    }

    #[test]
    fn a_line_above_the_limit_is_cut_between_characters() {
        let exact = "x".repeat(TEXT_LIMIT);
        assert_eq!(texts(&[exact.as_bytes()]), [&*exact]);
        let above = format!("{exact}yz\nnext");
        assert_eq!(texts(&[above.as_bytes()]), [&*exact, "yz", "next"]);
        // The limit falls within the last of them.
        let euros = format!("x{}", "€".repeat(TEXT_LIMIT / 3 + 1));
        let cut = texts(&[euros.as_bytes()]);
        assert_eq!(cut.concat(), euros);
        assert_eq!(cut[0].len(), TEXT_LIMIT - 1);
    }

    #[test]
    fn no_more_than_one_event_is_held_back() {
        let (mut lines, mut texts) = (Lines::default(), Vec::new());
        for _ in 0..100 {
            lines.push(&[b'x'; 16 * 1024], &mut texts);
            assert!(lines.rest.len() < TEXT_LIMIT + LONGEST_CHARACTER);
        }
        assert_eq!(texts.len(), 100 * 16 * 1024 / TEXT_LIMIT);
    }

    /// Bytes with newlines, good and bad characters, and runs that reach beyond the limit.
    fn output() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            4 => Just(b"\n".to_vec()),
            4 => "[a-z€\u{10348}]{0,9}".prop_map(String::into_bytes),
            2 => prop::collection::vec(any::<u8>(), 0..6),
            1 => (TEXT_LIMIT - 8..TEXT_LIMIT + 8).prop_map(|length| vec![b'x'; length]),
            1 => (TEXT_LIMIT / 3 - 8..TEXT_LIMIT / 3 + 8).prop_map(|length| "€".repeat(length).into_bytes()),
            1 => (TEXT_LIMIT / 3 - 8..TEXT_LIMIT / 3 + 8).prop_map(|length| vec![0xff; length]),
        ];
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn nothing_is_lost_whatever_the_portions(
            output in output(),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        ) {
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(output.len() + 1)).collect();
            cuts.extend([0, output.len()]);
            cuts.sort_unstable();
            let portions: Vec<&[u8]> = cuts.windows(2).map(|cut| &output[cut[0]..cut[1]]).collect();
            let texts = texts(&portions);

            let mut expected = Vec::new();
            for line in output.split(|byte| *byte == b'\n') {
                let mut line = &*String::from_utf8_lossy(line);
                while !line.is_empty() {
                    let (text, rest) = line.split_at(line.floor_char_boundary(TEXT_LIMIT));
                    expected.push(text.to_owned());
                    line = rest;
                }
            }
            prop_assert!(texts == expected, "{} texts instead of {}", texts.len(), expected.len());
        }
    }
}
