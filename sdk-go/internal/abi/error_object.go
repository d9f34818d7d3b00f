// The error object of the C interface, read field by field and freed.

package abi

/*
#include "glue.h"
*/
import "C"

import "unsafe"

// ErrorObject is an error of the C interface. Its texts belong to it.
type ErrorObject struct {
	pointer *C.distos_error_t
}

// Free gives the object back.
func (object *ErrorObject) Free() { C.distos_error_free(object.pointer) }

// Code is the status code.
func (object *ErrorObject) Code() uint32 { return uint32(C.distos_error_code(object.pointer)) }

// Class is transient, permanent or usage.
func (object *ErrorObject) Class() uint32 { return uint32(C.distos_error_class(object.pointer)) }

// Severity is info, warning, error or fatal.
func (object *ErrorObject) Severity() uint32 { return uint32(C.distos_error_severity(object.pointer)) }

// Outcome is not applied, applied or unknown.
func (object *ErrorObject) Outcome() uint32 { return uint32(C.distos_error_outcome(object.pointer)) }

// Scope is what the error reaches.
func (object *ErrorObject) Scope() uint32 { return uint32(C.distos_error_scope(object.pointer)) }

// Retry is never, after an action, or with backoff.
func (object *ErrorObject) Retry() uint32 { return uint32(C.distos_error_retry(object.pointer)) }

// Name is the code's name.
func (object *ErrorObject) Name() string { return C.GoString(C.distos_error_name(object.pointer)) }

// Reason is what exactly, in upper case.
func (object *ErrorObject) Reason() string { return C.GoString(C.distos_error_reason(object.pointer)) }

// Message is one sentence.
func (object *ErrorObject) Message() string {
	return C.GoString(C.distos_error_message(object.pointer))
}

// Action is what to do about it.
func (object *ErrorObject) Action() string { return C.GoString(C.distos_error_action(object.pointer)) }

// Clause is the id of the clause that spoke.
func (object *ErrorObject) Clause() string { return C.GoString(C.distos_error_clause(object.pointer)) }

// SourceNode is the node.
func (object *ErrorObject) SourceNode() string {
	return C.GoString(C.distos_error_source_node(object.pointer))
}

// SourceSubsystem is the module.
func (object *ErrorObject) SourceSubsystem() string {
	return C.GoString(C.distos_error_source_subsystem(object.pointer))
}

// SourceCall is the call.
func (object *ErrorObject) SourceCall() string {
	return C.GoString(C.distos_error_source_call(object.pointer))
}

// UCXLTrace is the address of the event that caused it.
func (object *ErrorObject) UCXLTrace() string {
	return C.GoString(C.distos_error_ucxl_trace(object.pointer))
}

// CorrelationID is 128 random bits.
func (object *ErrorObject) CorrelationID() [16]byte {
	id := C.distos_error_correlation_id(object.pointer)
	var bytes [16]byte
	for index := range bytes {
		bytes[index] = byte(id.bytes[index])
	}
	return bytes
}

// RetryAfter is how long to wait before another try, in nanoseconds; zero when unknown.
func (object *ErrorObject) RetryAfter() uint64 {
	return uint64(C.distos_error_retry_after_ns(object.pointer))
}

// Metadata holds the values of the message; nil when there are none.
func (object *ErrorObject) Metadata() map[string]string {
	count := uint64(C.distos_error_metadata_count(object.pointer))
	if count == 0 {
		return nil
	}
	metadata := make(map[string]string, count)
	for index := uint64(0); index < count; index++ {
		key := C.GoString(C.distos_error_metadata_key(object.pointer, C.uint64_t(index)))
		metadata[key] = C.GoString(C.distos_error_metadata_value(object.pointer, C.uint64_t(index)))
	}
	return metadata
}

// Cause is the error that led to this one, which owns it; nil when there is none.
func (object *ErrorObject) Cause() *ErrorObject {
	cause := C.distos_error_cause(object.pointer)
	if cause == nil {
		return nil
	}
	return &ErrorObject{pointer: cause}
}

// StatusName is the name of a status code: "OUT_OF_MEMORY".
func StatusName(status uint32) string {
	return C.GoString(C.distos_status_name(C.distos_status_t(status)))
}

// RingError takes the error of a completion.
func RingError(ring uint64, id uint64, status uint32) Failure {
	var object *C.distos_error_t
	if C.distos_ring_error(C.distos_ring_t{value: C.uint64_t(ring)}, C.uint64_t(id), &object) != 0 || object == nil {
		C.distos_error_free(object)
		return FailureOf(status)
	}
	return Failure(uintptr(unsafe.Pointer(object)))
}
