//! Reading connections, lent out one at a time.

use crate::{Result, StoreError};
use rusqlite::{Connection, Transaction};
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;

pub(super) struct Pool {
    free: Arc<Mutex<Vec<Connection>>>,
    places: Arc<Semaphore>,
}

impl Pool {
    pub(super) fn new(connections: Vec<Connection>) -> Self {
        Self {
            places: Arc::new(Semaphore::new(connections.len())),
            free: Arc::new(Mutex::new(connections)),
        }
    }

    pub(super) async fn run<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T> + Send + 'static,
    {
        let stopped = |_| StoreError::Database("reading has stopped".into());
        let place =
            self.places.clone().acquire_owned().await.map_err(|e| stopped(e.to_string()))?;
        let free = self.free.clone();
        tokio::task::spawn_blocking(move || {
            let _place = place;
            let taken = match free.lock() {
                Ok(mut free) => free.pop(),
                Err(broken) => broken.into_inner().pop(),
            };
            let Some(mut db) = taken else {
                return Err(StoreError::Database("a reading connection was lost".into()));
            };
            let done = db.transaction().map_err(StoreError::from).and_then(|tx| work(&tx));
            match free.lock() {
                Ok(mut free) => free.push(db),
                Err(broken) => broken.into_inner().push(db),
            }
            done
        })
        .await
        .map_err(|e| stopped(e.to_string()))?
    }
}
