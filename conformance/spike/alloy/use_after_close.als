// A closed name stays invalid for ever, although its table slot is used again.
// A slot carries a generation that close advances; a slot whose generations are used up retires.

open util/ordering[Generation]

sig Generation {}

sig Slot { var generation: lone Generation }   // none: retired
var sig Occupied in Slot {}

/** What a program holds: the value of a handle, a slot and a generation. */
sig Name { slot: one Slot, minted: one Generation }

fact names_are_values {
    all disj a, b: Name | a.slot != b.slot or a.minted != b.minted
    all s: Slot, g: Generation | some n: Name | n.slot = s and n.minted = g
}

/** INVALID_HANDLE is answered exactly when this does not hold. */
pred valid[n: Name] { n.slot in Occupied and n.slot.generation = n.minted }

pred frame[changed: set Slot] {
    all s: Slot - changed | s.generation' = s.generation and (s in Occupied' iff s in Occupied)
}

pred mint[n: Name] {
    n.slot not in Occupied and n.slot.generation = n.minted
    n.slot.generation' = n.minted and n.slot in Occupied'
    frame[n.slot]
}

pred close[n: Name, following: lone Generation] {
    valid[n]
    n.slot.generation' = following and n.slot not in Occupied'
    frame[n.slot]
}

fun wrapped[g: Generation]: one Generation { g = last implies first else g.next }

pred start { no Occupied and all s: Slot | s.generation = first }
pred behaviour { start and always (frame[none] or some n: Name | mint[n] or close[n, n.minted.next]) }
pred behaviourWrapping { start and always (frame[none] or some n: Name | mint[n] or close[n, wrapped[n.minted]]) }

pred neverValidAgain { all n: Name | always ((valid[n] and after not valid[n]) implies after always not valid[n]) }

/** The claim. Of temporal kind: it speaks of all later states, so it is checked on histories of bounded length. */
check closed_stays_closed { behaviour implies neverValidAgain }
    for 6 but exactly 2 Slot, exactly 3 Generation, 8 steps expect 0

/** Not vacuous: a slot is used again under a second name and then retires. */
run slot_used_again_then_retired {
    behaviour
    some disj a, b: Name | a.slot = b.slot and eventually valid[a] and eventually valid[b]
    eventually some s: Slot | no s.generation
} for 6 but exactly 2 Slot, exactly 3 Generation, 8 steps expect 1

/** Seeded fault: when the generation wraps, a stale name reaches a stranger's object. */
check fault_generation_wraps { behaviourWrapping implies neverValidAgain }
    for 6 but exactly 2 Slot, exactly 3 Generation, 8 steps expect 1
