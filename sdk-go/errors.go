package distos

import (
	"context"
	"fmt"
	"strings"
	"syscall"
	"time"

	"distos.dev/sdk-go/internal/abi"
	"distos.dev/sdk-go/internal/failure"
)

// Error is what a call fails with. [errors.As] finds it; [errors.Is] finds what it is, by code ([ErrOutOfMemory]) or by
// class ([ErrTransient]), and for what Go has a name of its own: [context.Canceled], [context.DeadlineExceeded], and the
// [syscall.Errno] of the code.
type Error struct {
	// Code is which error of the catalogue.
	Code Code
	// Name is the code's name, also of a code that this version of the SDK does not know.
	Name string
	// Reason is what exactly, in upper case: the name of the clause that was broken, or "NULL_POINTER", "CLOSED", ….
	Reason string
	// Message is one sentence. Its values are in Metadata too.
	Message string
	// Action is what to do about it.
	Action string
	// Class tells whether it may pass.
	Class Class
	// Severity is how bad it is.
	Severity Severity
	// Outcome tells whether the call took effect.
	Outcome Outcome
	// Scope is what else it reaches.
	Scope Scope
	// Retry tells whether trying again makes sense.
	Retry Retry
	// RetryAfter is how long to wait before that; zero when unknown.
	RetryAfter time.Duration
	// Source is where it comes from.
	Source Source
	// Clause is the id of the clause that spoke: "gpu.buffer_alloc.size_positive".
	Clause string
	// CorrelationID finds it in logs.
	CorrelationID UUID
	// UCXLTrace is the address of the event that caused it; empty where there is no event log.
	UCXLTrace string
	// Metadata holds the message's values by name.
	Metadata map[string]string
	// Cause is the error that led to this one; nil when there is none.
	Cause *Error
}

// Source is where an error comes from.
type Source struct {
	// Node is the node's name.
	Node string
	// Subsystem is the module.
	Subsystem string
	// Call is the call.
	Call string
}

// Error is the code and the message, and then those of the cause.
func (e *Error) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "distos: %s: %s", e.Name, e.Message)
	for cause := e.Cause; cause != nil; cause = cause.Cause {
		fmt.Fprintf(&text, ": %s: %s", cause.Name, cause.Message)
	}
	return text.String()
}

// Unwrap is the cause.
func (e *Error) Unwrap() error {
	if e.Cause == nil {
		return nil
	}
	return e.Cause
}

// Is compares with a [Code], a [Class], a [syscall.Errno], or one of context's errors.
func (e *Error) Is(target error) bool {
	switch target := target.(type) {
	case Code:
		return e.Code == target
	case Class:
		return e.Class == target
	case syscall.Errno:
		return abi.Describe(uint32(e.Code)).Errno == target
	}
	switch target {
	case context.Canceled:
		return abi.Describe(uint32(e.Code)).Canonical == "CANCELLED"
	case context.DeadlineExceeded:
		return e.Timeout()
	}
	return false
}

// Timeout says whether a deadline passed, as in [net.Error].
func (e *Error) Timeout() bool {
	return abi.Describe(uint32(e.Code)).Canonical == "DEADLINE_EXCEEDED"
}

// Temporary says whether it may pass, by itself or by an action.
func (e *Error) Temporary() bool { return e.Class == ErrTransient }

// Code is the number of an error. It is an error itself, to compare with: errors.Is(err, distos.ErrOutOfMemory).
type Code uint32

// Error is the code's name.
func (code Code) Error() string { return code.String() }

// String is the code's name: "OUT_OF_MEMORY".
func (code Code) String() string {
	if name := abi.Describe(uint32(code)).Name; name != "" {
		return name
	}
	return fmt.Sprintf("Code(%d)", uint32(code))
}

func init() {
	failure.Make = func(failed abi.Failure) error { return fromFailure(failed) }
}

func fromFailure(failed abi.Failure) *Error {
	object := failed.Object()
	if object == nil {
		return fromStatus(failed.Status(), failed.Outcome())
	}
	defer object.Free()
	return fromObject(object)
}

// fromStatus fills an error from the catalogue: such a status comes without an object, because it is no surprise.
func fromStatus(status, outcome uint32) *Error {
	description := abi.Describe(status)
	if outcome == 0 {
		outcome = description.Outcome
	}
	return &Error{
		Code:     Code(status),
		Name:     Code(status).String(),
		Message:  description.Message,
		Action:   description.Action,
		Class:    Class(description.Class),
		Severity: Severity(description.Severity),
		Outcome:  Outcome(outcome),
		Scope:    Scope(description.Scope),
		Retry:    Retry(description.Retry),
	}
}

func fromObject(object *abi.ErrorObject) *Error {
	return &Error{
		Code:          Code(object.Code()),
		Name:          object.Name(),
		Reason:        object.Reason(),
		Message:       object.Message(),
		Action:        object.Action(),
		Class:         Class(object.Class()),
		Severity:      Severity(object.Severity()),
		Outcome:       Outcome(object.Outcome()),
		Scope:         Scope(object.Scope()),
		Retry:         Retry(object.Retry()),
		RetryAfter:    time.Duration(object.RetryAfter()),
		Source:        Source{object.SourceNode(), object.SourceSubsystem(), object.SourceCall()},
		Clause:        object.Clause(),
		CorrelationID: object.CorrelationID(),
		UCXLTrace:     object.UCXLTrace(),
		Metadata:      object.Metadata(),
		Cause:         causeOf(object),
	}
}

func causeOf(object *abi.ErrorObject) *Error {
	cause := object.Cause()
	if cause == nil {
		return nil
	}
	return fromObject(cause)
}
