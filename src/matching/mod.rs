//! What output and messages are held against. All of it is pure: a value in, nothing or a sentence out that shows
//! what was expected beside what was seen.

mod greeting;
mod lines;
mod notification;
mod parts;
mod pattern;

pub use greeting::greeting;
pub use lines::{contains_body, count_body, in_order};
pub use notification::{Field, notification};
pub use parts::parts_in_order;
pub use pattern::matches;
