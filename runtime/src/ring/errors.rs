//! The error objects of completions, until they are asked for or too many came after them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use crate::failure::distos_error_t;
use crate::lock::lock;

/// The latest error objects, by id.
pub struct Errors {
    limit: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    last_id: u64,
    kept: VecDeque<(u64, Arc<distos_error_t>)>,
}

impl Errors {
    /// Keeps at most `limit`.
    pub fn new(limit: usize) -> Self {
        Errors {
            limit,
            state: Mutex::default(),
        }
    }

    /// Keeps an object, and answers its id. Forgets the oldest when there are too many.
    pub fn keep(&self, object: Arc<distos_error_t>) -> u64 {
        let mut state = lock(&self.state);
        state.last_id += 1;
        let id = state.last_id;
        let forgotten = (state.kept.len() >= self.limit).then(|| state.kept.pop_front());
        state.kept.push_back((id, object));
        drop(state);
        drop(forgotten);
        id
    }

    /// The object with this id, once.
    pub fn take(&self, id: u64) -> Option<Arc<distos_error_t>> {
        let mut state = lock(&self.state);
        let index = state.kept.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        state.kept.remove(index).map(|(_, object)| object)
    }
}
