// Children keep parents alive: an object outlives its name while work is queued on it or a child of it lives.

sig Work {}
sig Object { parent: lone Object }

var sig Alive in Object {}
var sig Named in Object {}

/** Work that an object has accepted and that has not completed. */
var sig Queued in Work {}
sig Target in Work { on: one Object }

fact parents_are_a_forest { no o: Object | o in o.^parent }
fact work_has_a_target { Target = Work }

pred keepsAlive { Alive' = Alive }
pred keepsNames { Named' = Named }
pred keepsWork { Queued' = Queued }

pred create[o: Object] {
    o not in Alive and o.parent in Named
    Alive' = Alive + o and Named' = Named + o and keepsWork
}

/** The name is gone at once, the object is not. */
pred close[o: Object] {
    o in Named
    Named' = Named - o and keepsAlive and keepsWork
}

pred enqueue[w: Work] {
    w not in Queued and w.on in Named
    Queued' = Queued + w and keepsAlive and keepsNames
}

pred complete[w: Work] {
    w in Queued
    Queued' = Queued - w and keepsAlive and keepsNames
}

pred destroyUnguarded[o: Object] {
    o in Alive - Named and no on.o & Queued
    Alive' = Alive - o and keepsNames and keepsWork
}

pred destroy[o: Object] { no parent.o & Alive and destroyUnguarded[o] }

pred ordinaryStep {
    (keepsAlive and keepsNames and keepsWork)
    or (some o: Object | create[o] or close[o])
    or (some w: Work | enqueue[w] or complete[w])
}

pred step { ordinaryStep or some o: Object | destroy[o] }
pred stepForgettingChildren { ordinaryStep or some o: Object | destroyUnguarded[o] }

pred start { no Alive and no Named and no Queued }

pred whole { Named in Alive and Alive.parent in Alive and Queued.on in Alive }
pred wholeNext { Named' in Alive' and Alive'.parent in Alive' and Queued'.on in Alive' }

/** The claim, by induction, so for histories of any length. */
check parents_outlive_children { (start implies whole) and (whole and step implies wholeNext) }
    for 4 but 2 steps expect 0

/** Not vacuous: a parent without a name lives on through a child that only queued work holds, then both go. */
run queued_work_holds_parent {
    start and always step
    eventually some o: Alive | no Named and some on.o & Queued and some o.parent
    eventually always no Alive
    eventually some Alive
} for 4 but 10 steps expect 1

/** Seeded fault: destroying without looking at children leaves orphans. */
check fault_children_forgotten { whole and stepForgettingChildren implies wholeNext } for 4 but 2 steps expect 1

/** The same claim over histories, to compare the price. */
check parents_outlive_children_in_histories { (start and always step) implies always whole }
    for 4 but 8 steps expect 0
