// Package failure turns what the C interface reports into Go errors. The error type is package distos's own, and every
// package of the module makes such errors; this is how they reach it without a public constructor.
package failure

import "distos.dev/sdk-go/internal/abi"

// Make makes the error of a failure that is not zero, and frees the failure's object. Package distos sets it.
var Make func(abi.Failure) error

// Error is the error of a failure; nil for success.
func Error(failure abi.Failure) error {
	if failure == 0 {
		return nil
	}
	return Make(failure)
}

// OfStatus is the error of a status that the SDK itself found, without crossing the border: nothing was done.
func OfStatus(status uint32) error {
	const notApplied = 1
	return Error(abi.FailureOfCompletion(status, notApplied))
}
