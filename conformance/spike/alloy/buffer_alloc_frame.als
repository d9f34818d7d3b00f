// The frame of buffer_alloc: success adds one buffer and changes `allocated` of one device, and nothing else.
//   modifies device.allocated;
//   ensures  sized:     buffer.size == size && buffer.device == device;
//   ensures  accounted: device.allocated == old(device.allocated) + size;
// Bytes are a set of units: addition is disjoint union and <= is subset, so no integer can overflow.
// Unprimed is just before the commit point, primed just after.

sig Unit {}

sig Device { total: set Unit, var allocated: set Unit }

sig Buffer { device: one Device, size: set Unit }
var sig Live in Buffer {}

fact units_belong_to_one_device { all disj d, e: Device | no d.total & e.total }

/** requires size_positive; may fail no_memory: this is where it does not. */
pred admitted[b: Buffer] {
    some b.size
    b.size in b.device.total - b.device.allocated
    b not in Live
}

pred ensured[b: Buffer] {
    b.device.allocated' = b.device.allocated + b.size
    Live' = Live + b
}

pred framed[b: Buffer] { all other: Device - b.device | other.allocated' = other.allocated }

pred alloc[b: Buffer] { admitted[b] and ensured[b] and framed[b] }
pred allocUnframed[b: Buffer] { admitted[b] and ensured[b] }

pred onlyItsDevice[b: Buffer] {
    Live in Live' and Live' - Live = b
    all other: Device | other.allocated' != other.allocated iff other = b.device
}

/** The claim. */
check only_one_device_changes { all b: Buffer | alloc[b] implies onlyItsDevice[b] } for 4 but 2 steps expect 0

/** Not vacuous: it happens beside another device in use and another buffer. */
run alloc_beside_others {
    some b: Buffer | alloc[b] and some Live and some other: Device - b.device | some other.allocated
} for 4 but 2 steps expect 1

/** Seeded fault: without the frame the clauses let any other device change. */
check fault_no_frame { all b: Buffer | allocUnframed[b] implies onlyItsDevice[b] } for 4 but 2 steps expect 1
