// Accounting: `device.allocated` is what exists on the device, and never exceeds its limit.
// A closed buffer exists, and stays accounted, until the work queued on it is done.
// Bytes are a set of units, as in buffer_alloc_frame.

sig Unit {}

sig Device { limit: set Unit, var allocated: set Unit }

sig Buffer { device: one Device, size: some Unit }
var sig Exists in Buffer {}
var sig Named in Buffer {}
var sig Busy in Buffer {}

fact units_belong_to_one_device { all disj d, e: Device | no d.limit & e.limit }

/** Every account outside `changed` stays as it is. */
pred accountsOutside[changed: set Device] { all d: Device - changed | d.allocated' = d.allocated }

/** OUT_OF_MEMORY is answered exactly where the first line does not hold. */
pred alloc[b: Buffer] {
    b.size in b.device.limit - b.device.allocated
    b not in Exists
    b.device.allocated' = b.device.allocated + b.size and accountsOutside[b.device]
    Exists' = Exists + b and Named' = Named + b and Busy' = Busy
}

pred enqueue[b: Buffer] {
    b in Named
    Busy' = Busy + b and Exists' = Exists and Named' = Named and accountsOutside[none]
}

pred complete[b: Buffer] {
    b in Busy
    Busy' = Busy - b and Exists' = Exists and Named' = Named and accountsOutside[none]
}

pred close[b: Buffer] {
    b in Named
    Named' = Named - b and Exists' = Exists and Busy' = Busy and accountsOutside[none]
}

/** What the runtime does when the last reference is gone. */
pred reclaim[b: Buffer] {
    b in Exists - Named - Busy
    b.device.allocated' = b.device.allocated - b.size and accountsOutside[b.device]
    Exists' = Exists - b and Named' = Named and Busy' = Busy
}

/** The fault: the account is credited at close, while queued work still holds the memory. */
pred closeCrediting[b: Buffer] {
    b in Named
    b.device.allocated' = b.device.allocated - b.size and accountsOutside[b.device]
    Named' = Named - b and Exists' = Exists and Busy' = Busy
}

pred unchanged { Exists' = Exists and Named' = Named and Busy' = Busy and accountsOutside[none] }

pred step { unchanged or some b: Buffer | alloc[b] or enqueue[b] or complete[b] or close[b] or reclaim[b] }
pred stepCrediting { unchanged or some b: Buffer | alloc[b] or enqueue[b] or complete[b] or closeCrediting[b] }

pred start { no Exists and no Named and no Busy and no allocated }

pred accounted {
    Named + Busy in Exists
    all d: Device | d.allocated in d.limit and d.allocated = (Exists & device.d).size
    all disj a, b: Exists | a.device = b.device implies no a.size & b.size
}

pred accountedNext {
    Named' + Busy' in Exists'
    all d: Device | d.allocated' in d.limit and d.allocated' = (Exists' & device.d).size
    all disj a, b: Exists' | a.device = b.device implies no a.size & b.size
}

/** The claim, by induction, so for histories of any length. */
check never_over_the_limit { (start implies accounted) and (accounted and step implies accountedNext) }
    for 4 but 2 steps expect 0

/** Not vacuous: a closed but busy buffer fills a device; its memory serves another after completion. */
run full_then_reclaimed {
    start and always step
    some d: Device, disj a, b: Buffer {
        a.device = d and b.device = d
        eventually (a in Busy - Named and d.allocated = d.limit)
        eventually b in Exists
        some a.size & b.size
    }
} for 3 but 8 steps expect 1

/** Seeded fault: crediting at close lets memory in use exceed the account. */
check fault_credited_at_close { accounted and stepCrediting implies accountedNext } for 4 but 2 steps expect 1
