//! What the scenarios run against: a LocalStack, the gateway in front of it, and the programs under test.
//!
//! One [`Environment`] serves a whole run. It is brought up before the first scenario and ended after the last,
//! and says at any time whether it still stands: a scenario during which it broke is *broken*, not failed.

pub mod engine;
mod gateway;
pub mod http;
mod images;
pub mod localstack;
mod network;
pub mod ports;
mod server;
mod standing;
mod start;
mod tasks;

pub use gateway::{Gateway, GatewayError};
pub use images::{GIVEN as IMAGES_GIVEN, ImageError, Images};
pub use network::{Network, NetworkError};
pub use server::Server;
pub use standing::Standing;
pub use start::{Environment, StartError};
pub use tasks::TaskImages;
