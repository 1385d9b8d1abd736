//! A real browser, headless, driven over WebDriver: what a person sees of a page under test.
//!
//! Chromium and its driver are taken from the machine. Where there are none, what needs them is skipped.

mod driver;
mod error;
mod find;
mod session;

pub use error::BrowserError;
pub use find::{NotFound, Programs};
pub use session::Browser;
