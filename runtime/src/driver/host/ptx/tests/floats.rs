//! Every floating-point instruction, against plain Rust, to the bit.

use std::cmp::Ordering;

use super::evaluate::check;

/// What a single-precision instruction gives for `value`.
fn bits(value: f32) -> u64 {
    if value.is_nan() {
        0x7fff_ffff
    } else {
        value.to_bits().into()
    }
}

fn single(bits: u64) -> f32 {
    f32::from_bits(bits as u32)
}

/// A subnormal number becomes zero, with its sign.
fn flushed(value: f32) -> f32 {
    if value.is_subnormal() {
        value * 0.0
    } else {
        value
    }
}

/// Not a number becomes zero, and so does what is negative.
fn saturated(value: f32) -> f32 {
    if value > 1.0 {
        1.0
    } else if value > 0.0 {
        value
    } else {
        0.0
    }
}

type Binary = (&'static str, fn(f32, f32) -> f32);
type BinaryDouble = (&'static str, fn(f64, f64) -> f64);
type UnaryDouble = (&'static str, fn(f64) -> f64);
type Relation = (&'static str, fn(Option<Ordering>) -> bool);

#[test]
fn single_precision_rounds_to_nearest() {
    let opcodes: [Binary; 8] = [
        ("add", |a, b| a + b),
        ("sub", |a, b| a - b),
        ("mul", |a, b| a * b),
        ("add.rn", |a, b| a + b),
        ("div.rn", |a, b| a / b),
        ("div.full", |a, b| a / b),
        ("div.approx", |a, b| a / b),
        ("mul.rn", |a, b| a * b),
    ];
    for (opcode, expected) in opcodes {
        check(
            &format!("{opcode}.f32 $r, $a, $b;"),
            &["f32"; 3],
            |values| bits(expected(single(values[0]), single(values[1]))),
        );
        check(
            &format!("{opcode}.ftz.f32 $r, $a, $b;"),
            &["f32"; 3],
            |values| {
                bits(flushed(expected(
                    flushed(single(values[0])),
                    flushed(single(values[1])),
                )))
            },
        );
    }
    for (opcode, expected) in &opcodes[..3] {
        check(
            &format!("{opcode}.sat.f32 $r, $a, $b;"),
            &["f32"; 3],
            |values| bits(saturated(expected(single(values[0]), single(values[1])))),
        );
    }
}

#[test]
fn double_precision_rounds_to_nearest() {
    let opcodes: [BinaryDouble; 4] = [
        ("add", |a, b| a + b),
        ("sub.rn", |a, b| a - b),
        ("mul", |a, b| a * b),
        ("div.rn", |a, b| a / b),
    ];
    for (opcode, expected) in opcodes {
        let instruction = format!(
            "{opcode}.f64 $r, $a, $b; testp.notanumber.f64 %p, $r; @%p mov.f64 $r, 0d7ff8000000000000;"
        );
        check(&instruction, &["f64"; 3], |values| {
            double_bits(expected(
                f64::from_bits(values[0]),
                f64::from_bits(values[1]),
            ))
        });
    }
    let instruction = "fma.rn.f64 $r, $a, $b, $c; testp.notanumber.f64 %p, $r; @%p mov.f64 $r, 0d7ff8000000000000;";
    check(instruction, &["f64"; 4], |values| {
        let [a, b, c] = [0, 1, 2].map(|index| f64::from_bits(values[index]));
        double_bits(a.mul_add(b, c))
    });
}

/// Which NaN comes of a double-precision instruction is not defined, so every one is made the same.
fn double_bits(value: f64) -> u64 {
    if value.is_nan() {
        0x7ff8_0000_0000_0000
    } else {
        value.to_bits()
    }
}

#[test]
fn fused_rounds_once() {
    for opcode in ["fma.rn", "mad.rn"] {
        check(
            &format!("{opcode}.f32 $r, $a, $b, $c;"),
            &["f32"; 4],
            |values| bits(single(values[0]).mul_add(single(values[1]), single(values[2]))),
        );
    }
    check("fma.rn.ftz.f32 $r, $a, $b, $c;", &["f32"; 4], |values| {
        let [a, b, c] = [0, 1, 2].map(|index| flushed(single(values[index])));
        bits(flushed(a.mul_add(b, c)))
    });
    check("fma.rn.sat.f32 $r, $a, $b, $c;", &["f32"; 4], |values| {
        let [a, b, c] = [0, 1, 2].map(|index| single(values[index]));
        bits(saturated(a.mul_add(b, c)))
    });
}

#[test]
fn extremes_prefer_numbers() {
    // Ordered as PTX orders them: by value, with -0 below +0.
    let lower = |a: f32, b: f32| match (a.is_nan(), b.is_nan()) {
        (true, _) => b,
        (_, true) => a,
        _ => {
            if a.total_cmp(&b).is_le() {
                a
            } else {
                b
            }
        }
    };
    let higher = |a: f32, b: f32| match (a.is_nan(), b.is_nan()) {
        (true, _) => b,
        (_, true) => a,
        _ => {
            if a.total_cmp(&b).is_ge() {
                a
            } else {
                b
            }
        }
    };
    let nan_if = |a: f32, b: f32, otherwise: f32| {
        if a.is_nan() || b.is_nan() {
            f32::NAN
        } else {
            otherwise
        }
    };
    check("min.f32 $r, $a, $b;", &["f32"; 3], |v| {
        bits(lower(single(v[0]), single(v[1])))
    });
    check("max.f32 $r, $a, $b;", &["f32"; 3], |v| {
        bits(higher(single(v[0]), single(v[1])))
    });
    check("min.NaN.f32 $r, $a, $b;", &["f32"; 3], |v| {
        let (a, b) = (single(v[0]), single(v[1]));
        bits(nan_if(a, b, lower(a, b)))
    });
    check("max.NaN.f32 $r, $a, $b;", &["f32"; 3], |v| {
        let (a, b) = (single(v[0]), single(v[1]));
        bits(nan_if(a, b, higher(a, b)))
    });
    check(
        "min.f64 $r, $a, $b; testp.notanumber.f64 %p, $r; @%p mov.f64 $r, 0d7ff8000000000000;",
        &["f64"; 3],
        |v| {
            let (a, b) = (f64::from_bits(v[0]), f64::from_bits(v[1]));
            double_bits(if a.is_nan() || !b.is_nan() && b.total_cmp(&a).is_lt() {
                b
            } else {
                a
            })
        },
    );
    check(
        "max.f64 $r, $a, $b; testp.notanumber.f64 %p, $r; @%p mov.f64 $r, 0d7ff8000000000000;",
        &["f64"; 3],
        |v| {
            let (a, b) = (f64::from_bits(v[0]), f64::from_bits(v[1]));
            double_bits(if a.is_nan() || !b.is_nan() && b.total_cmp(&a).is_gt() {
                b
            } else {
                a
            })
        },
    );
}

#[test]
fn signs() {
    check("neg.f32 $r, $a;", &["f32"; 2], |v| bits(-single(v[0])));
    check("abs.f32 $r, $a;", &["f32"; 2], |v| bits(single(v[0]).abs()));
    check("abs.ftz.f32 $r, $a;", &["f32"; 2], |v| {
        bits(flushed(single(v[0])).abs())
    });
    check("neg.f64 $r, $a;", &["f64"; 2], |v| v[0] ^ 1 << 63);
    check("copysign.f32 $r, $a, $b;", &["f32"; 3], |v| {
        v[0] & 1 << 31 | v[1] & 0x7fff_ffff
    });
}

#[test]
fn roots_and_reciprocals() {
    for form in ["rn", "approx"] {
        check(&format!("sqrt.{form}.f32 $r, $a;"), &["f32"; 2], |v| {
            bits(single(v[0]).sqrt())
        });
        check(&format!("rcp.{form}.f32 $r, $a;"), &["f32"; 2], |v| {
            bits(1.0 / single(v[0]))
        });
    }
    check(
        "sqrt.rn.f64 $r, $a; testp.notanumber.f64 %p, $r; @%p mov.f64 $r, 0d7ff8000000000000;",
        &["f64"; 2],
        |v| double_bits(f64::from_bits(v[0]).sqrt()),
    );
    check("rsqrt.approx.f32 $r, $a;", &["f32"; 2], |v| {
        bits((1.0 / f64::from(single(v[0])).sqrt()) as f32)
    });
}

#[test]
fn approximations_are_as_close_as_they_promise() {
    // PTX promises a relative error of about 2^-22 for ex2, an absolute one for the others near zero.
    let functions: [UnaryDouble; 5] = [
        ("ex2.approx", f64::exp2),
        ("lg2.approx", f64::log2),
        ("sin.approx", f64::sin),
        ("cos.approx", f64::cos),
        ("tanh.approx", f64::tanh),
    ];
    for (opcode, exact) in functions {
        check(&format!("{opcode}.f32 $r, $a;"), &["f32"; 2], |values| {
            bits(exact(single(values[0]).into()) as f32)
        });
    }
}

#[test]
fn known_values() {
    let cases = [
        ("ex2.approx.f32", 3.0f32, 8.0f32),
        ("ex2.approx.f32", -1.0, 0.5),
        ("lg2.approx.f32", 1024.0, 10.0),
        ("lg2.approx.f32", 0.0, f32::NEG_INFINITY),
        ("rsqrt.approx.f32", 4.0, 0.5),
        ("rsqrt.approx.f32", 0.0, f32::INFINITY),
        ("sqrt.rn.f32", 2.0, std::f32::consts::SQRT_2),
        ("rcp.rn.f32", 3.0, 0.333_333_34),
        ("sin.approx.f32", 0.0, 0.0),
        ("cos.approx.f32", 0.0, 1.0),
    ];
    for (opcode, input, expected) in cases {
        let input = input.to_bits();
        let instruction = format!("mov.b32 $r, 0f{input:08x}; {opcode} $r, $r;");
        check(&instruction, &["f32"], |_| bits(expected));
    }
}

#[test]
fn comparisons_know_what_is_no_number() {
    use Ordering::{Equal, Greater, Less};
    let relations: [Relation; 14] = [
        ("eq", |order| order == Some(Equal)),
        ("ne", |order| matches!(order, Some(Less | Greater))),
        ("lt", |order| order == Some(Less)),
        ("le", |order| matches!(order, Some(Less | Equal))),
        ("gt", |order| order == Some(Greater)),
        ("ge", |order| matches!(order, Some(Greater | Equal))),
        ("equ", |order| matches!(order, None | Some(Equal))),
        ("neu", |order| order != Some(Equal)),
        ("ltu", |order| matches!(order, None | Some(Less))),
        ("leu", |order| order != Some(Greater)),
        ("gtu", |order| matches!(order, None | Some(Greater))),
        ("geu", |order| order != Some(Less)),
        ("num", |order| order.is_some()),
        ("nan", |order| order.is_none()),
    ];
    for (name, holds) in relations {
        let instruction = format!("setp.{name}.f32 %p, $a, $b; selp.u32 $r, 1, 0, %p;");
        check(&instruction, &["u32", "f32", "f32"], |values| {
            holds(single(values[0]).partial_cmp(&single(values[1]))).into()
        });
        let instruction = format!("setp.{name}.ftz.f32 %p, $a, $b; selp.u32 $r, 1, 0, %p;");
        check(&instruction, &["u32", "f32", "f32"], |values| {
            holds(flushed(single(values[0])).partial_cmp(&flushed(single(values[1])))).into()
        });
    }
    check(
        "set.gt.f32.f64 $r, $a, $b;",
        &["f32", "f64", "f64"],
        |values| {
            let holds = f64::from_bits(values[0]) > f64::from_bits(values[1]);
            if holds { 0x3f80_0000 } else { 0 }
        },
    );
}

/// The sign of an exact sum: pairs are added until nothing changes, which leaves the largest part with the sum's sign.
fn sign_of_sum(mut parts: [f64; 3]) -> Ordering {
    for _ in 0..8 {
        for (first, second) in [(0, 1), (1, 2), (0, 2)] {
            let (a, b) = (parts[first], parts[second]);
            let sum = a + b;
            let from_b = sum - a;
            parts[first] = (a - (sum - from_b)) + (b - from_b);
            parts[second] = sum;
        }
    }
    let largest = parts.into_iter().max_by(|a, b| a.abs().total_cmp(&b.abs()));
    largest
        .unwrap_or(0.0)
        .partial_cmp(&0.0)
        .unwrap_or(Ordering::Equal)
}

/// The wanted neighbour of the nearest number, given how a number compares with the exact result.
fn directed(mode: &str, nearest: f32, compare: impl Fn(f32) -> Ordering) -> f32 {
    let is_negative = compare(0.0).is_gt();
    match (mode, is_negative) {
        ("rm", _) | ("rz", false) if compare(nearest).is_gt() => nearest.next_down(),
        ("rp", _) | ("rz", true) if compare(nearest).is_lt() => nearest.next_up(),
        _ => nearest,
    }
}

/// What a sum of opposites is: only its sign depends on the mode.
fn zero_sum(mode: &str, a: f64, b: f64) -> f32 {
    match mode == "rm" && (a.is_sign_negative() || b.is_sign_negative()) {
        true => -0.0,
        false => (a + b) as f32,
    }
}

fn sum_towards(mode: &str, a: f64, b: f64, nearest: f32) -> f32 {
    let compare = |value: f32| sign_of_sum([value.into(), -a, -b]);
    if !(a + b).is_finite() {
        return nearest;
    }
    match a + b == 0.0 {
        true => zero_sum(mode, a, b),
        false if nearest.is_infinite() => {
            directed(mode, nearest, |value| f64::from(value).total_cmp(&(a + b)))
        }
        false => directed(mode, nearest, compare),
    }
}

#[test]
fn directed_rounding_is_exact() {
    for mode in ["rz", "rm", "rp"] {
        check(&format!("add.{mode}.f32 $r, $a, $b;"), &["f32"; 3], |v| {
            let (a, b) = (single(v[0]), single(v[1]));
            bits(sum_towards(mode, a.into(), b.into(), a + b))
        });
        check(&format!("sub.{mode}.f32 $r, $a, $b;"), &["f32"; 3], |v| {
            let (a, b) = (single(v[0]), single(v[1]));
            bits(sum_towards(mode, a.into(), -f64::from(b), a - b))
        });
        check(
            &format!("fma.{mode}.f32 $r, $a, $b, $c;"),
            &["f32"; 4],
            |v| {
                let (a, b, c) = (single(v[0]), single(v[1]), single(v[2]));
                bits(sum_towards(
                    mode,
                    f64::from(a) * f64::from(b),
                    c.into(),
                    a.mul_add(b, c),
                ))
            },
        );
        check(&format!("mul.{mode}.f32 $r, $a, $b;"), &["f32"; 3], |v| {
            let (a, b) = (single(v[0]), single(v[1]));
            let exact = f64::from(a) * f64::from(b);
            let compare = |value: f32| {
                f64::from(value)
                    .partial_cmp(&exact)
                    .unwrap_or(Ordering::Equal)
            };
            bits(directed(mode, a * b, compare))
        });
        check(&format!("div.{mode}.f32 $r, $a, $b;"), &["f32"; 3], |v| {
            bits(quotient_towards(mode, single(v[0]), single(v[1])))
        });
        check(&format!("rcp.{mode}.f32 $r, $a;"), &["f32"; 2], |v| {
            bits(quotient_towards(mode, 1.0, single(v[0])))
        });
        check(&format!("sqrt.{mode}.f32 $r, $a;"), &["f32"; 2], |v| {
            let a = single(v[0]);
            let square = |value: f32| f64::from(value) * f64::from(value);
            let compare = |value: f32| {
                square(value)
                    .partial_cmp(&a.into())
                    .unwrap_or(Ordering::Equal)
            };
            bits(directed(mode, a.sqrt(), compare))
        });
    }
}

fn quotient_towards(mode: &str, a: f32, b: f32) -> f32 {
    if !a.is_finite() || !b.is_finite() || a == 0.0 || b == 0.0 {
        return a / b;
    }
    // A number times the divisor is exact in double precision.
    let compare = |value: f32| {
        let order = (f64::from(value) * f64::from(b)).total_cmp(&a.into());
        if b < 0.0 { order.reverse() } else { order }
    };
    let is_negative = (a < 0.0) != (b < 0.0);
    let nearest = a / b;
    match mode {
        "rm" if compare(nearest).is_gt() => nearest.next_down(),
        "rp" if compare(nearest).is_lt() => nearest.next_up(),
        "rz" if is_negative && compare(nearest).is_lt() => nearest.next_up(),
        "rz" if !is_negative && compare(nearest).is_gt() => nearest.next_down(),
        _ => nearest,
    }
}

#[test]
fn coarse_reciprocals_have_half_the_bits() {
    let functions: [UnaryDouble; 2] = [
        ("rcp", |value| 1.0 / value),
        ("rsqrt", |value| 1.0 / value.sqrt()),
    ];
    for (opcode, exact) in functions {
        let instruction = format!(
            "{opcode}.approx.ftz.f64 $r, $a; testp.notanumber.f64 %p, $r; @%p mov.f64 $r, 0d7ff8000000000000;"
        );
        check(&instruction, &["f64"; 2], |values| {
            let flush = |value: f64| {
                if value.is_subnormal() {
                    value * 0.0
                } else {
                    value
                }
            };
            let result = exact(flush(f64::from_bits(values[0] >> 32 << 32)));
            if !result.is_finite() {
                return double_bits(result);
            }
            let upper = (result.to_bits() + 0x8000_0000) >> 32 << 32;
            flush(f64::from_bits(upper)).to_bits()
        });
    }
}
