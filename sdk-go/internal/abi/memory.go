package abi

import (
	"runtime"
	"unsafe"
)

// Pin keeps Go memory in its place until the pinner lets go, and is its address.
func Pin(pins *runtime.Pinner, memory *byte, length int) unsafe.Pointer {
	if length == 0 {
		return nil
	}
	pins.Pin(memory)
	return unsafe.Pointer(memory)
}

// CopyString copies bytes of the runtime.
func CopyString(memory unsafe.Pointer, length uint64) string {
	return string(unsafe.Slice((*byte)(memory), length))
}
