//! The fused multiply-add of single precision, with the processor's own instruction where it has one.

use super::super::execute::registers::{LANES, Slot};
use super::super::program::Step;
use super::rounding::canonical;

type Lanes = [f32; LANES];

/// `target = a * b + c` in each lane, rounded once.
pub fn single(target: Slot, [a, b, c]: [Slot; 3]) -> Step {
    let multiply_add = best();
    Step::compute(move |registers, active| {
        let mut results = [0.0; LANES];
        multiply_add(
            registers.read(a),
            registers.read(b),
            registers.read(c),
            &mut results,
        );
        registers.write(target, active, &results);
    })
}

type MultiplyAdd = fn(&Lanes, &Lanes, &Lanes, &mut Lanes);

#[cfg(target_arch = "x86_64")]
fn best() -> MultiplyAdd {
    if std::arch::is_x86_feature_detected!("fma") && std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has both features.
        return |a, b, c, results| unsafe { with_fma(a, b, c, results) };
    }
    anywhere
}

#[cfg(not(target_arch = "x86_64"))]
fn best() -> MultiplyAdd {
    anywhere
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn with_fma(a: &Lanes, b: &Lanes, c: &Lanes, results: &mut Lanes) {
    for lane in 0..LANES {
        results[lane] = canonical(a[lane].mul_add(b[lane], c[lane]));
    }
}

fn anywhere(a: &Lanes, b: &Lanes, c: &Lanes, results: &mut Lanes) {
    for lane in 0..LANES {
        results[lane] = canonical(a[lane].mul_add(b[lane], c[lane]));
    }
}
