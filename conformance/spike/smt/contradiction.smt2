; Contradiction: can buffer_alloc succeed at all, and which clauses fight when it cannot?
;   requires size_positive:  size > 0
;   requires alignment_pow2: options.alignment == 0 || is_power_of_two(options.alignment)
;   fails    too_large:      size > device.total
;   ensures  sized:          buffer.size == size
;   ensures  accounted:      device.allocated == old(device.allocated) + size
; Integers are mathematical; the range of a field's type is an assumption.

(set-option :produce-unsat-cores true)
(define-fun u64 ((n Int)) Bool (and (<= 0 n) (< n 18446744073709551616)))
(declare-const size Int)
(declare-const alignment Int)
(declare-const exponent Int)
(declare-const device.total Int)
(declare-const buffer.size Int)
(declare-const old.allocated Int)
(declare-const new.allocated Int)
(assert (u64 size))
(assert (u64 alignment))
(assert (u64 device.total))
(assert (u64 buffer.size))
(assert (u64 old.allocated))
(assert (u64 new.allocated))

; A power of two of 64 bits, without bit operations: one of 64 literals.
(define-fun power_of_two ((n Int)) Bool
  (or (= n 1) (= n 2) (= n 4) (= n 8) (= n 16) (= n 32) (= n 64) (= n 128) (= n 256) (= n 512) (= n 1024) (= n 2048)
      (= n 4096) (= n 8192) (= n 16384) (= n 32768) (= n 65536) (= n 131072) (= n 262144) (= n 524288) (= n 1048576)
      (= n 2097152) (= n 4194304) (= n 8388608) (= n 16777216) (= n 33554432) (= n 67108864) (= n 134217728)
      (= n 268435456) (= n 536870912) (= n 1073741824) (= n 2147483648) (= n 4294967296) (= n 8589934592)
      (= n 17179869184) (= n 34359738368) (= n 68719476736) (= n 137438953472) (= n 274877906944) (= n 549755813888)
      (= n 1099511627776) (= n 2199023255552) (= n 4398046511104) (= n 8796093022208) (= n 17592186044416)
      (= n 35184372088832) (= n 70368744177664) (= n 140737488355328) (= n 281474976710656) (= n 562949953421312)
      (= n 1125899906842624) (= n 2251799813685248) (= n 4503599627370496) (= n 9007199254740992)
      (= n 18014398509481984) (= n 36028797018963968) (= n 72057594037927936) (= n 144115188075855872)
      (= n 288230376151711744) (= n 576460752303423488) (= n 1152921504606846976) (= n 2305843009213693952)
      (= n 4611686018427387904) (= n 9223372036854775808)))

(push 1)
(assert (! (> size 0) :named size_positive))
(assert (! (or (= alignment 0) (power_of_two alignment)) :named alignment_pow2))
(assert (! (not (> size device.total)) :named too_large))
(assert (! (= buffer.size size) :named sized))
(assert (! (= new.allocated (+ old.allocated size)) :named accounted))
(echo "claim: buffer_alloc can succeed")
(set-info :status sat)
(check-sat)
(pop 1)

(push 1)
(assert (not (and (> size 0) (or (= alignment 0) (power_of_two alignment)))))
(echo "not vacuous: the clauses also refuse something")
(set-info :status sat)
(check-sat)
(pop 1)

; The core is the answer to "which clauses": it must be these two and not the other three.
(push 1)
(assert (! (> size 0) :named size_positive_again))
(assert (! (or (= alignment 0) (power_of_two alignment)) :named alignment_pow2_again))
(assert (! (>= size 4096) :named at_least_a_page))
(assert (! (< size 256) :named at_most_a_line))
(echo "seeded fault: two clauses that contradict each other")
(set-info :status unsat)
(check-sat)
(get-unsat-core)
(pop 1)
