package gpu_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"distos.dev/sdk-go"
	"distos.dev/sdk-go/gpu"
	"distos.dev/sdk-go/internal/testkit"
)

// operations is how many the stress test does: DISTOS_SOAK_OPERATIONS, or few.
func operations(t *testing.T) int64 {
	text := os.Getenv("DISTOS_SOAK_OPERATIONS")
	if text == "" {
		return 20_000
	}
	return testkit.Must(strconv.ParseInt(text, 10, 64))(t)
}

// A stress is what all workers share: the operations left to do, and how they ended.
type stress struct {
	device  *testkit.Device
	left    atomic.Int64
	dropped atomic.Int64
	ended   [3]atomic.Int64
}

const (
	succeeded = iota
	cancelled
	late
)

// TestStress runs operations with random contexts over a queue that is nearly always full, and then finds everything as
// it was: each operation ended once, all memory is free, and what was read is what was written.
func TestStress(t *testing.T) {
	withCapacity(t, 64)
	device := testkit.Open(t)
	before := testkit.Must(device.Info())(t).FreeMemory
	stress := &stress{device: device}
	total := operations(t)
	stress.left.Store(total)
	var workers sync.WaitGroup
	for seed := range 8 {
		workers.Add(1)
		go func() {
			defer workers.Done()
			stress.work(t, rand.New(rand.NewPCG(uint64(seed), 42)))
		}()
	}
	workers.Wait()
	testkit.Eventually(t, "all memory is free again", func() bool {
		return testkit.Must(device.Info())(t).FreeMemory == before
	})
	sum := stress.dropped.Load()
	for i := range stress.ended {
		sum += stress.ended[i].Load()
	}
	if sum != total {
		t.Errorf("%d operations ended, of %d", sum, total)
	}
	t.Logf("%d succeeded, %d were cancelled, %d were late, %d were dropped",
		stress.ended[succeeded].Load(), stress.ended[cancelled].Load(), stress.ended[late].Load(), stress.dropped.Load())
	if stress.ended[succeeded].Load() == 0 || stress.ended[cancelled].Load() == 0 || stress.ended[late].Load() == 0 {
		t.Error("one of the ways to end was never seen")
	}
}

// work has a stream and a buffer of its own.
func (stress *stress) work(t *testing.T, random *rand.Rand) {
	stream := testkit.Must(stress.device.CreateStream(nil))(t)
	defer testkit.Close(t, stream)
	for stress.left.Load() > 0 {
		size := 1 + random.IntN(1<<16)
		buffer := testkit.Must(stress.device.AllocBuffer(uint64(size), nil))(t)
		for range 50 {
			if stress.left.Add(-1) < 0 {
				stress.left.Add(1)
				break
			}
			stress.one(t, random, stream, buffer, size)
		}
		// What is dropped may be queued still; it holds the buffer's memory, not its name.
		testkit.Close(t, buffer)
	}
}

// one is a random operation with a random end.
func (stress *stress) one(t *testing.T, random *rand.Rand, stream *gpu.Stream, buffer *gpu.Buffer, size int) {
	ctx, cancel := randomContext(random)
	defer cancel()
	offset := random.IntN(size)
	data := make([]byte, size-offset)
	switch random.IntN(6) {
	case 0:
		stress.end(t, buffer.Write(ctx, stream, uint64(offset), data))
	case 1:
		stress.end(t, buffer.Read(ctx, stream, uint64(offset), data))
	case 2:
		stress.end(t, (<-buffer.WriteAsync(ctx, stream, uint64(offset), data)).Err)
	case 3:
		buffer.ReadAsync(ctx, stream, uint64(offset), data)
		stress.dropped.Add(1)
	case 4:
		stress.end(t, waitForEvent(ctx, t, stream))
	case 5:
		stress.end(t, roundTrip(ctx, t, random, stream, buffer, offset, len(data)))
	}
}

func waitForEvent(ctx context.Context, t *testing.T, stream *gpu.Stream) error {
	event := testkit.Must(stream.RecordEvent())(t)
	defer testkit.Close(t, event)
	return event.Wait(ctx)
}

// roundTrip writes and reads back, and compares when both succeeded.
func roundTrip(ctx context.Context, t *testing.T, random *rand.Rand, stream *gpu.Stream, buffer *gpu.Buffer, offset, size int) error {
	data := bytes.Repeat([]byte{byte(random.Uint32())}, size)
	back := make([]byte, size)
	write := buffer.WriteAsync(ctx, stream, uint64(offset), data)
	err := buffer.Read(context.Background(), stream, uint64(offset), back)
	if result := <-write; result.Err != nil {
		return result.Err
	}
	if err == nil && !bytes.Equal(data, back) {
		t.Error("what was read is not what was written")
	}
	return err
}

// randomContext ends at a random time, by cancellation or deadline, or not at all.
func randomContext(random *rand.Rand) (context.Context, context.CancelFunc) {
	after := time.Duration(random.IntN(300)) * time.Microsecond
	switch random.IntN(4) {
	case 0:
		ctx, cancel := context.WithCancel(context.Background())
		timer := time.AfterFunc(after, cancel)
		return ctx, func() { timer.Stop(); cancel() }
	case 1:
		return context.WithTimeout(context.Background(), after)
	default:
		return context.Background(), func() {}
	}
}

func (stress *stress) end(t *testing.T, err error) {
	switch {
	case err == nil:
		stress.ended[succeeded].Add(1)
	case errors.Is(err, distos.ErrCancelled):
		stress.ended[cancelled].Add(1)
	case errors.Is(err, distos.ErrDeadlineExceeded):
		stress.ended[late].Add(1)
	default:
		t.Error(err)
	}
}
