package gpu_test

import (
	"context"
	"errors"
	"strings"
	"syscall"
	"testing"

	"distos.dev/sdk-go"
	"distos.dev/sdk-go/gpu"
	"distos.dev/sdk-go/internal/lifetime"
	"distos.dev/sdk-go/internal/testkit"
)

func TestPrecondition(t *testing.T) {
	device := testkit.Open(t)
	_, err := device.AllocBuffer(0, nil)
	failure := testkit.Fails(t, err, distos.ErrInvalidArgument, "SIZE_POSITIVE")
	if failure.Clause != "gpu.buffer_alloc.size_positive" {
		t.Errorf("the clause is %s", failure.Clause)
	}
	if failure.Source.Subsystem != "gpu" || !strings.HasSuffix(failure.Source.Call, "buffer_alloc") {
		t.Errorf("the source is %+v", failure.Source)
	}
	_, err = device.AllocBuffer(1, &gpu.BufferOptions{Alignment: 3})
	testkit.Fails(t, err, distos.ErrInvalidArgument, "ALIGNMENT_POW2")
}

func TestErrorsCompare(t *testing.T) {
	device := testkit.Open(t)
	buffer := device.Alloc(t, 64)
	err := buffer.Read(context.Background(), device.Stream, 60, make([]byte, 8))
	failure := testkit.Fails(t, err, distos.ErrOutOfRange, "IN_BOUNDS")
	for _, target := range []error{distos.ErrOutOfRange, distos.ErrUsage, syscall.ERANGE} {
		if !errors.Is(err, target) {
			t.Errorf("it is not %v", target)
		}
	}
	for _, target := range []error{distos.ErrOutOfMemory, distos.ErrTransient, syscall.ENOMEM, context.Canceled} {
		if errors.Is(err, target) {
			t.Errorf("it is %v", target)
		}
	}
	if failure.Outcome != distos.OutcomeNotApplied || failure.Scope != distos.ScopeCall {
		t.Errorf("outcome %v, scope %v", failure.Outcome, failure.Scope)
	}
	for _, value := range failure.Metadata {
		if !strings.Contains(failure.Message, value) {
			t.Errorf("the message %q lacks %q", failure.Message, value)
		}
	}
	if len(failure.Metadata) == 0 || failure.CorrelationID == (distos.UUID{}) {
		t.Errorf("metadata %v, correlation id %v", failure.Metadata, failure.CorrelationID)
	}
}

func TestOutOfMemory(t *testing.T) {
	device := testkit.Open(t)
	info := testkit.Must(device.Info())(t)
	_, err := device.AllocBuffer(info.TotalMemory+1, nil)
	testkit.Fails(t, err, distos.ErrOutOfMemory, "TOO_LARGE")
	if !errors.Is(err, distos.ErrTransient) || !errors.Is(err, syscall.ENOMEM) {
		t.Errorf("%v is not transient, or not ENOMEM", err)
	}
}

func TestUseAfterClose(t *testing.T) {
	device := testkit.Open(t)
	buffer := testkit.Must(device.AllocBuffer(64, nil))(t)
	testkit.Close(t, buffer)
	testkit.Fails(t, buffer.Close(), distos.ErrInvalidHandle, "CLOSED")
	err := buffer.Write(context.Background(), device.Stream, 0, make([]byte, 8))
	testkit.Fails(t, err, distos.ErrInvalidHandle, "CLOSED")
	_, err = buffer.Duplicate(distos.RightsRead)
	testkit.Fails(t, err, distos.ErrInvalidHandle, "CLOSED")
}

func TestForgedHandle(t *testing.T) {
	device := testkit.Open(t)
	kind := &lifetime.Kind{Name: "forged"}
	forged := lifetime.New(device.Raw()+1000, (*lifetime.Handle)(device.Device).Session(), kind)
	defer forged.Consumed()
	_, err := (*gpu.Device)(forged).AllocBuffer(64, nil)
	testkit.Fails(t, err, distos.ErrInvalidHandle, "FORGED")
}

func TestNilHandle(t *testing.T) {
	device := testkit.Open(t)
	var buffer *gpu.Buffer
	testkit.Fails(t, buffer.Close(), distos.ErrInvalidHandle, "")
	testkit.Fails(t, buffer.Write(context.Background(), device.Stream, 0, nil), distos.ErrInvalidHandle, "")
	_, err := gpu.OpenDevice(nil, 0)
	testkit.Fails(t, err, distos.ErrInvalidHandle, "FORGED")
	err = device.Alloc(t, 8).Write(context.Background(), nil, 0, make([]byte, 8))
	testkit.Fails(t, err, distos.ErrInvalidHandle, "FORGED")
	testkit.Fails(t, new(gpu.Buffer).Close(), distos.ErrInvalidHandle, "")
}

func TestHandleOfAnotherType(t *testing.T) {
	device := testkit.Open(t)
	stream := (*gpu.Stream)(device.Alloc(t, 64))
	_, err := stream.RecordEvent()
	testkit.Fails(t, err, distos.ErrWrongType, "WRONG_TYPE")
}

func TestMissingRight(t *testing.T) {
	device := testkit.Open(t)
	buffer := device.Alloc(t, 64)
	reader := testkit.Must(buffer.Duplicate(distos.RightsRead))(t)
	defer testkit.Close(t, reader)
	err := reader.Write(context.Background(), device.Stream, 0, make([]byte, 8))
	testkit.Fails(t, err, distos.ErrPermissionDenied, "MISSING_RIGHT")
	if err := reader.Read(context.Background(), device.Stream, 0, make([]byte, 8)); err != nil {
		t.Error(err)
	}
	_, err = reader.Duplicate(distos.RightsRead)
	testkit.Fails(t, err, distos.ErrPermissionDenied, "MISSING_RIGHT")
	_, err = buffer.Duplicate(distos.RightsExecute)
	testkit.Fails(t, err, distos.ErrPermissionDenied, "SUBSET")
}

func TestUnknownFlag(t *testing.T) {
	buffer := testkit.Open(t).Alloc(t, 64)
	_, err := buffer.Duplicate(distos.Rights(1 << 31))
	testkit.Fails(t, err, distos.ErrInvalidArgument, "UNKNOWN_FLAG")
}

func TestTextThatIsNotUTF8(t *testing.T) {
	device := testkit.Open(t)
	_, err := device.LoadModule("\xff")
	testkit.Fails(t, err, distos.ErrInvalidArgument, "NOT_UTF8")
}

func TestUnknownTag(t *testing.T) {
	device := testkit.Open(t)
	module := testkit.Must(device.LoadModule(testkit.Kernel(t, "spin")))(t)
	defer testkit.Close(t, module)
	one := gpu.Dim3{X: 1, Y: 1, Z: 1}
	err := module.KernelLaunch(context.Background(), device.Stream, "spin", one, one, make([]gpu.KernelArg, 3), nil)
	testkit.Fails(t, err, distos.ErrInvalidArgument, "UNKNOWN_TAG")
}

func TestModuleInvalid(t *testing.T) {
	device := testkit.Open(t)
	_, err := device.LoadModule("this is no PTX")
	if !errors.Is(err, distos.ErrModuleInvalid) || !errors.Is(err, distos.ErrPermanent) {
		t.Error(err)
	}
}
