package distos

import "fmt"

// Class is what kind of failure an error is. It is an error itself, to compare with: errors.Is(err, distos.ErrTransient).
type Class uint32

const (
	// ErrTransient may pass, by itself or by an action.
	ErrTransient Class = 1
	// ErrPermanent will not pass.
	ErrPermanent Class = 2
	// ErrUsage is the caller's mistake.
	ErrUsage Class = 3
)

// Error is the class's name.
func (class Class) Error() string { return class.String() }

// String is "transient", "permanent" or "usage".
func (class Class) String() string {
	return propertyName("Class", uint32(class), "transient", "permanent", "usage")
}

// Severity is how bad an error is.
type Severity uint32

const (
	// SeverityInfo needs no attention.
	SeverityInfo Severity = 1
	// SeverityWarning needs attention some time.
	SeverityWarning Severity = 2
	// SeverityError is a failed call.
	SeverityError Severity = 3
	// SeverityFatal is the loss of more than a call.
	SeverityFatal Severity = 4
)

// String is "info", "warning", "error" or "fatal".
func (severity Severity) String() string {
	return propertyName("Severity", uint32(severity), "info", "warning", "error", "fatal")
}

// Outcome tells whether a call that failed took effect.
type Outcome uint32

const (
	// OutcomeNotApplied: all is as before.
	OutcomeNotApplied Outcome = 1
	// OutcomeApplied: all is as after a success.
	OutcomeApplied Outcome = 2
	// OutcomeUnknown: nothing is known.
	OutcomeUnknown Outcome = 3
)

// String is "not_applied", "applied" or "unknown".
func (outcome Outcome) String() string {
	return propertyName("Outcome", uint32(outcome), "not_applied", "applied", "unknown")
}

// Scope is how far an error reaches.
type Scope uint32

const (
	// ScopeCall: the call alone.
	ScopeCall Scope = 1
	// ScopeStream: whatever comes later on the stream.
	ScopeStream Scope = 2
	// ScopeDevice: all that is on the device.
	ScopeDevice Scope = 3
	// ScopeCommunicator: all members of the communicator.
	ScopeCommunicator Scope = 4
	// ScopeNode: the machine.
	ScopeNode Scope = 5
	// ScopeSystem: the session.
	ScopeSystem Scope = 6
)

// String is "call", "stream", "device", "communicator", "node" or "system".
func (scope Scope) String() string {
	return propertyName("Scope", uint32(scope), "call", "stream", "device", "communicator", "node", "system")
}

// Retry tells whether trying again makes sense.
type Retry uint32

const (
	// RetryNever: the same call fails the same way.
	RetryNever Retry = 1
	// RetryAfterAction: after what [Error.Action] says.
	RetryAfterAction Retry = 2
	// RetryBackoff: after a while.
	RetryBackoff Retry = 3
)

// String is "never", "after_action" or "backoff".
func (retry Retry) String() string {
	return propertyName("Retry", uint32(retry), "never", "after_action", "backoff")
}

func propertyName(kind string, value uint32, names ...string) string {
	if value >= 1 && int(value) <= len(names) {
		return names[value-1]
	}
	return fmt.Sprintf("%s(%d)", kind, value)
}
