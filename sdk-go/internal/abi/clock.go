// Time as the border carries it: nanoseconds on CLOCK_MONOTONIC, the clock that Go's time package reads too.

package abi

/*
#include <stdint.h>
#include <time.h>

static int64_t distos_go_monotonic(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
*/
import "C"

import "time"

// One reading of both clocks, from which every other is told by difference.
var (
	anchorTime    = time.Now()
	anchorInstant = int64(C.distos_go_monotonic())
)

// Instant is the time on CLOCK_MONOTONIC in nanoseconds; zero, which means none, for the zero time.
// A time before the machine's start is the first instant.
func Instant(moment time.Time) uint64 {
	if moment.IsZero() {
		return 0
	}
	return uint64(max(anchorInstant+int64(moment.Sub(anchorTime)), 1))
}

// Time is the inverse of [Instant].
func Time(instant uint64) time.Time {
	if instant == 0 {
		return time.Time{}
	}
	return anchorTime.Add(time.Duration(int64(instant) - anchorInstant))
}

// Nanoseconds is a duration as the border carries it; a negative one is zero.
func Nanoseconds(duration time.Duration) uint64 {
	return uint64(max(duration, 0))
}

// WallInstant is the time since 1970 in nanoseconds; zero for the zero time.
func WallInstant(moment time.Time) uint64 {
	if moment.IsZero() {
		return 0
	}
	return uint64(max(moment.UnixNano(), 1))
}

// WallTime is the inverse of [WallInstant].
func WallTime(instant uint64) time.Time {
	if instant == 0 {
		return time.Time{}
	}
	return time.Unix(0, int64(instant))
}
