// Why the models count in units: buffer_alloc_frame and accounting again, with Alloy's integers.
// The first two commands answer with counterexamples that no implementation has: 7 + 14 leaves the five bits, and three
// buffers of 14 add up to an account of 0. Forbidding overflow in the analyzer's options does not prevent either.

sig Device { limit: one Int, var allocated: one Int }

sig Buffer { device: one Device, size: one Int }
var sig Exists in Buffer {}

fact sizes { all b: Buffer | b.size > 0 }

pred alloc[b: Buffer] {
    b not in Exists
    b.device.allocated' = add[b.device.allocated, b.size]
    Exists' = Exists + b
    all other: Device - b.device | other.allocated' = other.allocated
}

pred guarded[b: Buffer] { b.size <= sub[b.device.limit, b.device.allocated] and alloc[b] }

pred free[b: Buffer] {
    b in Exists
    b.device.allocated' = sub[b.device.allocated, b.size]
    Exists' = Exists - b
    all other: Device - b.device | other.allocated' = other.allocated
}

pred accounted {
    all d: Device | d.limit >= 0 and d.allocated >= 0 and d.allocated <= d.limit
        and d.allocated = (sum b: Exists & device.d | b.size)
}
pred accountedNext {
    all d: Device | d.allocated' >= 0 and d.allocated' <= d.limit
        and d.allocated' = (sum b: Exists' & device.d | b.size)
}

/** Ought to hold; expects the false counterexample. */
check false_counterexample { all b: Buffer | alloc[b] implies b.device.allocated' > b.device.allocated }
    for 4 but 5 Int, 2 steps expect 1

/** The claim of accounting, by induction. Ought to hold, too. */
check never_over_the_limit {
    accounted and (some b: Buffer | guarded[b] or free[b]) implies accountedNext
} for 3 but 5 Int, 2 steps expect 1

/** The claim of accounting over histories, which is where the time goes. */
check never_over_the_limit_in_histories {
    (no Exists and (all d: Device | d.limit >= 0 and d.allocated = 0)
        and always (Exists' = Exists and allocated' = allocated or some b: Buffer | guarded[b] or free[b]))
    implies always accounted
} for 3 but 5 Int, 5 steps expect 0
