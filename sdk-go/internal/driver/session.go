// Package driver owns what is in flight: one ring per session, its credits, and the goroutine that takes completions.
package driver

import (
	"context"
	"os"
	"sync"
	"sync/atomic"

	"distos.dev/sdk-go/internal/abi"
)

// Capacity is how many operations of one session may be in flight. Tests make it small.
var Capacity uint32 = 16384

// Session is a session's ring and everything submitted to it. It lives while a handle of the session is open or an
// operation is in flight; the last of them to go ends it.
type Session struct {
	ring       uint64
	events     *os.File
	references atomic.Int64
	slots      []slot
	fresh      atomic.Uint32
	free       chan uint32
	end        sync.Once
}

// A slot holds the operation that has its credit. The generation tells operations of one slot apart, so that a late
// cancellation can't meet the slot's next operation.
type slot struct {
	operation  atomic.Pointer[core]
	generation uint64
}

// slotBits is the part of an operation's id that says the slot; a ring has at most 65,536 credits.
const slotBits = 16

// Open makes the ring of a session that was just opened, with one reference, and starts its reaper.
func Open(system uint64) (*Session, abi.Failure) {
	capacity := Capacity
	ring, failed := abi.CallRingCreate(system, &abi.RingOptions{Size: abi.SizeOfRingOptions, Capacity: capacity})
	if failed != 0 {
		return nil, failed
	}
	events, failed := openEvents(ring)
	if failed != 0 {
		abi.CallRingClose(ring)
		return nil, failed
	}
	session := &Session{ring: ring, events: events, slots: make([]slot, capacity), free: make(chan uint32, capacity)}
	session.references.Store(1)
	go session.reap()
	return session, 0
}

// Retain counts a handle of the session; false when the session has ended.
func (session *Session) Retain() bool {
	if session == nil {
		return false
	}
	for {
		references := session.references.Load()
		if references == 0 {
			return false
		}
		if session.references.CompareAndSwap(references, references+1) {
			return true
		}
	}
}

// Release drops a reference. With the last one nothing is in flight, so the ring can go.
func (session *Session) Release() {
	if session != nil && session.references.Add(-1) == 0 {
		session.end.Do(func() { _ = session.events.Close() })
	}
}

// acquire waits for a credit.
func (session *Session) acquire(ctx context.Context) (uint32, bool) {
	select {
	case index := <-session.free:
		return index, true
	default:
	}
	if index, ok := session.takeFresh(); ok {
		return index, true
	}
	select {
	case index := <-session.free:
		return index, true
	case <-ctx.Done():
		return 0, false
	}
}

// takeFresh hands out each slot once, so that opening a session need not touch them all.
func (session *Session) takeFresh() (uint32, bool) {
	for {
		index := session.fresh.Load()
		if index == uint32(len(session.slots)) {
			return 0, false
		}
		if session.fresh.CompareAndSwap(index, index+1) {
			return index, true
		}
	}
}

// occupy puts an operation into its slot, and gives it its id.
func (session *Session) occupy(index uint32, operation *core) {
	slot := &session.slots[index]
	slot.generation++
	operation.id = slot.generation<<slotBits | uint64(index)
	slot.operation.Store(operation)
}

// vacate empties the slot of an operation and gives its credit back.
func (session *Session) vacate(id uint64) *core {
	index := uint32(id & (1<<slotBits - 1))
	operation := session.slots[index].operation.Swap(nil)
	session.free <- index
	return operation
}
