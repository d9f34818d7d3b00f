package abi

// firstPlaces is how many places a list call gets at first; most lists fit.
const firstPlaces = 16

// List calls with more places until all items fit, because a list may grow between two calls.
func List[T any](call func(places []T) (uint64, Failure)) ([]T, Failure) {
	places := make([]T, firstPlaces)
	for {
		count, failed := call(places)
		if failed == 0 {
			return places[:count], 0
		}
		if failed.Status() != StatusBufferTooSmall || count <= uint64(len(places)) {
			return nil, failed
		}
		failed.Discard()
		places = make([]T, count)
	}
}
