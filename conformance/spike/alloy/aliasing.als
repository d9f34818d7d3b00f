// Aliasing: duplicates are distinct names of one object, so `exclusive` is held on the object, not on the name.

sig Object {}
sig Name { object: one Object }

sig Call { borrows: set Name, exclusively: set Name }
var sig Running in Call {}

fact no_name_is_passed_twice { all c: Call | no c.borrows & c.exclusively }

fun held[c: Call]: set Object { (c.borrows + c.exclusively).object }
fun ruled[c: Call]: set Object { c.exclusively.object }

/** Within one call, nothing else names an object that the call takes exclusively. */
pred aloneInside[c: Call] {
    no c.borrows.object & ruled[c]
    all disj a, b: c.exclusively | a.object != b.object
}

/** Right: objects are compared. */
pred admitsByObject[c: Call] {
    no held[c] & ruled[Running]
    no ruled[c] & held[Running]
    aloneInside[c]
}

/** Wrong: handle values are compared. */
pred admitsByName[c: Call] {
    no (c.borrows + c.exclusively) & Running.exclusively
    no c.exclusively & Running.(borrows + exclusively)
}

pred finish[c: Call] { c in Running and Running' = Running - c }
pred begin[c: Call] { c not in Running and Running' = Running + c }
pred idle { Running' = Running }

pred step { idle or some c: Call | finish[c] or (admitsByObject[c] and begin[c]) }
pred stepByName { idle or some c: Call | finish[c] or (admitsByName[c] and begin[c]) }

pred start { no Running }

pred alone[running: set Call] { all c: running | aloneInside[c] and no ruled[c] & held[running - c] }

/** The claim, by induction, so for histories of any length. */
check exclusive_means_alone { (start implies alone[Running]) and (alone[Running] and step implies alone[Running']) }
    for 4 but 2 steps expect 0

/** Not vacuous: two calls share an object through two names while a third holds another exclusively. */
run sharing_beside_exclusive {
    start and always step
    eventually some disj a, b, c: Running, disj n, m: Name {
        n.object = m.object and n in a.borrows and m in b.borrows and some c.exclusively
    }
} for 4 but 6 steps expect 1

/** Seeded fault: comparing names lets a duplicate in beside the exclusive holder. */
check fault_compares_names { alone[Running] and stepByName implies alone[Running'] } for 4 but 2 steps expect 1
