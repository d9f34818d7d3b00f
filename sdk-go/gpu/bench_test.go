package gpu_test

import (
	"context"
	"testing"

	"distos.dev/sdk-go"
	"distos.dev/sdk-go/internal/testkit"
)

// inFlight is how many operations one round starts before it receives.
const inFlight = 10_000

func BenchmarkAwait10000(b *testing.B) {
	device := testkit.Open(b)
	event := testkit.Must(device.Stream.RecordEvent())(b)
	defer testkit.Close(b, event)
	channels := make([]<-chan distos.Result[struct{}], inFlight)
	b.ReportAllocs()
	for range b.N {
		for i := range channels {
			channels[i] = event.WaitAsync(context.Background())
		}
		for _, channel := range channels {
			if result := <-channel; result.Err != nil {
				b.Fatal(result.Err)
			}
		}
	}
}

func BenchmarkGoroutineAndChannel10000(b *testing.B) {
	channels := make([]chan distos.Result[struct{}], inFlight)
	b.ReportAllocs()
	for range b.N {
		for i := range channels {
			channel := make(chan distos.Result[struct{}], 1)
			go func() { channel <- distos.Result[struct{}]{} }()
			channels[i] = channel
		}
		for _, channel := range channels {
			if result := <-channel; result.Err != nil {
				b.Fatal(result.Err)
			}
		}
	}
}
