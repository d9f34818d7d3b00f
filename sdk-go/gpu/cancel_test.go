package gpu_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"distos.dev/sdk-go"
	"distos.dev/sdk-go/gpu"
	"distos.dev/sdk-go/internal/driver"
	"distos.dev/sdk-go/internal/testkit"
)

func TestContextThatIsDone(t *testing.T) {
	device := testkit.Open(t)
	buffer := device.Alloc(t, 64)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := buffer.Write(ctx, device.Stream, 0, make([]byte, 8))
	isCancelled(t, err)
	isCancelled(t, (<-buffer.WriteAsync(ctx, device.Stream, 0, make([]byte, 8))).Err)
}

func isCancelled(t *testing.T, err error) {
	t.Helper()
	failure := testkit.Fails(t, err, distos.ErrCancelled, "")
	if !errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || failure.Timeout() {
		t.Errorf("%v is not context.Canceled", err)
	}
	if failure.Outcome != distos.OutcomeNotApplied {
		t.Errorf("the outcome is %v", failure.Outcome)
	}
}

func isLate(t *testing.T, err error) {
	t.Helper()
	failure := testkit.Fails(t, err, distos.ErrDeadlineExceeded, "")
	if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || !failure.Timeout() {
		t.Errorf("%v is not context.DeadlineExceeded", err)
	}
}

func TestCancelWhileQueued(t *testing.T) {
	device := testkit.Open(t)
	buffer := device.Alloc(t, 64)
	spinner := device.Spin(t)
	defer spinner.Stop(t)
	ctx, cancel := context.WithCancel(context.Background())
	channel := buffer.WriteAsync(ctx, device.Stream, 0, make([]byte, 8))
	waiting := make(chan error, 1)
	go func() { waiting <- buffer.Write(ctx, device.Stream, 0, make([]byte, 8)) }()
	select {
	case result := <-channel:
		t.Fatalf("it passed the spinner: %v", result.Err)
	case <-time.After(20 * time.Millisecond):
	}
	cancel()
	isCancelled(t, (<-channel).Err)
	isCancelled(t, <-waiting)
}

func TestDeadlineWhileQueued(t *testing.T) {
	device := testkit.Open(t)
	buffer := device.Alloc(t, 64)
	spinner := device.Spin(t)
	defer spinner.Stop(t)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	channel := buffer.WriteAsync(ctx, device.Stream, 0, make([]byte, 8))
	isLate(t, buffer.Write(ctx, device.Stream, 0, make([]byte, 8)))
	isLate(t, (<-channel).Err)
}

func TestCancelAfterCompletion(t *testing.T) {
	device := testkit.Open(t)
	buffer := device.Alloc(t, 64)
	ctx, cancel := context.WithCancel(context.Background())
	channel := buffer.WriteAsync(ctx, device.Stream, 0, make([]byte, 8))
	testkit.Eventually(t, "the write is complete", func() bool { return len(channel) == 1 })
	cancel()
	if result := <-channel; result.Err != nil {
		t.Error(result.Err)
	}
}

func TestDroppedChannel(t *testing.T) {
	device := testkit.Open(t)
	before := testkit.Must(device.Info())(t).FreeMemory
	spinner := device.Spin(t)
	for range 100 {
		buffer := testkit.Must(device.AllocBuffer(1<<20, nil))(t)
		buffer.WriteAsync(context.Background(), device.Stream, 0, make([]byte, 1<<20))
		testkit.Close(t, buffer)
	}
	if free := testkit.Must(device.Info())(t).FreeMemory; free >= before {
		t.Errorf("queued writes hold no memory: %d bytes are free, %d were before", free, before)
	}
	spinner.Stop(t)
	testkit.Eventually(t, "the memory is free again", func() bool {
		return testkit.Must(device.Info())(t).FreeMemory == before-16
	})
}

func TestFullQueue(t *testing.T) {
	withCapacity(t, 4)
	device := testkit.Open(t)
	buffer := device.Alloc(t, 64)
	spinner := device.Spin(t)
	var channels []<-chan distos.Result[struct{}]
	for range 3 {
		channels = append(channels, buffer.WriteAsync(context.Background(), device.Stream, 0, make([]byte, 8)))
	}
	// All four credits are taken: the next submission waits, and its context ends first.
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	isLate(t, (<-buffer.WriteAsync(ctx, device.Stream, 0, make([]byte, 8))).Err)
	// Another waits long enough to get a credit.
	patient := make(chan error, 1)
	go func() { patient <- buffer.Write(context.Background(), device.Stream, 0, make([]byte, 8)) }()
	time.Sleep(20 * time.Millisecond)
	spinner.Stop(t)
	for _, channel := range channels {
		if result := <-channel; result.Err != nil {
			t.Error(result.Err)
		}
	}
	if err := <-patient; err != nil {
		t.Error(err)
	}
}

// withCapacity makes the rings of sessions that the test opens small.
func withCapacity(t *testing.T, capacity uint32) {
	before := driver.Capacity
	driver.Capacity = capacity
	t.Cleanup(func() { driver.Capacity = before })
}

func TestKernelFaultFailsTheStream(t *testing.T) {
	device := testkit.Open(t)
	module := testkit.Must(device.LoadModule(testkit.Kernel(t, "out_of_bounds")))(t)
	defer testkit.Close(t, module)
	buffer := device.Alloc(t, 64)
	one := gpu.Dim3{X: 1, Y: 1, Z: 1}
	many := gpu.Dim3{X: 256, Y: 1, Z: 1}
	arguments := []gpu.KernelArg{gpu.KernelArgBuffer(buffer), gpu.KernelArgU32(1)}
	err := module.KernelLaunch(context.Background(), device.Stream, "out_of_bounds", one, many, arguments, nil)
	if !errors.Is(err, distos.ErrKernelFault) {
		t.Fatal(err)
	}
	err = buffer.Read(context.Background(), device.Stream, 0, make([]byte, 8))
	if !errors.Is(err, distos.ErrStreamFailed) || !errors.Is(err, distos.ErrKernelFault) {
		t.Errorf("%v has not the fault as its cause", err)
	}
}
