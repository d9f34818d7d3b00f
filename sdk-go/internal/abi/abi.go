// Package abi is the one place where Go meets the C interface: types with the layout of distos.h, and one thin
// function per call, which crosses the border once and allocates nothing. The packages above it give them Go's shape.
//
// Pointer rules: what a plain call gets is used during the call alone. What a Submit function gets as bytes, and as
// the address of a result, stays in use until the operation's completion: the caller pins it.
package abi

/*
#cgo pkg-config: distos
// Deprecation is told by the Go comments, to those who call.
#cgo CFLAGS: -Wno-deprecated-declarations
#include "glue.h"
*/
import "C"

import "unsafe"

// Failure tells how a call ended: zero for success, else what [Failure.Status] and [Failure.Object] take apart. Where there
// is no object, the outcome of a completion stands above the status.
type Failure uint64

const (
	statusOnly   Failure = 1 << 63
	outcomeShift         = 32
	outcomeMask          = 0xff
)

// FailureOf is the failure of a status that comes without an error object.
func FailureOf(status uint32) Failure {
	if status == 0 {
		return 0
	}
	return statusOnly | Failure(status)
}

// FailureOfCompletion is the failure of a completion without an error object.
func FailureOfCompletion(status, outcome uint32) Failure {
	if status == 0 {
		return 0
	}
	return FailureOf(status) | Failure(outcome&outcomeMask)<<outcomeShift
}

// Outcome is what a completion without an object says of what was done; zero where nothing did.
func (failure Failure) Outcome() uint32 {
	return uint32(failure>>outcomeShift) & outcomeMask
}

// Object is the error object, owned by the caller; nil when there is only a status.
func (failure Failure) Object() *ErrorObject {
	if failure == 0 || failure&statusOnly != 0 {
		return nil
	}
	return &ErrorObject{pointer: failure.pointer()}
}

// Status is the status, whether there is an object or not.
func (failure Failure) Status() uint32 {
	if object := failure.Object(); object != nil {
		return object.Code()
	}
	return uint32(failure)
}

// Discard frees the object of a failure that nobody wants to hear of.
func (failure Failure) Discard() {
	if object := failure.Object(); object != nil {
		object.Free()
	}
}

// pointer turns the word back into the C address that it is; no Go object ever lies there.
func (failure Failure) pointer() *C.distos_error_t {
	return *(**C.distos_error_t)(unsafe.Pointer(&failure))
}

// Bool is a boolean as the border carries it.
func Bool(value bool) uint8 {
	if value {
		return 1
	}
	return 0
}
