//@ sdk-go/generated.go
// OpenSystem opens a session and agrees on the API version.
//
// Errors:
//   - [ErrVersionMismatch]: may fail version: VERSION_MISMATCH only if options.api_version > 0
//   - [ErrOutOfMemory]: may fail no_memory: OUT_OF_MEMORY
//   - implied: [ErrForkedChild], [ErrInvalidArgument], [ErrUnimplemented], [ErrUnsupported]
func OpenSystem(options *SystemOptions) (*System, error) {
	var optionsBorder abi.SystemOptions
	systemBorder, failed := abi.SystemOpen(options.lower(&optionsBorder))
	if failed != 0 {
		return nil, failure.Error(failed)
	}
	session, failed := driver.Open(systemBorder)
	if failed != 0 {
		abi.SystemClose(systemBorder).Discard()
		return nil, failure.Error(failed)
	}
	defer session.Release()
	return newSystem(systemBorder, session), nil
}

//@ sdk-go/internal/abi/generated.go
typedef struct {
	distos_go_failure_t failure;
	distos_system_t system;
} distos_go_system_open_t;

static inline distos_go_system_open_t distos_go_system_open(const distos_system_options_t *options) {
	distos_go_system_open_t result = {0};
	distos_error_t *error = 0;
	distos_status_t status = distos_system_open(options, &result.system, &error);
	result.failure = distos_go_failure(status, error);
	return result;
}

//@ sdk-go/internal/abi/generated.go
// SystemOpen is distos_system_open.
func SystemOpen(options *SystemOptions) (system uint64, failed Failure) {
	result := C.distos_go_system_open((*C.distos_system_options_t)(unsafe.Pointer(options)))
	return uint64(result.system.value), Failure(result.failure)
}

//@ sdk-go/internal/abi/generated_go124.go
#cgo noescape distos_go_system_open
#cgo nocallback distos_go_system_open
