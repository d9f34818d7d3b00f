//! The handle table against a simple model, with slots that retire early, and under threads.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crossbeam_epoch::pin;
use distos_runtime::handles::{
    AnyName, HandleType, HandleValue, ObjectId, ObjectType, Reason, Ref, Table,
};
use proptest::prelude::*;

/// Counts how often it is released.
struct Counted(Arc<AtomicUsize>);

impl HandleType for Counted {
    const NUMBER: u8 = 200;
    const NAME: &'static str = "Counted";
    const RIGHTS: u32 = 0x7f;
}

impl ObjectType for Counted {
    fn release(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[derive(Debug, Clone)]
enum Step {
    /// A new object.
    Insert,
    /// A second name for one of the names so far, by index, with these rights.
    Duplicate(usize, u32),
    /// Closes one of the names so far, open or not.
    Close(usize),
    /// Looks all names up, and some that were never given out.
    Look(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => Just(Step::Insert),
        2 => (any::<usize>(), 0_u32..128).prop_map(|(which, rights)| Step::Duplicate(which, rights)),
        4 => any::<usize>().prop_map(Step::Close),
        1 => any::<u64>().prop_map(Step::Look),
    ];
    prop::collection::vec(step, 1..120)
}

/// What the table should say.
#[derive(Default)]
struct Model {
    given_out: Vec<u64>,
    open: HashMap<u64, (ObjectId, u32)>,
}

impl Model {
    fn pick(&self, which: usize) -> Option<u64> {
        (!self.given_out.is_empty()).then(|| self.given_out[which % self.given_out.len()])
    }

    fn add(&mut self, value: u64, object: ObjectId, rights: u32) {
        assert!(
            !self.given_out.contains(&value),
            "a name was given out twice"
        );
        self.given_out.push(value);
        self.open.insert(value, (object, rights));
    }

    fn names(&self, object: ObjectId) -> usize {
        self.open
            .values()
            .filter(|(named, _)| *named == object)
            .count()
    }
}

fn compare(table: &Table, model: &Model, value: u64) {
    let pin = pin();
    let found = table
        .find(value, &pin)
        .map(|found| (found.id(), found.rights()));
    match (model.open.get(&value), model.given_out.contains(&value)) {
        (Some(named), _) => assert_eq!(found, Ok(*named)),
        (None, true) => assert_eq!(found, Err(Reason::Closed)),
        (None, false) => assert!(found.is_err()),
    }
}

fn run(steps: &[Step], last_generation: u32) {
    let table = Table::with_last_generation(last_generation);
    let mut model = Model::default();
    let mut releases: HashMap<ObjectId, Arc<AtomicUsize>> = HashMap::new();
    for step in steps {
        match step {
            Step::Insert => {
                let released = Arc::new(AtomicUsize::new(0));
                let object = Ref::new(Counted(Arc::clone(&released)));
                let id = object.id();
                let value = table.insert(AnyName {
                    object: object.into_any(),
                    rights: 0x7f,
                });
                model.add(value.unwrap_or_else(|_| panic!("no slot")), id, 0x7f);
                releases.insert(id, released);
            }
            Step::Duplicate(which, rights) => {
                let Some(value) = model.pick(*which) else {
                    continue;
                };
                let pin = pin();
                let Ok(found) = table.find(value, &pin) else {
                    continue;
                };
                let name = found
                    .add_name(*rights)
                    .expect("an open name keeps its object");
                let value = table.insert(name);
                model.add(
                    value.unwrap_or_else(|_| panic!("no slot")),
                    found.id(),
                    *rights,
                );
            }
            Step::Close(which) => {
                let Some(value) = model.pick(*which) else {
                    continue;
                };
                let removed = table.remove(value);
                match model.open.remove(&value) {
                    None => assert_eq!(removed.err(), Some(Reason::Closed)),
                    Some((object, _)) => {
                        drop(removed.unwrap_or_else(|_| panic!("an open name can be closed")));
                        let ended = usize::from(model.names(object) == 0);
                        assert_eq!(releases[&object].load(Ordering::Relaxed), ended);
                    }
                }
            }
            Step::Look(value) => compare(&table, &model, *value),
        }
        model
            .given_out
            .iter()
            .for_each(|value| compare(&table, &model, *value));
    }
    drop(table);
    assert!(
        releases
            .values()
            .all(|released| released.load(Ordering::Relaxed) == 1)
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn the_table_does_what_the_model_does(steps in steps()) {
        // Objects are identified by address; a pin keeps the memory of those that end from being used again.
        let _pin = pin();
        run(&steps, 3);
    }

    #[test]
    fn a_value_is_its_parts(bits in any::<u64>()) {
        prop_assert_eq!(HandleValue::from_bits(bits).to_bits(), bits);
    }
}

#[test]
fn a_slot_retires_after_its_last_generation() {
    let table = Table::with_last_generation(2);
    let name = || {
        let object = Ref::new(Counted(Arc::default())).into_any();
        table
            .insert(AnyName { object, rights: 0 })
            .unwrap_or_else(|_| panic!("no slot"))
    };
    let index = |value| HandleValue::from_bits(value).index;
    let values: Vec<u64> = (0..6)
        .map(|_| {
            let value = name();
            drop(table.remove(value));
            value
        })
        .collect();
    let slots: Vec<u32> = values.iter().map(|value| index(*value)).collect();
    assert_eq!(slots, [0, 0, 1, 1, 2, 2]);
    let pin = pin();
    for value in values {
        assert_eq!(table.find(value, &pin).err(), Some(Reason::Closed));
    }
}

/// Readers look while a writer closes and reopens: they see the object of the name, or that it is closed.
#[test]
fn readers_never_see_the_object_of_another_name() {
    struct Numbered(u64);
    impl HandleType for Numbered {
        const NUMBER: u8 = 201;
        const NAME: &'static str = "Numbered";
        const RIGHTS: u32 = 0;
    }
    impl ObjectType for Numbered {
        fn release(&self) {}
    }

    let table = Table::new();
    // The name that is open, and the number of its object, as one value: the generation counts with the number.
    let current = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut seen = 0;
                while seen < 20_000 {
                    let value = current.load(Ordering::Acquire) as u64;
                    if value == usize::MAX as u64 {
                        return;
                    }
                    let pin = pin();
                    if let Ok(found) = table.find(value, &pin) {
                        let object = found.typed::<Numbered>().expect("the type is the name's");
                        assert_eq!(
                            object.0,
                            u64::from(HandleValue::from_bits(value).generation)
                        );
                        seen += 1;
                    }
                }
            });
        }
        scope.spawn(|| {
            for generation in 1..=30_000 {
                let object = Ref::new(Numbered(generation)).into_any();
                let value = table
                    .insert(AnyName { object, rights: 0 })
                    .unwrap_or_else(|_| panic!("no slot"));
                assert_eq!(
                    u64::from(HandleValue::from_bits(value).generation),
                    generation
                );
                current.store(value as usize, Ordering::Release);
                drop(table.remove(value));
            }
            current.store(usize::MAX, Ordering::Release);
        });
    });
}
