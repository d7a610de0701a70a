//! Rows become objects on a thread of their own, while the server prints the next ones.
//!
//! Understanding what the server prints takes about half as long as printing it. Done between two reads, it would keep
//! the server waiting: a socket holds no more than a few hundred rows.

use std::sync::mpsc::{SyncSender, sync_channel};

use sqlx::postgres::PgRow;
use tokio::task::JoinHandle;

use super::reading::Reading;
use super::{InspectError, kinds};

/// Rows handed over at once, so that the two threads seldom have to wake each other.
const BATCH: usize = 256;

/// Batches that may wait, so that what is not understood yet takes a bounded part of the memory.
const WAITING: usize = 16;

/// A row, with the place of its kind.
type Placed = (usize, PgRow);

/// A reading under way.
pub(super) struct Decoding {
    batch: Vec<Placed>,
    batches: SyncSender<Vec<Placed>>,
    thread: JoinHandle<Result<Reading, InspectError>>,
}

impl Decoding {
    /// Starts the thread, which adds to what was read before.
    pub(super) fn start(mut reading: Reading) -> Self {
        let (batches, arriving) = sync_channel::<Vec<Placed>>(WAITING);
        let thread = tokio::task::spawn_blocking(move || {
            let mut last = None;
            for (place, row) in arriving.into_iter().flatten() {
                // A list that is whole is sorted while the server prints the next one.
                if let Some(whole) = last.replace(place).filter(|last| *last != place) {
                    kinds::sort(whole, &mut reading.objects);
                }
                kinds::take(place, &row, &mut reading)?;
            }
            Ok(reading)
        });
        Self { batch: Vec::with_capacity(BATCH), batches, thread }
    }

    /// Takes one row of the kind at this place. Waits when too many are waiting.
    pub(super) fn take(&mut self, place: usize, row: PgRow) {
        self.batch.push((place, row));
        if self.batch.len() == BATCH {
            self.hand_over();
        }
    }

    /// Waits for the last row, and gives what was read.
    ///
    /// # Errors
    ///
    /// When a row could not be understood.
    pub(super) async fn finish(mut self) -> Result<Reading, InspectError> {
        self.hand_over();
        drop(self.batches);
        self.thread.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
    }

    fn hand_over(&mut self) {
        let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
        // When nobody takes it, a row was not understood: finishing says which.
        let _ = self.batches.send(batch);
    }
}
