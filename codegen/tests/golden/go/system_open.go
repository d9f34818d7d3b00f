//@ sdk-go/generated.go
// OpenSystem opens a session and agrees on the API version.
//
// Errors:
//   - [ErrVersionMismatch]: may fail version: VERSION_MISMATCH only if options.api_version > 0
//   - [ErrOutOfMemory]: may fail no_memory: OUT_OF_MEMORY
//   - implied: [ErrForkedChild], [ErrInvalidArgument], [ErrUnimplemented], [ErrUnsupported]
func OpenSystem(options *SystemOptions) (*System, error) {
	var optionsBorder abi.SystemOptions
	systemBorder, failed := abi.CallSystemOpen(options.lower(&optionsBorder))
	if failed != 0 {
		return nil, failure.Error(failed)
	}
	session, failed := driver.Open(systemBorder)
	if failed != 0 {
		abi.CallSystemClose(systemBorder).Discard()
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
	distos_go_system_open_t go_result = {0};
	distos_error_t *go_error = 0;
	distos_status_t go_status = distos_system_open(options, &go_result.system, &go_error);
	go_result.failure = distos_go_failure(go_status, go_error);
	return go_result;
}

//@ sdk-go/internal/abi/generated.go
// CallSystemOpen is distos_system_open.
func CallSystemOpen(options *SystemOptions) (system uint64, failed Failure) {
	result := C.distos_go_system_open((*C.distos_system_options_t)(unsafe.Pointer(options)))
	return uint64(result.system.value), Failure(result.failure)
}

//@ sdk-go/internal/abi/generated_go124.go
#cgo noescape distos_go_system_open
#cgo nocallback distos_go_system_open
