//@ sdk-go/gpu/generated.go
func (buffer *Buffer) Duplicate(rights distos.Rights) (*Buffer, error) {
	duplicateBorder, failed := abi.CallHandleDuplicate(buffer.Raw(), uint32(rights))
	runtime.KeepAlive(buffer)
	if failed != 0 {
		return nil, failure.Error(failed)
	}
	return newBuffer(duplicateBorder, (*lifetime.Handle)(buffer).Session()), nil
}

//@ sdk-go/gpu/generated.go
type Buffer lifetime.Handle

var bufferKind = lifetime.Kind{Name: "gpu.Buffer", Close: abi.CallGpuBufferFree}

var _ distos.Handle = (*Buffer)(nil)

func newBuffer(value uint64, session *driver.Session) *Buffer {
	return (*Buffer)(lifetime.New(value, session, &bufferKind))
}

// Raw is the handle's value on the C interface, for code that calls it too. It stays valid until Close.
func (buffer *Buffer) Raw() uint64 { return (*lifetime.Handle)(buffer).Value() }

// Close closes a name of a buffer. Its memory stays accounted until queued work on it ends.
//
// A handle that is collected while open is logged as a leak, and closed.
//
// Errors:
//   - implied: [distos.ErrInvalidHandle], [distos.ErrWrongType], [distos.ErrUnimplemented]
func (buffer *Buffer) Close() error { return (*lifetime.Handle)(buffer).Close() }
