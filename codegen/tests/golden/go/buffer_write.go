//@ sdk-go/gpu/generated.go
func (buffer *Buffer) Write(ctx context.Context, stream *Stream, offset uint64, data []byte) error {
	return buffer.startWrite(ctx, driver.Awaited, stream, offset, data).Wait(ctx).Err
}

//@ sdk-go/gpu/generated.go
func (buffer *Buffer) WriteAsync(ctx context.Context, stream *Stream, offset uint64, data []byte) <-chan distos.Result[struct{}] {
	return buffer.startWrite(ctx, driver.Detached, stream, offset, data).Done()
}

func (buffer *Buffer) startWrite(ctx context.Context, mode driver.Mode, stream *Stream, offset uint64, data []byte) *driver.Operation[distos.Result[struct{}]] {
	operation := driver.Begin(ctx, mode, (*lifetime.Handle)(buffer).Session(), func(err error) distos.Result[struct{}] {
		return distos.Result[struct{}]{Err: err}
	})
	if !operation.Admitted() {
		return operation
	}
	operation.PinBytes(data)
	failed := abi.SubmitGpuBufferWrite(operation.Ring(), operation.ID(), operation.Deadline(), buffer.Raw(), stream.Raw(), offset, data)
	runtime.KeepAlive(buffer)
	runtime.KeepAlive(stream)
	return operation.Submitted(ctx, failed)
}

//@ sdk-go/internal/abi/generated.go
static inline distos_go_failure_t distos_go_submit_gpu_buffer_write(uint64_t go_ring, uint64_t go_id, uint64_t go_deadline, uint64_t buffer, uint64_t stream, uint64_t offset, const uint8_t *data, uint64_t data_length) {
	distos_gpu_buffer_write_arguments_t go_arguments = {0};
	go_arguments.size = sizeof go_arguments;
	go_arguments.buffer.value = buffer;
	go_arguments.stream.value = stream;
	go_arguments.offset = offset;
	go_arguments.data = data;
	go_arguments.data_length = data_length;
	return distos_go_submit(go_ring, go_id, go_deadline, DISTOS_CALL_GPU_BUFFER_WRITE, &go_arguments, sizeof go_arguments);
}

//@ sdk-go/internal/abi/generated.go
// SubmitGpuBufferWrite submits distos_gpu_buffer_write to a ring.
func SubmitGpuBufferWrite(goRing, goID, goDeadline uint64, buffer uint64, stream uint64, offset uint64, data []byte) Failure {
	return Failure(C.distos_go_submit_gpu_buffer_write(C.uint64_t(goRing), C.uint64_t(goID), C.uint64_t(goDeadline), C.uint64_t(buffer), C.uint64_t(stream), C.uint64_t(offset), (*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(data))), C.uint64_t(len(data))))
}
