package ring_test

import (
	"errors"
	"runtime"
	"testing"
	"time"
	"unsafe"

	"distos.dev/sdk-go"
	"distos.dev/sdk-go/gpu"
	"distos.dev/sdk-go/internal/testkit"
	"distos.dev/sdk-go/ring"
)

// waitArguments is the argument block of event_wait, as distos.h has it.
type waitArguments struct {
	size     uint32
	reserved uint32
	event    uint64
}

const eventWait = 0x0301

func waiting(event *gpu.Event, id uint64) ring.SubmissionEntry {
	arguments := &waitArguments{size: uint32(unsafe.Sizeof(waitArguments{})), event: event.Raw()}
	return ring.SubmissionEntry{
		Call: eventWait, UserData: id, Arguments: unsafe.Pointer(arguments), ArgumentsSize: arguments.size,
	}
}

func TestRingByHand(t *testing.T) {
	device := testkit.Open(t)
	queue := testkit.Must(ring.Create(device.System, &ring.Options{Capacity: 2}))(t)
	defer testkit.Close(t, queue)
	spinner := device.Spin(t)
	event := testkit.Must(device.Stream.RecordEvent())(t)
	defer testkit.Close(t, event)
	entries := []ring.SubmissionEntry{waiting(event, 7), waiting(event, 8), waiting(event, 9)}
	var pins runtime.Pinner
	defer pins.Unpin()
	for i := range entries {
		pins.Pin(entries[i].Arguments)
	}

	accepted := testkit.Must(queue.Submit(entries))(t)
	if accepted != 2 {
		t.Fatalf("%d of 3 were accepted by a ring of 2", accepted)
	}
	_, err := queue.Submit(entries[2:])
	testkit.Fails(t, err, distos.ErrWouldBlock, "")

	completions := make([]ring.Completion, 4)
	_, err = queue.Wait(1, time.Now().Add(10*time.Millisecond), completions)
	testkit.Fails(t, err, distos.ErrDeadlineExceeded, "")
	if result := testkit.Must(queue.Cancel(8))(t); result != ring.CancelResultRequested {
		t.Errorf("cancelling says %v", result)
	}
	if result := testkit.Must(queue.Cancel(9))(t); result != ring.CancelResultNotFound {
		t.Errorf("cancelling what is not there says %v", result)
	}
	count := testkit.Must(queue.Wait(1, time.Time{}, completions))(t)
	if count != 1 || completions[0].UserData != 8 || distos.Code(completions[0].Status) != distos.ErrCancelled {
		t.Errorf("%d completions: %+v", count, completions[0])
	}
	spinner.Stop(t)
	count = testkit.Must(queue.Wait(1, time.Time{}, completions))(t)
	if count != 1 || completions[0].UserData != 7 || completions[0].Status != 0 {
		t.Errorf("%d completions: %+v", count, completions[0])
	}
}

func TestRingRefuses(t *testing.T) {
	device := testkit.Open(t)
	_, err := ring.Create(device.System, &ring.Options{Capacity: 65537})
	testkit.Fails(t, err, distos.ErrOutOfRange, "CAPACITY_BOUNDED")
	queue := testkit.Must(ring.Create(device.System, nil))(t)
	defer testkit.Close(t, queue)
	_, err = queue.Submit([]ring.SubmissionEntry{{Call: 0x0206}})
	if !errors.Is(err, distos.ErrInvalidArgument) {
		t.Errorf("a plain call in a ring: %v", err)
	}
	_, err = queue.Wait(1, time.Time{}, nil)
	testkit.Fails(t, err, distos.ErrInvalidArgument, "MINIMUM_FITS")
}
