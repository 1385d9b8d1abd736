//! Why a client's connection ends.

use std::fmt;
use std::time::Duration;

use command_line::duration;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Utf8Bytes, error::ProtocolError};

/// Why a client's connection ends.
#[derive(Debug)]
pub(super) enum Ending {
    /// It said goodbye.
    Left,
    /// It ended the connection without a word, as browsers and machines do that are switched off.
    Vanished(String),
    /// Nothing was heard of it for so long, not even an answer to a ping.
    Silent(Duration),
    /// It takes nothing that is sent to it.
    TakesNothing(Duration),
    /// A message or frame above the limit.
    TooLarge(usize),
    /// A text that is not UTF-8.
    NotUtf8,
    /// Something that is no WebSocket frame, or not at this point.
    BreaksProtocol(String),
    /// The server stops, and the client has not left by itself.
    Stop,
    /// The last moment of the stop is over.
    Over,
}

/// Whose doing an ending is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blame {
    /// As it should be.
    Nobody,
    /// Networks do that.
    Network,
    /// The client does what it may not.
    Client,
}

impl Ending {
    /// From the answer of the WebSocket library to a read or a write; `limit` is the longest message.
    pub(super) fn of(error: Error, limit: usize) -> Self {
        match error {
            Error::ConnectionClosed | Error::AlreadyClosed => Self::Left,
            Error::Protocol(ProtocolError::ReceivedAfterClosing | ProtocolError::SendAfterClosing) => {
                Self::Left
            }
            Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => {
                Self::Vanished("it ended the connection without a closing handshake".to_owned())
            }
            Error::Io(error) => Self::Vanished(error.to_string()),
            Error::Capacity(_) => Self::TooLarge(limit),
            Error::Utf8(_) => Self::NotUtf8,
            Error::Protocol(error) => Self::BreaksProtocol(error.to_string()),
            other => Self::BreaksProtocol(other.to_string()),
        }
    }

    /// What the client is told, where it can be told anything.
    pub(super) fn farewell(&self) -> Option<CloseFrame> {
        let (code, reason) = match self {
            Self::Left | Self::Vanished(_) | Self::TakesNothing(_) | Self::Over => return None,
            Self::Silent(_) => (CloseCode::Away, "nothing was heard of you"),
            Self::TooLarge(_) => (CloseCode::Size, "the message is too large"),
            Self::NotUtf8 => (CloseCode::Invalid, "a text has to be UTF-8"),
            Self::BreaksProtocol(_) => (CloseCode::Protocol, "this is not the WebSocket protocol"),
            Self::Stop => (CloseCode::Away, "the server shuts down"),
        };
        Some(CloseFrame {
            code,
            reason: Utf8Bytes::from_static(reason),
        })
    }

    pub(super) fn blame(&self) -> Blame {
        match self {
            Self::Left | Self::Stop | Self::Over => Blame::Nobody,
            Self::Vanished(_) | Self::Silent(_) => Blame::Network,
            Self::TakesNothing(_) | Self::TooLarge(_) | Self::NotUtf8 | Self::BreaksProtocol(_) => {
                Blame::Client
            }
        }
    }
}

/// As it completes "the connection of <peer> ends: ".
impl fmt::Display for Ending {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Left => formatter.write_str("it left"),
            Self::Vanished(how) => write!(formatter, "it vanished: {how}"),
            Self::Silent(silence) => write!(
                formatter,
                "nothing was heard of it for {} (IDLE_TIMEOUT)",
                duration::show(*silence)
            ),
            Self::TakesNothing(limit) => write!(
                formatter,
                "it has not taken what was sent to it within {}",
                duration::show(*limit)
            ),
            Self::TooLarge(limit) => write!(
                formatter,
                "it sent a message of more than {limit} bytes (MAX_MESSAGE_BYTES); closed with 1009"
            ),
            Self::NotUtf8 => formatter.write_str("it sent a text that is not UTF-8; closed with 1007"),
            Self::BreaksProtocol(how) => {
                write!(
                    formatter,
                    "it breaks the WebSocket protocol: {how}; closed with 1002"
                )
            }
            Self::Stop => formatter.write_str("the server stops"),
            Self::Over => formatter.write_str("the server stops, and it has not answered the farewell"),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio_tungstenite::tungstenite::error::CapacityError;

    use super::*;

    fn code(error: Error) -> Option<u16> {
        Ending::of(error, 10).farewell().map(|frame| frame.code.into())
    }

    #[test]
    fn each_offence_has_its_code() {
        let large = CapacityError::MessageTooLong {
            size: 11,
            max_size: 10,
        };
        assert_eq!(code(Error::Capacity(large)), Some(1009));
        assert_eq!(code(Error::Utf8(String::new())), Some(1007));
        assert_eq!(
            code(Error::Protocol(ProtocolError::UnmaskedFrameFromClient)),
            Some(1002)
        );
        assert_eq!(Ending::Stop.farewell().map(|frame| frame.code.into()), Some(1001));
    }

    #[test]
    fn who_has_left_is_told_nothing_and_blamed_for_nothing() {
        let reset = Error::Protocol(ProtocolError::ResetWithoutClosingHandshake);
        assert_eq!(code(Error::ConnectionClosed), None);
        assert_eq!(Ending::of(reset, 10).blame(), Blame::Network);
        assert_eq!(Ending::of(Error::AlreadyClosed, 10).blame(), Blame::Nobody);
    }
}
