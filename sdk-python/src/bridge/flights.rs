//! What is in flight, by the user data of its ring entry.

use super::Held;
use pyo3::prelude::*;

/// One operation in the ring.
pub struct Flight {
    /// None when the event loop is closed.
    pub future: Option<Py<PyAny>>,
    /// Kept until the completion.
    pub held: Option<Box<dyn Held>>,
}

impl Flight {
    /// An operation that `future` awaits.
    pub fn new(future: Py<PyAny>, held: Option<Box<dyn Held>>) -> Self {
        Self {
            future: Some(future),
            held,
        }
    }
}

/// A table of flights whose places are used again.
#[derive(Default)]
pub struct Flights {
    places: Vec<Option<Flight>>,
    /// The address of each place's future, beside the others, so that a search reads little memory.
    futures: Vec<usize>,
    free: Vec<u32>,
    count: usize,
}

impl Flights {
    /// A place that nobody uses. Either `begin` or `give_back` follows.
    pub fn reserve(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.places.push(None);
            self.futures.push(0);
            (self.places.len() - 1) as u32
        })
    }

    /// Returns a place that was reserved.
    pub fn give_back(&mut self, index: u32) {
        self.free.push(index);
    }

    /// Fills a place that was reserved.
    pub fn begin(&mut self, index: u32, flight: Flight) {
        self.futures[index as usize] = flight.future.as_ref().map_or(0, |it| it.as_ptr() as usize);
        self.places[index as usize] = Some(flight);
        self.count += 1;
    }

    /// Empties a place, which may then be used again.
    pub fn end(&mut self, index: u32) -> Option<Flight> {
        let flight = self.places.get_mut(index as usize)?.take()?;
        self.futures[index as usize] = 0;
        self.free.push(index);
        self.count -= 1;
        Some(flight)
    }

    /// The place of the future at this address.
    pub fn find(&self, future: usize) -> Option<u32> {
        let index = self.futures.iter().position(|it| *it == future)?;
        Some(index as u32)
    }

    /// Takes the futures away and leaves the memory.
    pub fn abandon(&mut self) -> Vec<Py<PyAny>> {
        self.futures.fill(0);
        let flights = self.places.iter_mut().flatten();
        flights.filter_map(|it| it.future.take()).collect()
    }

    /// The places in use.
    pub fn indices(&self) -> Vec<u32> {
        let places = self.places.iter().enumerate();
        places
            .filter(|(_, place)| place.is_some())
            .map(|(index, _)| index as u32)
            .collect()
    }

    /// Whether nothing is in flight.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}
