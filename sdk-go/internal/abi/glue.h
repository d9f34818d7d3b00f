// What the generated helpers share: one word for "how did it end", and one way to submit.

#ifndef DISTOS_GO_GLUE_H
#define DISTOS_GO_GLUE_H

#include <distos.h>
#include <stdint.h>

// Zero for success, the address of an error object, or a status without an object with the top bit set, which no
// address of a process has. One word comes back from cgo in a register's time, where a struct of two does not.
typedef uint64_t distos_go_failure_t;

#define DISTOS_GO_STATUS_ONLY (UINT64_C(1) << 63)

static inline distos_go_failure_t distos_go_failure(distos_status_t status, distos_error_t *error) {
	if (status == DISTOS_OK) {
		return 0;
	}
	return error != 0 ? (uint64_t)(uintptr_t)error : DISTOS_GO_STATUS_ONLY | status;
}

// Submits one entry. The runtime copies the argument block, so it may lie on the caller's stack.
static inline distos_go_failure_t distos_go_submit(uint64_t ring, uint64_t id, uint64_t deadline, uint32_t call,
                                                   const void *arguments, uint32_t arguments_size) {
	distos_ring_submission_entry_t entry = {0};
	uint32_t accepted = 0;
	distos_error_t *error = 0;
	entry.call = call;
	entry.user_data = id;
	entry.deadline = deadline;
	entry.arguments = (uint64_t)(uintptr_t)arguments;
	entry.arguments_size = arguments_size;
	distos_ring_t handle = {ring};
	distos_status_t status = distos_ring_submit(handle, &entry, 1, &accepted, &error);
	return distos_go_failure(status, error);
}

#endif
