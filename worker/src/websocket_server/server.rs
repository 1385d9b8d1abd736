//! What all connections share.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::clients::Clients;
use super::journal::Journal;
use super::options::Settings;
use super::page::Page;
use super::sparing::Sparing;
use crate::protection::Protection;
use crate::stop::Stop;

/// Connections beside those of the clients, for pages and health checks while every seat is taken.
const BESIDE_CLIENTS: usize = 1000;

/// What all connections share.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) settings: Settings,
    pub(super) stop: Stop,
    pub(super) clients: Arc<Clients>,
    pub(super) journal: Journal,
    pub(super) page: Page,
    pub(super) protection: watch::Receiver<Protection>,
    /// For how long the task is protected at a time.
    pub(super) protected_for: Duration,
    /// One for each client that may be connected.
    pub(super) seats: Arc<Semaphore>,
    /// One for each connection, of clients and others.
    pub(super) connections: Arc<Semaphore>,
    pub(super) warnings: Warnings,
}

/// What strangers can cause to be logged.
#[derive(Debug)]
pub(super) struct Warnings {
    /// Nothing can be accepted, or nothing more.
    pub(super) accept: Sparing,
    /// Connections that never become a request.
    pub(super) handshake: Sparing,
    /// Clients for which there is no seat.
    pub(super) full: Sparing,
    /// Clients that do what they may not.
    pub(super) misuse: Sparing,
    /// Clients that are gone without a farewell.
    pub(super) vanished: Sparing,
}

/// The right to be one of the clients.
pub(super) type Seat = OwnedSemaphorePermit;

impl Server {
    pub(super) fn new(
        settings: Settings,
        stop: Stop,
        clients: Arc<Clients>,
        journal: Journal,
        protection: watch::Receiver<Protection>,
        protected_for: Duration,
    ) -> Self {
        let most = settings.max_connections;
        Self {
            settings,
            stop,
            clients,
            journal,
            page: Page::new(),
            protection,
            protected_for,
            seats: Arc::new(Semaphore::new(most)),
            connections: Arc::new(Semaphore::new(most + BESIDE_CLIENTS)),
            warnings: Warnings {
                accept: Sparing::new(),
                handshake: Sparing::new(),
                full: Sparing::new(),
                misuse: Sparing::new(),
                vanished: Sparing::new(),
            },
        }
    }
}
