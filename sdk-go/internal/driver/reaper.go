package driver

import (
	"os"
	"syscall"

	"distos.dev/sdk-go/internal/abi"
)

// batch is how many completions one crossing of the border takes.
const batch = 256

// openEvents duplicates the ring's event descriptor, because closing the file closes it. The descriptor is
// non-blocking, so the Go runtime polls it, and a goroutine that reads it holds no thread.
func openEvents(ring uint64) (*os.File, abi.Failure) {
	descriptor, failed := abi.CallRingEventFD(ring)
	if failed != 0 {
		return nil, failed
	}
	duplicate, _, errno := syscall.Syscall(syscall.SYS_FCNTL, uintptr(descriptor), syscall.F_DUPFD_CLOEXEC, 0)
	if errno != 0 {
		return nil, abi.FailureOf(abi.StatusUnsupported)
	}
	return os.NewFile(duplicate, "distos-ring"), 0
}

// reap takes completions until the session ends, then closes the ring. The descriptor is only waited for: taking the
// completions reads it. What they end is done after the wait, as it may close the descriptor, which is the error that ends
// the loop.
func (session *Session) reap() {
	completions := make([]abi.RingCompletion, batch)
	var count uint64
	take := func(uintptr) bool {
		var failed abi.Failure
		count, failed = abi.CallRingWait(session.ring, 0, 0, completions)
		failed.Discard()
		return count > 0
	}
	events, err := session.events.SyscallConn()
	for err == nil {
		// A descriptor that is closed takes nothing.
		count = 0
		err = events.Read(take)
		for index := range completions[:count] {
			session.deliver(&completions[index])
		}
	}
	// Nothing is in flight any more, and a failure to close has nobody to go to.
	abi.CallRingClose(session.ring).Discard()
}

func (session *Session) deliver(completion *abi.RingCompletion) {
	failed := session.failureOf(completion)
	if operation := session.vacate(completion.UserData); operation != nil {
		operation.finish(failed)
	}
}

func (session *Session) failureOf(completion *abi.RingCompletion) abi.Failure {
	if completion.Error == 0 {
		return abi.FailureOfCompletion(completion.Status, completion.Outcome)
	}
	return abi.RingError(session.ring, completion.Error, completion.Status)
}
