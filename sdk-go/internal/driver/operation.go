package driver

import (
	"context"
	"runtime"

	"distos.dev/sdk-go/internal/abi"
	"distos.dev/sdk-go/internal/failure"
)

// Mode says who watches the context while the operation is in flight.
type Mode bool

const (
	// Awaited: the caller does, in [Operation.Wait].
	Awaited Mode = false
	// Detached: nobody may be there to, so the context itself is told whom to call.
	Detached Mode = true
)

// Operation is one submission, from its credit to its completion. R is what its channel carries.
type Operation[R any] struct {
	core
	done chan R
	// result makes what the channel carries; of the error, and of what the completion wrote.
	result func(error) R
}

// core is the part of an operation that does not depend on its result.
type core struct {
	session  *Session
	id       uint64
	deadline uint64
	// pinned is the Go memory that the runtime uses until the completion.
	pinned runtime.Pinner
	// unwatch stops the context from calling; nil when it would not.
	unwatch  func() bool
	receiver interface{ receive(error) }
}

// Begin waits for a credit and makes an operation that holds it, or one that has failed already: its context is done,
// or its handle belongs to no session that is alive.
func Begin[R any](ctx context.Context, mode Mode, session *Session, result func(error) R) *Operation[R] {
	operation := &Operation[R]{done: make(chan R, 1), result: result}
	operation.receiver = operation
	if ctx.Err() != nil {
		return operation.refuse(failure.OfStatus(statusOf(ctx)))
	}
	if !session.Retain() {
		return operation.refuse(failure.OfStatus(abi.StatusInvalidHandle))
	}
	index, ok := session.acquire(ctx)
	if !ok {
		session.Release()
		return operation.refuse(failure.OfStatus(statusOf(ctx)))
	}
	operation.session = session
	if deadline, ok := ctx.Deadline(); ok {
		operation.deadline = abi.Instant(deadline)
	}
	session.occupy(index, &operation.core)
	if mode == Detached && ctx.Done() != nil {
		operation.watch(ctx)
	}
	return operation
}

// watch makes the context cancel the operation. The id is copied, because the context may call after the completion.
func (operation *core) watch(ctx context.Context) {
	session, id := operation.session, operation.id
	operation.unwatch = context.AfterFunc(ctx, func() { session.cancel(ctx, id) })
}

// refuse ends an operation that was never submitted.
func (operation *Operation[R]) refuse(err error) *Operation[R] {
	operation.done <- operation.result(err)
	return operation
}

// Admitted says whether the operation has its credit and may be submitted.
func (operation *core) Admitted() bool { return operation.session != nil }

// Ring is the handle of the ring to submit to.
func (operation *core) Ring() uint64 { return operation.session.ring }

// ID is what the completion will be known by.
func (operation *core) ID() uint64 { return operation.id }

// Deadline is the context's, on the monotonic clock; zero for none.
func (operation *core) Deadline() uint64 { return operation.deadline }

// Pins keeps Go memory in its place until the completion.
func (operation *core) Pins() *runtime.Pinner { return &operation.pinned }

// PinBytes keeps a slice's memory in its place until the completion.
func (operation *core) PinBytes(data []byte) {
	if len(data) > 0 {
		operation.pinned.Pin(&data[0])
	}
}

// Submitted takes the answer of the submission.
func (operation *Operation[R]) Submitted(ctx context.Context, failed abi.Failure) *Operation[R] {
	if failed != 0 {
		operation.session.vacate(operation.id)
		operation.finish(failed)
		return operation
	}
	// A context that was done before the submission found nothing to cancel.
	if operation.watched(ctx) && ctx.Err() != nil {
		operation.session.cancel(ctx, operation.id)
	}
	return operation
}

// watched tells an operation whose context calls by itself. It reads nothing that a completion may be writing.
func (operation *core) watched(ctx context.Context) bool {
	return operation.unwatch != nil && ctx.Done() != nil
}

// Wait waits for the completion. When the context ends first, it asks for cancellation and goes on waiting: memory is
// not let go before the runtime says that it is quiet.
func (operation *Operation[R]) Wait(ctx context.Context) R {
	select {
	case result := <-operation.done:
		return result
	case <-ctx.Done():
		if operation.Admitted() {
			operation.session.cancel(ctx, operation.id)
		}
		return <-operation.done
	}
}

// Done carries the result, once. It has room for it, so nobody need be there to receive.
func (operation *Operation[R]) Done() <-chan R { return operation.done }

// finish is called once, by the reaper or by a refused submission.
func (operation *core) finish(failed abi.Failure) {
	if operation.unwatch != nil {
		operation.unwatch()
	}
	operation.pinned.Unpin()
	operation.receiver.receive(failure.Error(failed))
	operation.session.Release()
}

func (operation *Operation[R]) receive(err error) { operation.done <- operation.result(err) }

// cancel asks to end an operation early. A deadline needs no asking: the ring has it.
func (session *Session) cancel(ctx context.Context, id uint64) {
	if ctx.Err() == context.DeadlineExceeded {
		if _, known := ctx.Deadline(); known {
			return
		}
	}
	_, failed := abi.CallRingCancel(session.ring, id)
	failed.Discard()
}

// statusOf is the status that a done context stands for.
func statusOf(ctx context.Context) uint32 {
	if ctx.Err() == context.DeadlineExceeded {
		return abi.StatusDeadlineExceeded
	}
	return abi.StatusCancelled
}
