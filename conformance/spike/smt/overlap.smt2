; Overlap of guards: kernel_launch's clauses overlap, and their order makes them exclusive and complete.
;   requires grid_filled:  grid.x > 0 && grid.y > 0 && grid.z > 0                        else INVALID_ARGUMENT
;   requires block_filled: block.x > 0 && block.y > 0 && block.z > 0                     else INVALID_ARGUMENT
;   requires block_fits:   block.x <= 1024 && block.y <= 1024 && block.z <= 64
;                          && block.x * block.y * block.z <= 1024                        else OUT_OF_RANGE
; The product is not linear: this is the file that would show it if mathematical integers were too hard.

(define-fun u32 ((n Int)) Bool (and (<= 0 n) (< n 4294967296)))
(declare-const gx Int)
(declare-const gy Int)
(declare-const gz Int)
(declare-const bx Int)
(declare-const by Int)
(declare-const bz Int)
(assert (and (u32 gx) (u32 gy) (u32 gz) (u32 bx) (u32 by) (u32 bz)))
(define-fun grid_filled () Bool (and (> gx 0) (> gy 0) (> gz 0)))
(define-fun block_filled () Bool (and (> bx 0) (> by 0) (> bz 0)))
(define-fun block_fits () Bool (and (<= bx 1024) (<= by 1024) (<= bz 64) (<= (* bx by bz) 1024)))

; What comes out, in written order.
(define-fun grid_error () Bool (not grid_filled))
(define-fun block_error () Bool (and grid_filled (not block_filled)))
(define-fun range_error () Bool (and grid_filled block_filled (not block_fits)))
(define-fun success () Bool (and grid_filled block_filled block_fits))

(push 1)
(assert (or (and grid_error block_error) (and grid_error range_error) (and block_error range_error)
            (and success (or grid_error block_error range_error))))
(echo "claim: in order, no two outcomes at once")
(set-info :status unsat)
(check-sat)
(pop 1)

(push 1)
(assert (not (or grid_error block_error range_error success)))
(echo "claim: in order, always one outcome")
(set-info :status unsat)
(check-sat)
(pop 1)

(push 1)
(assert (and grid_filled block_filled (<= bx 1024) (<= by 1024) (<= bz 64) (not block_fits)))
(echo "not vacuous: the product alone refuses a launch")
(set-info :status sat)
(check-sat)
(pop 1)

(push 1)
(assert (and (not block_filled) (not block_fits)))
(echo "seeded fault: without the order two different errors apply")
(set-info :status sat)
(check-sat)
(get-value (bx by bz))
(pop 1)
