; Reachability: each error of buffer_alloc has arguments that reach it past every earlier clause.
; Bit-vectors, at the width of the fields: is_power_of_two is `n & (n - 1) == 0`.

(declare-const size (_ BitVec 64))
(declare-const alignment (_ BitVec 64))
(declare-const device.total (_ BitVec 64))
(define-fun power_of_two ((n (_ BitVec 64))) Bool
  (and (distinct n (_ bv0 64)) (= (bvand n (bvsub n (_ bv1 64))) (_ bv0 64))))
(define-fun size_positive () Bool (bvugt size (_ bv0 64)))
(define-fun alignment_pow2 () Bool (or (= alignment (_ bv0 64)) (power_of_two alignment)))
(define-fun too_large () Bool (bvugt size device.total))

(push 1)
(assert (not size_positive))
(echo "claim: size_positive is reachable")
(set-info :status sat)
(check-sat)
(pop 1)

(push 1)
(assert size_positive)
(assert (not alignment_pow2))
(echo "claim: alignment_pow2 is reachable")
(set-info :status sat)
(check-sat)
(pop 1)

(push 1)
(assert size_positive)
(assert alignment_pow2)
(assert too_large)
(echo "claim: too_large is reachable")
(set-info :status sat)
(check-sat)
(pop 1)

(push 1)
(assert size_positive)
(assert alignment_pow2)
(assert (not too_large))
(echo "not vacuous: success is reachable too")
(set-info :status sat)
(check-sat)
(pop 1)

; requires fits_word: alignment <= 2^63 else OUT_OF_RANGE, written after alignment_pow2.
(push 1)
(assert size_positive)
(assert alignment_pow2)
(assert (not (bvule alignment (_ bv9223372036854775808 64))))
(echo "seeded fault: an error that earlier clauses always hide")
(set-info :status unsat)
(check-sat)
(pop 1)
