//@ sdk-go/gpu/generated.go
func (event *Event) Wait(ctx context.Context) error {
	return event.startWait(ctx, driver.Awaited).Wait(ctx).Err
}

//@ sdk-go/gpu/generated.go
func (event *Event) WaitAsync(ctx context.Context) <-chan distos.Result[struct{}] {
	return event.startWait(ctx, driver.Detached).Done()
}

func (event *Event) startWait(ctx context.Context, mode driver.Mode) *driver.Operation[distos.Result[struct{}]] {
	operation := driver.Begin(ctx, mode, (*lifetime.Handle)(event).Session(), func(err error) distos.Result[struct{}] {
		return distos.Result[struct{}]{Err: err}
	})
	if !operation.Admitted() {
		return operation
	}
	failed := abi.SubmitGpuEventWait(operation.Ring(), operation.ID(), operation.Deadline(), event.Raw())
	runtime.KeepAlive(event)
	return operation.Submitted(ctx, failed)
}
