package gpu_test

import (
	"bytes"
	"context"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"

	"distos.dev/sdk-go"
	"distos.dev/sdk-go/gpu"
	"distos.dev/sdk-go/internal/testkit"
)

// A lockedBuffer is written by the finalizer's goroutine and read by the test.
type lockedBuffer struct {
	mutex  sync.Mutex
	buffer bytes.Buffer
}

func (locked *lockedBuffer) Write(data []byte) (int, error) {
	locked.mutex.Lock()
	defer locked.mutex.Unlock()
	return locked.buffer.Write(data)
}

func (locked *lockedBuffer) String() string {
	locked.mutex.Lock()
	defer locked.mutex.Unlock()
	return locked.buffer.String()
}

func TestLeakIsLoggedAndClosed(t *testing.T) {
	var logged lockedBuffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&logged, nil)))
	defer slog.SetDefault(before)
	device := testkit.Open(t)
	free := testkit.Must(device.Info())(t).FreeMemory
	leak(t, device)
	testkit.Eventually(t, "the leaked buffer is closed", func() bool {
		return testkit.Must(device.Info())(t).FreeMemory == free
	})
	for _, part := range []string{"never closed", "gpu.Buffer", "leak_test.go"} {
		if !strings.Contains(logged.String(), part) {
			t.Errorf("the log lacks %q: %s", part, logged.String())
		}
	}
}

//go:noinline
func leak(t *testing.T, device *testkit.Device) {
	testkit.Must(device.AllocBuffer(4096, nil))(t)
}

func TestClosedHandleIsNoLeak(t *testing.T) {
	var logged lockedBuffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&logged, nil)))
	defer slog.SetDefault(before)
	device := testkit.Open(t)
	for range 100 {
		testkit.Close(t, testkit.Must(device.AllocBuffer(64, nil))(t))
	}
	runtime.GC()
	runtime.GC()
	if logged.String() != "" {
		t.Error(logged.String())
	}
}

func TestSessionEndsWithItsLastHandle(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 10 {
		system := testkit.Must(distos.OpenSystem(nil))(t)
		device := testkit.Must(gpu.OpenDevice(system, 0))(t)
		stream := testkit.Must(device.CreateStream(nil))(t)
		buffer := testkit.Must(device.AllocBuffer(64, nil))(t)
		buffer.WriteAsync(context.Background(), stream, 0, make([]byte, 64))
		for _, handle := range []distos.Handle{system, device, stream, buffer} {
			testkit.Close(t, handle)
		}
	}
	testkit.Eventually(t, "no reaper is left", func() bool { return runtime.NumGoroutine() <= before })
}
