//! The table from handles to objects: chunked, never shrinking, and read without writing.
//!
//! A slot is a word `generation | type | rights` and a pointer. A reader loads the word, the pointer, and the word again:
//! when both words are equal and fit the handle, the pointer belongs to it. The reader is pinned, so what the pointer leads
//! to stays readable even when the name is closed meanwhile. A writer closes a name by changing the word; whoever does that
//! owns the reference that the name held. Type 0 marks a slot without a name; its generation is then the next one to give
//! out. A slot whose generations are used up stays closed for ever.

use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicPtr, AtomicU8, AtomicU32, AtomicU64, Ordering};

use crossbeam_epoch::Guard;
use crossbeam_queue::SegQueue;

use super::instance;
use super::object::{AnyRef, Header};
use super::pinned::{AnyName, PinnedAny};
use super::value::{HandleValue, LAST_GENERATION, SLOTS};

const CHUNK_BITS: u32 = 12;
const CHUNK_SLOTS: usize = 1 << CHUNK_BITS;
const CHUNKS: usize = (SLOTS >> CHUNK_BITS) as usize;

/// Names of objects.
pub struct Table {
    chunks: [AtomicPtr<Chunk>; CHUNKS],
    /// Slots that have ever been used are below this index.
    used: AtomicU32,
    free: SegQueue<u32>,
    /// In every handle of this table; 0 until the first is made.
    instance: AtomicU8,
    last_generation: u32,
}

type Chunk = [Slot; CHUNK_SLOTS];

struct Slot {
    word: AtomicU64,
    object: AtomicPtr<Header>,
}

/// Why a value names nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It was never given out.
    Forged,
    /// Its name has been closed.
    Closed,
    /// Another copy of the runtime made it.
    OtherRuntime,
}

/// What a value names.
pub type Found<'pin> = PinnedAny<'pin>;

/// The state of a slot, taken apart.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Word {
    /// Of the name, or of the next one; 0 in a slot that is new, and in one that is retired.
    generation: u32,
    /// 0 without a name.
    number: u8,
    rights: u32,
}

/// What the number of a retired slot is: no handle type has it, since a name's type is never 0 with this generation.
const RETIRED: Word = Word {
    generation: 0,
    number: u8::MAX,
    rights: 0,
};

impl Word {
    #[inline]
    fn from_bits(bits: u64) -> Self {
        Word {
            generation: (bits >> 40) as u32,
            number: (bits >> 32) as u8,
            rights: bits as u32,
        }
    }

    #[inline]
    fn to_bits(self) -> u64 {
        u64::from(self.generation) << 40 | u64::from(self.number) << 32 | u64::from(self.rights)
    }
}

impl Table {
    /// A table without names.
    pub const fn new() -> Self {
        Self::with_last_generation(LAST_GENERATION)
    }

    /// A table whose slots retire after `last_generation` names.
    pub const fn with_last_generation(last_generation: u32) -> Self {
        Table {
            chunks: [const { AtomicPtr::new(ptr::null_mut()) }; CHUNKS],
            used: AtomicU32::new(0),
            free: SegQueue::new(),
            instance: AtomicU8::new(0),
            last_generation,
        }
    }

    /// Gives an object a name. Answers it back when all slots are taken.
    pub fn insert(&self, name: AnyName) -> Result<u64, AnyName> {
        let instance = self.instance_or_claim();
        let Some(index) = self.take_slot() else {
            return Err(name);
        };
        let slot = self.slot_or_grow(index);
        let before = Word::from_bits(slot.word.load(Ordering::Acquire));
        let word = Word {
            generation: before.generation.max(1),
            number: name.object.header().number(),
            rights: name.rights,
        };
        slot.object
            .store(name.object.into_raw().as_ptr(), Ordering::Release);
        slot.word.store(word.to_bits(), Ordering::Release);
        let value = HandleValue {
            instance,
            number: word.number,
            generation: word.generation,
            index,
        };
        Ok(value.to_bits())
    }

