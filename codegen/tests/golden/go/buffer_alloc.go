//@ sdk-go/gpu/generated.go
// AllocBuffer allocates `size` bytes on `device`. The contents are undefined.
//
// size is in bytes.
//
// Errors:
//   - [distos.ErrInvalidArgument]: requires size_positive: size > 0 else INVALID_ARGUMENT
//   - [distos.ErrInvalidArgument]: requires alignment_pow2: is_power_of_two(options.alignment) else INVALID_ARGUMENT
//   - [distos.ErrDeviceLost]: may fail lost: DEVICE_LOST
//   - [distos.ErrOutOfMemory]: fails too_large: OUT_OF_MEMORY when size > device.total
//   - [distos.ErrOutOfMemory]: may fail no_memory: OUT_OF_MEMORY
//   - implied: [distos.ErrForkedChild], [distos.ErrInvalidArgument], [distos.ErrInvalidHandle], [distos.ErrWrongType], [distos.ErrPermissionDenied], [distos.ErrUnimplemented], [distos.ErrUnsupported]
func (device *Device) AllocBuffer(size uint64, options *BufferOptions) (*Buffer, error) {
	var optionsBorder abi.GpuBufferOptions
	bufferBorder, failed := abi.CallGpuBufferAlloc(device.Raw(), size, options.lower(&optionsBorder))
	runtime.KeepAlive(device)
	if failed != 0 {
		return nil, failure.Error(failed)
	}
	return newBuffer(bufferBorder, (*lifetime.Handle)(device).Session()), nil
}

//@ sdk-go/gpu/generated.go
// BufferOptions: options of `buffer_alloc`. Zero in a field means its default.
type BufferOptions struct {
	// Where the allocation lives. Default: [MemoryKindDevice].
	Kind MemoryKind
	// Alignment of the first byte; a power of two. Zero: 256. In bytes. Default: 256.
	Alignment uint64
}

func (value *BufferOptions) lower(border *abi.GpuBufferOptions) *abi.GpuBufferOptions {
	if value == nil {
		return nil
	}
	border.Size = abi.SizeOfGpuBufferOptions
	border.Kind = uint32(value.Kind)
	border.Alignment = value.Alignment
	return border
}

//@ sdk-go/internal/abi/generated.go
// GpuBufferOptions has the layout of distos_gpu_buffer_options_t.
type GpuBufferOptions struct {
	Size      uint32
	Reserved  uint32
	Kind      uint32
	Reserved0 uint32
	Alignment uint64
}
