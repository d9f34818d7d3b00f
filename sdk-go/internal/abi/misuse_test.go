package abi

import "testing"

// What the packages above can't express is tried here: structs of other ages, missing addresses, lists without places.

func open(t *testing.T) (system, device uint64) {
	t.Helper()
	system, failed := CallSystemOpen(nil)
	if failed != 0 {
		t.Fatalf("no session: status %d", failed.Status())
	}
	device, failed = CallGpuDeviceOpen(system, 0)
	if failed != 0 {
		t.Fatalf("no device: status %d", failed.Status())
	}
	t.Cleanup(func() {
		CallGpuDeviceClose(device).Discard()
		CallSystemClose(system).Discard()
	})
	return system, device
}

func fails(t *testing.T, failed Failure, status uint32, reason string) {
	t.Helper()
	object := failed.Object()
	if object == nil {
		t.Fatalf("no error object, but status %d", failed.Status())
	}
	defer object.Free()
	if object.Code() != status || object.Reason() != reason {
		t.Errorf("%s, reason %s (%s), not %s, reason %s", object.Name(), object.Reason(), object.Message(), StatusName(status), reason)
	}
}

func TestMissingAddress(t *testing.T) {
	system, device := open(t)
	fails(t, CallGpuDeviceInfo(device, nil), StatusInvalidArgument, "NULL_POINTER")
	fails(t, CallCallInfo(system, 1, nil), StatusInvalidArgument, "NULL_POINTER")
}

func TestStructsOfOtherAges(t *testing.T) {
	_, device := open(t)
	alloc := func(options GpuBufferOptions) Failure {
		buffer, failed := CallGpuBufferAlloc(device, 64, &options)
		if failed == 0 {
			CallGpuBufferFree(buffer).Discard()
		}
		return failed
	}
	fails(t, alloc(GpuBufferOptions{Size: 4}), StatusInvalidArgument, "STRUCT_SIZE")
	fails(t, alloc(GpuBufferOptions{Size: 4097}), StatusInvalidArgument, "STRUCT_SIZE")
	fails(t, alloc(GpuBufferOptions{Size: SizeOfGpuBufferOptions, Reserved: 1}), StatusInvalidArgument, "RESERVED_NOT_ZERO")
	fails(t, alloc(GpuBufferOptions{Size: SizeOfGpuBufferOptions, Reserved0: 1}), StatusInvalidArgument, "RESERVED_NOT_ZERO")
	if failed := alloc(GpuBufferOptions{Size: SizeOfGpuBufferOptions}); failed != 0 {
		t.Errorf("status %d", failed.Status())
	}
}

// newer is a client's options with a field that this runtime does not know.
type newer struct {
	GpuBufferOptions
	tail uint64
}

func TestStructOfANewerClient(t *testing.T) {
	_, device := open(t)
	options := newer{GpuBufferOptions: GpuBufferOptions{Size: SizeOfGpuBufferOptions + 8}}
	buffer, failed := CallGpuBufferAlloc(device, 64, &options.GpuBufferOptions)
	if failed != 0 {
		t.Fatalf("a tail of zeros: status %d", failed.Status())
	}
	CallGpuBufferFree(buffer).Discard()
	options.tail = 1
	_, failed = CallGpuBufferAlloc(device, 64, &options.GpuBufferOptions)
	fails(t, failed, StatusUnsupported, "UNKNOWN_FIELD")
}

func TestListWithoutPlaces(t *testing.T) {
	system, _ := open(t)
	count, failed := CallGpuDeviceList(system, nil)
	fails(t, failed, StatusBufferTooSmall, "TOO_FEW_PLACES")
	if count == 0 {
		t.Error("the count does not say how many places are needed")
	}
}

func TestListGrows(t *testing.T) {
	const needed = 40
	calls := 0
	items, failed := List(func(places []uint32) (uint64, Failure) {
		calls++
		if len(places) < needed {
			return needed, FailureOf(StatusBufferTooSmall)
		}
		return needed, 0
	})
	if failed != 0 || len(items) != needed || calls != 2 {
		t.Errorf("%d items after %d calls, status %d", len(items), calls, failed.Status())
	}
}

func TestFailureWithoutObject(t *testing.T) {
	failed := FailureOfCompletion(StatusCancelled, 3)
	if failed.Object() != nil || failed.Status() != StatusCancelled || failed.Outcome() != 3 {
		t.Errorf("%#x: status %d, outcome %d", uint64(failed), failed.Status(), failed.Outcome())
	}
	if FailureOf(0) != 0 || FailureOfCompletion(0, 3) != 0 {
		t.Error("success is a failure")
	}
	if Describe(StatusOutOfMemory).Name != StatusName(StatusOutOfMemory) {
		t.Error("the catalogues differ")
	}
}
