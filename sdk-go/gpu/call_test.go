package gpu_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math"
	"testing"

	"distos.dev/sdk-go"
	"distos.dev/sdk-go/gpu"
	"distos.dev/sdk-go/internal/testkit"
)

func TestDevices(t *testing.T) {
	device := testkit.Open(t)
	devices := testkit.Must(gpu.DeviceList(device.System))(t)
	info := testkit.Must(device.Info())(t)
	if len(devices) == 0 || !devices[0].Emulated || devices[0].UUID != info.UUID {
		t.Errorf("%+v, but the first is %+v", devices, info)
	}
	if info.TotalMemory != 1<<30 || info.FreeMemory != info.TotalMemory || info.WarpSize != 32 {
		t.Errorf("%+v", info)
	}
	count := testkit.Must(gpu.DeviceCount(device.System))(t)
	if int(count) != len(devices) {
		t.Errorf("%d devices, but %d are listed", count, len(devices))
	}
	_, err := gpu.OpenDevice(device.System, count)
	if !errors.Is(err, distos.ErrNotFound) {
		t.Errorf("device %d: %v", count, err)
	}
}

func TestCopiesThereAndBack(t *testing.T) {
	device := testkit.Open(t)
	buffer := device.Alloc(t, 1<<16)
	data := bytes.Repeat([]byte("distos!!"), 1<<13)
	ctx := context.Background()
	if err := buffer.Write(ctx, device.Stream, 0, data); err != nil {
		t.Fatal(err)
	}
	back := make([]byte, 100)
	result := <-buffer.ReadAsync(ctx, device.Stream, 3, back)
	if result.Err != nil || !bytes.Equal(back, data[3:103]) {
		t.Errorf("%v, %q", result.Err, back)
	}
	if err := buffer.Read(ctx, device.Stream, 1<<16, nil); err != nil {
		t.Errorf("nothing, read at the end: %v", err)
	}
}

func TestLaunch(t *testing.T) {
	device := testkit.Open(t)
	module := testkit.Must(device.LoadModule(testkit.Kernel(t, "saxpy")))(t)
	defer testkit.Close(t, module)
	const count = 1000
	x, y := floats(t, device, count, 2), floats(t, device, count, 5)
	one, block := gpu.Dim3{X: 4, Y: 1, Z: 1}, gpu.Dim3{X: 256, Y: 1, Z: 1}
	arguments := []gpu.KernelArg{
		gpu.KernelArgF32(3), gpu.KernelArgBuffer(x), gpu.KernelArgBuffer(y), gpu.KernelArgU32(count),
	}
	if err := module.KernelLaunchEnqueue(device.Stream, "saxpy", one, block, arguments, &gpu.LaunchOptions{}); err != nil {
		t.Fatal(err)
	}
	event := testkit.Must(device.Stream.RecordEvent())(t)
	defer testkit.Close(t, event)
	if err := event.Wait(context.Background()); err != nil {
		t.Fatal(err)
	}
	back := make([]byte, 4*count)
	if err := y.Read(context.Background(), device.Stream, 0, back); err != nil {
		t.Fatal(err)
	}
	for i := range count {
		if value := math.Float32frombits(binary.NativeEndian.Uint32(back[4*i:])); value != 11 {
			t.Fatalf("y[%d] = %v", i, value)
		}
	}
}

func floats(t *testing.T, device *testkit.Device, count int, value float32) *gpu.Buffer {
	t.Helper()
	buffer := device.Alloc(t, uint64(4*count))
	data := make([]byte, 4*count)
	for i := range count {
		binary.NativeEndian.PutUint32(data[4*i:], math.Float32bits(value))
	}
	if err := buffer.Write(context.Background(), device.Stream, 0, data); err != nil {
		t.Fatal(err)
	}
	return buffer
}

func TestChildrenKeepTheirParents(t *testing.T) {
	system := testkit.Must(distos.OpenSystem(nil))(t)
	device := testkit.Must(gpu.OpenDevice(system, 0))(t)
	stream := testkit.Must(device.CreateStream(nil))(t)
	buffer := testkit.Must(device.AllocBuffer(64, nil))(t)
	testkit.Close(t, system)
	testkit.Close(t, device)
	if err := buffer.Write(context.Background(), stream, 0, []byte("still here")); err != nil {
		t.Error(err)
	}
	testkit.Close(t, buffer)
	testkit.Close(t, stream)
	// The session ends with its last handle and its last operation; either the SDK or the runtime refuses.
	if err := buffer.Write(context.Background(), stream, 0, nil); !errors.Is(err, distos.ErrInvalidHandle) {
		t.Error(err)
	}
}

func TestDuplicatesAreOneObject(t *testing.T) {
	device := testkit.Open(t)
	buffer := device.Alloc(t, 64)
	second := testkit.Must(buffer.Duplicate(distos.RightsRead | distos.RightsWrite))(t)
	if err := second.Write(context.Background(), device.Stream, 0, []byte("one object")); err != nil {
		t.Fatal(err)
	}
	testkit.Close(t, second)
	back := make([]byte, 10)
	if err := buffer.Read(context.Background(), device.Stream, 0, back); err != nil || string(back) != "one object" {
		t.Errorf("%v, %q", err, back)
	}
}
