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

// reap takes completions until the session ends, then closes the ring. It only waits for the descriptor to be readable:
// taking the completions reads it.
func (session *Session) reap() {
	completions := make([]abi.RingCompletion, batch)
	if events, err := session.events.SyscallConn(); err == nil {
		// Drains and waits by turns until the descriptor is closed, which is the error that ends it.
		_ = events.Read(func(uintptr) bool {
			session.drain(completions)
			return false
		})
	}
	// Nothing is in flight any more, and a failure to close has nobody to go to.
	abi.CallRingClose(session.ring).Discard()
}

// drain takes what is there. Fewer than a batch means that the ring was empty, and will wake the descriptor again.
func (session *Session) drain(completions []abi.RingCompletion) {
	for {
		count, failed := abi.CallRingWait(session.ring, 0, 0, completions)
		if failed != 0 {
			failed.Discard()
			return
		}
		for index := range completions[:count] {
			session.deliver(&completions[index])
		}
		if count < uint64(len(completions)) {
			return
		}
	}
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
