//! Every floating-point instruction, against plain Rust, to the bit.

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
    let opcodes: [(&str, fn(f64, f64) -> f64); 4] = [
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
    let functions: [(&str, fn(f64) -> f64); 5] = [
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
        ("sqrt.rn.f32", 2.0, 1.414_213_5),
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
    let relations: [(&str, fn(f32, f32) -> bool); 14] = [
        ("eq", |a, b| a == b),
        ("ne", |a, b| a < b || a > b),
        ("lt", |a, b| a < b),
        ("le", |a, b| a <= b),
        ("gt", |a, b| a > b),
        ("ge", |a, b| a >= b),
        ("equ", |a, b| !(a < b || a > b)),
        ("neu", |a, b| a != b),
        ("ltu", |a, b| !(a >= b)),
        ("leu", |a, b| !(a > b)),
        ("gtu", |a, b| !(a <= b)),
        ("geu", |a, b| !(a < b)),
        ("num", |a, b| !a.is_nan() && !b.is_nan()),
        ("nan", |a, b| a.is_nan() || b.is_nan()),
    ];
    for (name, holds) in relations {
        let instruction = format!("setp.{name}.f32 %p, $a, $b; selp.u32 $r, 1, 0, %p;");
        check(&instruction, &["u32", "f32", "f32"], |values| {
            holds(single(values[0]), single(values[1])).into()
        });
        let instruction = format!("setp.{name}.ftz.f32 %p, $a, $b; selp.u32 $r, 1, 0, %p;");
        check(&instruction, &["u32", "f32", "f32"], |values| {
            holds(flushed(single(values[0])), flushed(single(values[1]))).into()
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