    /// What `value` names.
    #[inline]
    pub fn find<'pin>(&self, value: u64, _pin: &'pin Guard) -> Result<Found<'pin>, Reason> {
        let value = HandleValue::from_bits(value);
        let slot = self.slot_of(value)?;
        let bits = slot.word.load(Ordering::Acquire);
        let word = fitting(Word::from_bits(bits), value)?;
        let object = slot.object.load(Ordering::Acquire);
        let unchanged = slot.word.load(Ordering::Relaxed) == bits;
        match NonNull::new(object) {
            // SAFETY: the name was open while the pointer was loaded, so the object had a reference then; the pin keeps
            // its memory from that moment on.
            Some(object) if unchanged => Ok(unsafe { PinnedAny::new(object, word.rights) }),
            _ => Err(Reason::Closed),
        }
    }

    /// Closes the name, and answers the reference that it held. Of several threads that close one name, one succeeds.
    pub fn remove(&self, value: u64) -> Result<AnyRef, Reason> {
        let value = HandleValue::from_bits(value);
        let slot = self.slot_of(value)?;
        let bits = slot.word.load(Ordering::Acquire);
        let word = fitting(Word::from_bits(bits), value)?;
        let closed = self.closed(word);
        slot.word
            .compare_exchange(bits, closed.to_bits(), Ordering::AcqRel, Ordering::Relaxed)
            .map_err(|_| Reason::Closed)?;
        let object = slot.object.swap(ptr::null_mut(), Ordering::AcqRel);
        if closed != RETIRED {
            self.free.push(value.index);
        }
        let object = NonNull::new(object).ok_or(Reason::Closed)?;
        // SAFETY: `insert` left the reference in the slot, and changing the word made us the one who takes it.
        Ok(unsafe { AnyRef::from_raw(object) })
    }

    /// The state after a name.
    fn closed(&self, word: Word) -> Word {
        if word.generation >= self.last_generation {
            return RETIRED;
        }
        Word {
            generation: word.generation + 1,
            number: 0,
            rights: 0,
        }
    }

    fn instance_or_claim(&self) -> u8 {
        match self.instance.load(Ordering::Acquire) {
            0 => self.claim(),
            instance => instance,
        }
    }

    #[cold]
    fn claim(&self) -> u8 {
        let claimed = instance::claim();
        // Of several threads that claim at once, the first decides; the others' numbers stay claimed and unused.
        match self
            .instance
            .compare_exchange(0, claimed, Ordering::AcqRel, Ordering::Acquire)
        {
            Ok(_) => claimed,
            Err(first) => first,
        }
    }

    fn take_slot(&self) -> Option<u32> {
        let unused = |used: u32| (used < SLOTS).then_some(used + 1);
        self.free.pop().or_else(|| {
            self.used
                .fetch_update(Ordering::AcqRel, Ordering::Relaxed, unused)
                .ok()
        })
    }

    fn slot_or_grow(&self, index: u32) -> &Slot {
        let place = &self.chunks[(index >> CHUNK_BITS) as usize];
        let mut chunk = place.load(Ordering::Acquire);
        if chunk.is_null() {
            chunk = grow(place);
        }
        // SAFETY: a chunk that is there stays as long as the table, and the index within it is masked.
        unsafe { &(&*chunk)[index as usize & (CHUNK_SLOTS - 1)] }
    }

    #[inline]
    fn slot_of(&self, value: HandleValue) -> Result<&Slot, Reason> {
        let instance = self.instance.load(Ordering::Relaxed);
        if value.instance != instance || instance == 0 {
            return Err(foreign(value));
        }
        let chunk = self.chunks[(value.index >> CHUNK_BITS) as usize].load(Ordering::Acquire);
        if chunk.is_null() {
            return Err(Reason::Forged);
        }
        // SAFETY: as in `slot_or_grow`.
        Ok(unsafe { &(&*chunk)[value.index as usize & (CHUNK_SLOTS - 1)] })
    }
}

impl Default for Table {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        for place in &mut self.chunks {
            let Some(chunk) = NonNull::new(*place.get_mut()) else {
                continue;
            };
            // SAFETY: `grow` made it from a box, and the table is ours alone.
            for slot in unsafe { Box::from_raw(chunk.as_ptr()) }.iter_mut() {
                let object = NonNull::new(*slot.object.get_mut());
                // SAFETY: `insert` left the reference in the slot, and nobody took it.
                drop(object.map(|object| unsafe { AnyRef::from_raw(object) }));
            }
        }
    }
}

/// The word when it is that of the name `value`.
#[inline]
fn fitting(word: Word, value: HandleValue) -> Result<Word, Reason> {
    if word.generation == value.generation
        && word.number == value.number
        && word.number != 0
        && word.generation != 0
    {
        return Ok(word);
    }
    Err(unfitting(word, value))
}

#[cold]
fn unfitting(word: Word, value: HandleValue) -> Reason {
    let past = word == RETIRED || value.generation < word.generation;
    if past && value.generation != 0 {
        Reason::Closed
    } else {
        Reason::Forged
    }
}

#[cold]
fn foreign(value: HandleValue) -> Reason {
    let possible = value.instance != 0 && value.number != 0 && value.generation != 0;
    if possible {
        Reason::OtherRuntime
    } else {
        Reason::Forged
    }
}

/// Adds a chunk. Of several threads that do, one succeeds.
#[cold]
fn grow(place: &AtomicPtr<Chunk>) -> *mut Chunk {
    let slots: Box<[Slot]> = (0..CHUNK_SLOTS)
        .map(|_| Slot {
            word: AtomicU64::new(0),
            object: AtomicPtr::new(ptr::null_mut()),
        })
        .collect();
    let fresh = Box::into_raw(slots).cast::<Chunk>();
    match place.compare_exchange(ptr::null_mut(), fresh, Ordering::AcqRel, Ordering::Acquire) {
        Ok(_) => fresh,
        Err(first) => {
            // SAFETY: it came from a box above, and nobody else knows it.
            drop(unsafe { Box::from_raw(fresh) });
            first
        }
    }
}
