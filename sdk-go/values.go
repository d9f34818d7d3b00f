package distos

import (
	"fmt"
	"time"

	"distos.dev/sdk-go/internal/abi"
)

// Result is what an asynchronous call ends with.
type Result[T any] struct {
	// Value is the call's result; the zero value when it failed, and always for a call without one.
	Value T
	// Err is nil, or an [*Error].
	Err error
}

// Handle is a handle of any type.
type Handle interface {
	// Raw is the handle's value on the C interface. It stays valid until Close.
	Raw() uint64
	// Close closes this name of the object. The object lives until queued work on it and its children end.
	Close() error
}

// UUID is 16 bytes, as RFC 9562 orders them.
type UUID [16]byte

// String is the hyphenated form.
func (id UUID) String() string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[0:4], id[4:6], id[6:8], id[8:10], id[10:16])
}

// Instant is a time on the monotonic clock (CLOCK_MONOTONIC) in nanoseconds, in records that keep C's layout.
// Zero means none.
type Instant uint64

// InstantOf is the instant of a time; the zero time's is zero.
func InstantOf(moment time.Time) Instant { return Instant(abi.Instant(moment)) }

// Time is the inverse of [InstantOf].
func (instant Instant) Time() time.Time { return abi.Time(uint64(instant)) }
