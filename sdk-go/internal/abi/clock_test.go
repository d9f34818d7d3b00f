package abi

import (
	"testing"
	"time"
)

func TestInstantsAreTimes(t *testing.T) {
	moment := time.Now().Add(time.Hour)
	if back := Time(Instant(moment)); !back.Equal(moment) {
		t.Errorf("%v became %v", moment, back)
	}
	if Instant(time.Time{}) != 0 || !Time(0).IsZero() {
		t.Error("no time is a time")
	}
	if Instant(time.Unix(0, 0)) != 1 {
		t.Error("a time before the machine's start is not the first instant")
	}
	if back := WallTime(WallInstant(moment)); !back.Equal(moment) {
		t.Errorf("%v became %v", moment, back)
	}
	if Nanoseconds(-time.Second) != 0 || Nanoseconds(time.Second) != 1e9 {
		t.Error("a duration is not its nanoseconds")
	}
}
