// Rights never grow: no chain of duplicates gives a name a right that its object was not granted with.
//   call 0x0004 handle_duplicate(borrow handle: any has DUPLICATE, rights: Rights) -> (own duplicate: any)
//     requires subset: is_subset(rights, rights_of(handle)) else PERMISSION_DENIED;
//     ensures  same:   duplicate == handle;
//     ensures  shrunk: rights_of(duplicate) == rights;

sig Right {}
one sig DUPLICATE extends Right {}

sig Object { granted: set Right }

/** A handle value. `==` in the IDL compares objects, `has` and `rights_of` read the name. */
sig Name {
    var object: lone Object,   // none: not a live name
    var rights: set Right
}

/** Every name outside `changed` keeps its object and its rights. */
pred frame[changed: set Name] {
    all n: Name - changed | n.object' = n.object and n.rights' = n.rights
}

pred create[n: Name, o: Object] {
    no n.object and no object.o
    n.object' = o and n.rights' = o.granted
    frame[n]
}

pred close[n: Name] {
    some n.object
    no n.object' and no n.rights'
    frame[n]
}

/** The argument `rights` is what the new name has afterwards. */
pred duplicateUnguarded[source, copy: Name] {
    some source.object and no copy.object
    DUPLICATE in source.rights
    copy.object' = source.object
    frame[copy]
}

pred duplicate[source, copy: Name] {
    copy.rights' in source.rights
    duplicateUnguarded[source, copy]
}

pred ordinaryStep {
    frame[none]
    or (some n: Name | close[n])
    or (some n: Name, o: Object | create[n, o])
}

pred step { ordinaryStep or some s, c: Name | duplicate[s, c] }
pred stepUnguarded { ordinaryStep or some s, c: Name | duplicateUnguarded[s, c] }

pred start { no object and no rights }

pred granted { all n: Name | n.rights in n.object.granted }
pred grantedNext { all n: Name | n.rights' in n.object'.granted }

/** The claim, by induction, so for histories of any length. */
check rights_never_grow { (start implies granted) and (granted and step implies grantedNext) }
    for 4 but 2 steps expect 0

/** Not vacuous: a duplicate of a duplicate, with fewer rights each time, does happen. */
run two_narrowing_duplicates {
    start and always step
    some disj a, b, c: Name | eventually {
        some c.object and a.object = b.object and b.object = c.object
        c.rights in b.rights and c.rights != b.rights
        b.rights in a.rights and b.rights != a.rights
    }
} for 4 but 6 steps expect 1

/** Seeded fault: without the clause `subset` rights do grow. */
check fault_no_subset_clause { granted and stepUnguarded implies grantedNext } for 4 but 2 steps expect 1
