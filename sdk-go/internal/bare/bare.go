// Package bare is what benchmarks compare with: a cgo call that does nothing.
package bare

/*
#include <stdint.h>

__attribute__((noinline)) static uint32_t distos_go_bare(void) {
	__asm__ volatile("");
	return 0;
}
*/
import "C"

// Call crosses into C and back.
func Call() uint32 { return uint32(C.distos_go_bare()) }
