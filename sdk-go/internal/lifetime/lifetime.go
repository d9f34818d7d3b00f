// Package lifetime is what every handle type is made of: the handle's value, its session, and the watch for a handle
// that is collected while it is open.
package lifetime

import (
	"fmt"
	"log/slog"
	"runtime"

	"distos.dev/sdk-go/internal/abi"
	"distos.dev/sdk-go/internal/driver"
	"distos.dev/sdk-go/internal/failure"
)

// Kind is what all handles of one type have in common.
type Kind struct {
	// Name is the Go type, for the log.
	Name string
	// Close closes a handle on the C interface.
	Close func(value uint64) abi.Failure
}

// Handle is an open handle. The public handle types are defined as it, so that every package of the module can see
// through them, and nobody else. Its value never changes: the runtime tells a closed handle from an open one, and never
// gives a value out twice.
type Handle struct {
	_       noCopy
	value   uint64
	session *driver.Session
	kind    *Kind
	maker   uintptr
}

// New holds a handle that was just made, for the caller of the function that calls the type's own constructor. A handle
// that is collected while open is logged, then closed.
func New(value uint64, session *driver.Session, kind *Kind) *Handle {
	session.Retain()
	handle := &Handle{value: value, session: session, kind: kind, maker: maker()}
	runtime.SetFinalizer(handle, (*Handle).leaked)
	return handle
}

// Value is the handle on the C interface; zero, which is never a handle, of nil.
func (handle *Handle) Value() uint64 {
	if handle == nil {
		return 0
	}
	return handle.value
}

// Session is the session that the handle belongs to; nil of nil.
func (handle *Handle) Session() *driver.Session {
	if handle == nil {
		return nil
	}
	return handle.session
}

// Close closes the handle. The runtime refuses a second time.
func (handle *Handle) Close() error {
	if handle == nil || handle.kind == nil {
		return failure.OfStatus(abi.StatusInvalidHandle)
	}
	if failed := handle.kind.Close(handle.value); failed != 0 {
		return failure.Error(failed)
	}
	handle.Consumed()
	return nil
}

// Consumed says that the handle is no longer the caller's.
func (handle *Handle) Consumed() {
	runtime.SetFinalizer(handle, nil)
	handle.session.Release()
}

// leaked is the finalizer of an open handle.
func (handle *Handle) leaked() {
	slog.Warn("distos: a handle was never closed",
		"type", handle.kind.Name, "handle", fmt.Sprintf("%#x", handle.value), "made_at", location(handle.maker))
	if err := handle.Close(); err != nil {
		slog.Warn("distos: closing a leaked handle failed", "type", handle.kind.Name, "error", err)
	}
}

// maker is where the program made the handle.
func maker() uintptr {
	// Callers, maker, New, the type's own constructor, the function of the SDK.
	const skipped = 5
	var callers [1]uintptr
	runtime.Callers(skipped, callers[:])
	return callers[0]
}

func location(counter uintptr) string {
	if counter == 0 {
		return "unknown"
	}
	frame, _ := runtime.CallersFrames([]uintptr{counter}).Next()
	return fmt.Sprintf("%s:%d", frame.File, frame.Line)
}

// noCopy makes `go vet` refuse copies.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}
