//go:build distos_experimental

package distos_test

import (
	"testing"

	"distos.dev/sdk-go"
	"distos.dev/sdk-go/internal/bare"
)

func BenchmarkBareCgoCall(b *testing.B) {
	for range b.N {
		if bare.Call() != 0 {
			b.Fatal("it failed")
		}
	}
}

func BenchmarkNullCall(b *testing.B) {
	b.ReportAllocs()
	for range b.N {
		if err := distos.NullCall(); err != nil {
			b.Fatal(err)
		}
	}
}
