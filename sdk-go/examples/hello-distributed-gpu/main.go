// Saxpy over a million floats: allocate, copy, launch a kernel, await it, read back, and read what an error says.
package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log"
	"math"
	"os"

	"distos.dev/sdk-go"
	"distos.dev/sdk-go/gpu"
)

const (
	elements = 1 << 20
	block    = 256
	factor   = 2
)

func main() {
	log.SetFlags(0)
	kernels := "conformance/kernels/saxpy.ptx"
	if len(os.Args) > 1 {
		kernels = os.Args[1]
	}
	if err := run(context.Background(), kernels); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, kernels string) error {
	system, err := distos.OpenSystem(nil)
	if err != nil {
		return err
	}
	defer system.Close()
	device, err := gpu.OpenDevice(system, 0)
	if err != nil {
		return err
	}
	defer device.Close()
	if err := describe(device); err != nil {
		return err
	}
	stream, err := device.CreateStream(nil)
	if err != nil {
		return err
	}
	defer stream.Close()
	y, err := saxpy(ctx, device, stream, kernels)
	if err != nil {
		return err
	}
	defer y.Close()
	if err := check(ctx, stream, y); err != nil {
		return err
	}
	provoke(ctx, stream, y)
	return nil
}

func describe(device *gpu.Device) error {
	info, err := device.Info()
	if err != nil {
		return err
	}
	name := fmt.Sprintf("gpu:%d", info.Index)
	if info.Emulated {
		name = "host:0 (emulated)"
	}
	fmt.Printf("device %d: %s\n", info.Index, name)
	return nil
}

// saxpy computes y = factor * x + y on the device, and gives the buffer of y.
func saxpy(ctx context.Context, device *gpu.Device, stream *gpu.Stream, kernels string) (*gpu.Buffer, error) {
	text, err := os.ReadFile(kernels)
	if err != nil {
		return nil, err
	}
	module, err := device.LoadModule(string(text))
	if err != nil {
		return nil, err
	}
	defer module.Close()
	x, err := upload(ctx, device, stream, func(i int) float32 { return float32(i) })
	if err != nil {
		return nil, err
	}
	defer x.Close()
	y, err := upload(ctx, device, stream, func(int) float32 { return 3 })
	if err != nil {
		return nil, err
	}
	launch := module.KernelLaunchAsync(ctx, stream, "saxpy", gpu.Dim3{X: elements / block, Y: 1, Z: 1},
		gpu.Dim3{X: block, Y: 1, Z: 1}, []gpu.KernelArg{
			gpu.KernelArgF32(factor), gpu.KernelArgBuffer(x), gpu.KernelArgBuffer(y), gpu.KernelArgU32(elements),
		}, nil)
	// The kernel runs; other work could be done here.
	if err := (<-launch).Err; err != nil {
		y.Close()
		return nil, err
	}
	return y, nil
}

func upload(ctx context.Context, device *gpu.Device, stream *gpu.Stream, value func(i int) float32) (*gpu.Buffer, error) {
	buffer, err := device.AllocBuffer(4*elements, nil)
	if err != nil {
		return nil, err
	}
	data := make([]byte, 4*elements)
	for i := range elements {
		binary.NativeEndian.PutUint32(data[4*i:], math.Float32bits(value(i)))
	}
	if err := buffer.Write(ctx, stream, 0, data); err != nil {
		buffer.Close()
		return nil, err
	}
	return buffer, nil
}

// check reads y back and compares it with what it must be.
func check(ctx context.Context, stream *gpu.Stream, y *gpu.Buffer) error {
	data := make([]byte, 4*elements)
	if err := y.Read(ctx, stream, 0, data); err != nil {
		return err
	}
	at := func(i int) float32 { return math.Float32frombits(binary.NativeEndian.Uint32(data[4*i:])) }
	maximum := float32(0)
	for i := range elements {
		maximum = max(maximum, float32(math.Abs(float64(at(i)-(factor*float32(i)+3)))))
	}
	fmt.Printf("saxpy over %d elements: y[0] = %.0f, y[%d] = %.0f\n", elements, at(0), elements-1, at(elements-1))
	fmt.Printf("maximum error: %g\n", maximum)
	return nil
}

// provoke reads past the end, to show what an error knows.
func provoke(ctx context.Context, stream *gpu.Stream, y *gpu.Buffer) {
	var failure *distos.Error
	if !errors.As(y.Read(ctx, stream, 4*elements-4, make([]byte, 8)), &failure) {
		log.Fatal("reading past the end succeeded")
	}
	fmt.Printf("error %s (%s): %s\n", failure.Name, failure.Class, failure.Message)
	fmt.Printf("  clause: %s\n", failure.Clause)
	fmt.Printf("  action: %s\n", failure.Action)
	fmt.Printf("  correlation: %s\n", failure.CorrelationID)
}
