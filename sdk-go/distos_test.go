package distos_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"distos.dev/sdk-go"
	"distos.dev/sdk-go/internal/testkit"
)

func TestVersions(t *testing.T) {
	system := testkit.Must(distos.OpenSystem(&distos.SystemOptions{APIVersion: 1}))(t)
	testkit.Close(t, system)
	_, err := distos.OpenSystem(&distos.SystemOptions{APIVersion: 999999})
	if !errors.Is(err, distos.ErrVersionMismatch) || !errors.Is(err, distos.ErrPermanent) {
		t.Error(err)
	}
}

func TestCallInfo(t *testing.T) {
	system := testkit.Must(distos.OpenSystem(nil))(t)
	defer testkit.Close(t, system)
	info := testkit.Must(system.CallInfo(0x020b))(t)
	if info.Number != 0x020b || info.Kind != distos.CallKindStream || info.Since != 1 {
		t.Errorf("buffer_write: %+v", info)
	}
	info = testkit.Must(system.CallInfo(0x0202))(t)
	if info.Deprecated != 1 || info.Removed != 3 {
		t.Errorf("device_count: %+v", info)
	}
	if info = testkit.Must(system.CallInfo(0xffff))(t); info.Tier != distos.TierAbsent {
		t.Errorf("no such call: %+v", info)
	}
}

func TestNames(t *testing.T) {
	for _, check := range []struct{ got, want string }{
		{distos.ErrOutOfMemory.String(), "OUT_OF_MEMORY"},
		{distos.Code(4242).String(), "Code(4242)"},
		{distos.ErrUsage.String(), "usage"},
		{distos.Class(9).String(), "Class(9)"},
		{distos.OutcomeNotApplied.String(), "not_applied"},
		{distos.ScopeCommunicator.String(), "communicator"},
		{distos.RetryAfterAction.String(), "after_action"},
		{distos.SeverityFatal.String(), "fatal"},
		{distos.TierStable.String(), "STABLE"},
		{distos.Tier(77).String(), "77"},
		{(distos.RightsRead | distos.RightsWrite).String(), "READ|WRITE"},
		{(distos.RightsRead | 1<<20).String(), "READ|1048576"},
		{distos.Rights(0).String(), "0"},
		{distos.UUID{0xab, 15: 1}.String(), "ab000000-0000-0000-0000-000000000001"},
	} {
		if check.got != check.want {
			t.Errorf("%s, not %s", check.got, check.want)
		}
	}
}

func TestInstant(t *testing.T) {
	moment := time.Now()
	if !distos.InstantOf(moment).Time().Equal(moment) {
		t.Error("an instant is not its time")
	}
}

func TestCause(t *testing.T) {
	cause := &distos.Error{Code: distos.ErrKernelFault, Name: "KERNEL_FAULT", Message: "It left its buffer."}
	err := error(&distos.Error{Code: distos.ErrStreamFailed, Name: "STREAM_FAILED", Message: "The stream failed.", Cause: cause})
	if !errors.Is(err, distos.ErrKernelFault) || errors.Is(err, context.Canceled) {
		t.Error("the cause is not found")
	}
	const want = "distos: STREAM_FAILED: The stream failed.: KERNEL_FAULT: It left its buffer."
	if got := fmt.Sprint(err); got != want {
		t.Errorf("%q", got)
	}
	if errors.Unwrap(cause) != nil {
		t.Error("no cause is an error")
	}
}
