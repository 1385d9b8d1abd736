//! Pipelines for images: what is uploaded, told, resized and stored, and the fleet that does it.

mod buckets;
mod calls;
mod deploy;
mod events;
mod failures;
mod fleet;
mod interruptions;
mod notifications;
mod parameters;
mod permissions;
mod scaler;
mod schedule;
mod tasks;
mod thumbnails;
mod upload;
mod workers;
