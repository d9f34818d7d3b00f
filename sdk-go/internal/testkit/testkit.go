// Package testkit is what the tests of several packages share: a session with a device, and checks of errors.
package testkit

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"distos.dev/sdk-go"
	"distos.dev/sdk-go/gpu"
)

// Device is host:0 in a session of its own, with a stream.
type Device struct {
	*gpu.Device
	System *distos.System
	Stream *gpu.Stream
}

// Open opens host:0; all is closed after the test.
func Open(t testing.TB) *Device {
	t.Helper()
	system := Must(distos.OpenSystem(&distos.SystemOptions{HostMemoryLimit: 1 << 30}))(t)
	device := Must(gpu.OpenDevice(system, 0))(t)
	stream := Must(device.CreateStream(nil))(t)
	t.Cleanup(func() {
		for _, handle := range []distos.Handle{stream, device, system} {
			if err := handle.Close(); err != nil {
				t.Errorf("closing %T: %v", handle, err)
			}
		}
	})
	return &Device{Device: device, System: system, Stream: stream}
}

// Must is the value of a call that has to succeed: Must(call())(t).
func Must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// Alloc is a buffer that is closed after the test.
func (device *Device) Alloc(t testing.TB, size uint64) *gpu.Buffer {
	t.Helper()
	buffer := Must(device.AllocBuffer(size, nil))(t)
	t.Cleanup(func() { Close(t, buffer) })
	return buffer
}

// Close closes a handle, which has to succeed.
func Close(t testing.TB, handle distos.Handle) {
	t.Helper()
	if err := handle.Close(); err != nil {
		t.Errorf("closing %T: %v", handle, err)
	}
}

// Kernel is the text of a kernel under conformance/kernels.
func Kernel(t testing.TB, name string) string {
	t.Helper()
	_, file, _, _ := runtime.Caller(0)
	path := filepath.Join(filepath.Dir(file), "../../../conformance/kernels", name+".ptx")
	return string(Must(os.ReadFile(path))(t))
}

// Spinner keeps a stream busy: a kernel that turns until its context ends.
type Spinner struct {
	done   <-chan distos.Result[struct{}]
	cancel context.CancelFunc
}

// Spin launches the spinner.
func (device *Device) Spin(t testing.TB) *Spinner {
	t.Helper()
	module := Must(device.LoadModule(Kernel(t, "spin")))(t)
	defer Close(t, module)
	memory := device.Alloc(t, 16)
	if err := memory.Write(context.Background(), device.Stream, 0, make([]byte, 16)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	one := gpu.Dim3{X: 1, Y: 1, Z: 1}
	done := module.KernelLaunchAsync(ctx, device.Stream, "spin", one, one, []gpu.KernelArg{
		gpu.KernelArgBuffer(memory), gpu.KernelArgBuffer(memory), gpu.KernelArgU64(1 << 62),
	}, nil)
	return &Spinner{done: done, cancel: cancel}
}

// Stop ends the spinner and waits for it.
func (spinner *Spinner) Stop(t testing.TB) {
	t.Helper()
	spinner.cancel()
	select {
	case result := <-spinner.done:
		if result.Err != nil && !errors.Is(result.Err, distos.ErrCancelled) {
			t.Errorf("the spinner ended with %v", result.Err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the spinner does not stop")
	}
}

// Fails checks an error's code and reason, and that it is complete.
func Fails(t testing.TB, err error, code distos.Code, reason string) *distos.Error {
	t.Helper()
	var failure *distos.Error
	if !errors.As(err, &failure) {
		t.Fatalf("%v, not %v", err, code)
	}
	if !errors.Is(err, code) || failure.Reason != reason {
		t.Fatalf("%s, reason %q (%s), not %s, reason %q", failure.Name, failure.Reason, failure.Message, code, reason)
	}
	if failure.Name != code.String() || failure.Message == "" || failure.Action == "" {
		t.Errorf("the error is not complete: %+v", *failure)
	}
	return failure
}

// Eventually waits until a condition holds that the garbage collector or another thread brings about.
func Eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if holds() {
			return
		}
		runtime.GC()
	}
	t.Fatalf("it never came to be that %s", what)
}
