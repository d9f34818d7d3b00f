//! Conversions between all pairs of types, against plain Rust.

use super::arithmetic::{clamp, number};
use super::evaluate::check;

const INTEGERS: [&str; 8] = ["u8", "s8", "u16", "s16", "u32", "s32", "u64", "s64"];

/// What a register holds of a value of a narrow type.
fn held(kind: &str, value: i128) -> u64 {
    number(kind, value as u64) as u64
}

#[test]
fn integers_to_integers() {
    for from in INTEGERS {
        for to in INTEGERS {
            check(&format!("cvt.{to}.{from} $r, $a;"), &[to, from], |values| {
                held(to, number(from, values[0]))
            });
            check(
                &format!("cvt.sat.{to}.{from} $r, $a;"),
                &[to, from],
                |values| held(to, clamp(to, number(from, values[0]))),
            );
        }
    }
}

#[test]
fn narrow_results_fill_wide_registers() {
    check("cvt.s8.s32 $r, $a;", &["b64", "s32"], |values| {
        values[0] as i8 as u64
    });
    check("cvt.u16.u64 $r, $a;", &["b32", "u64"], |values| {
        values[0] & 0xffff
    });
    check("cvt.u32.u8 $r, $a;", &["u32", "b64"], |values| {
        values[0] & 0xff
    });
}

/// The direction in which a mode rounds what is not exact: -1 down, 1 up, 0 to nearest.
fn direction(mode: &str, is_positive: bool) -> i32 {
    match (&mode[..2], is_positive) {
        ("rm", _) | ("rz", true) => -1,
        ("rp", _) | ("rz", false) => 1,
        _ => 0,
    }
}

/// The number of single precision on the wanted side of an exact value, found among neighbours.
fn rounded(nearest: f32, compare: impl Fn(f32) -> std::cmp::Ordering, direction: i32) -> f32 {
    match direction {
        -1 if compare(nearest).is_gt() => nearest.next_down(),
        1 if compare(nearest).is_lt() => nearest.next_up(),
        _ => nearest,
    }
}

#[test]
fn integers_to_floats() {
    for from in INTEGERS {
        for mode in ["rn", "rz", "rm", "rp"] {
            check(
                &format!("cvt.{mode}.f32.{from} $r, $a;"),
                &["f32", from],
                |values| {
                    let value = number(from, values[0]);
                    let side = direction(mode, value > 0);
                    let result = rounded(value as f32, |f| (f as i128).cmp(&value), side);
                    result.to_bits().into()
                },
            );
            check(
                &format!("cvt.{mode}.f64.{from} $r, $a;"),
                &["f64", from],
                |values| {
                    let value = number(from, values[0]);
                    let nearest = value as f64;
                    let order = (nearest as i128).cmp(&value);
                    let result = match direction(mode, value > 0) {
                        -1 if order.is_gt() => nearest.next_down(),
                        1 if order.is_lt() => nearest.next_up(),
                        _ => nearest,
                    };
                    result.to_bits()
                },
            );
        }
    }
}

/// A value rounded to an integer, by a mode such as `rni`.
fn integral(mode: &str, value: f64) -> f64 {
    match mode {
        "rni" => value.round_ties_even(),
        "rzi" => value.trunc(),
        "rmi" => value.floor(),
        _ => value.ceil(),
    }
}

#[test]
fn floats_to_integers_saturate() {
    for to in INTEGERS {
        for mode in ["rni", "rzi", "rmi", "rpi"] {
            let nearest = |value: f64| held(to, clamp(to, integral(mode, value) as i128));
            check(
                &format!("cvt.{mode}.{to}.f32 $r, $a;"),
                &[to, "f32"],
                |values| nearest(f32::from_bits(values[0] as u32).into()),
            );
            check(
                &format!("cvt.{mode}.{to}.f64 $r, $a;"),
                &[to, "f64"],
                |values| nearest(f64::from_bits(values[0])),
            );
        }
    }
    check("cvt.rpi.ftz.s32.f32 $r, $a;", &["s32", "f32"], |values| {
        let value = f32::from_bits(values[0] as u32);
        let value = if value.is_subnormal() { 0.0 } else { value };
        f64::from(value).ceil() as i32 as u64
    });
}

#[test]
fn floats_to_floats() {
    for mode in ["rn", "rz", "rm", "rp"] {
        check(
            &format!("cvt.{mode}.f32.f64 $r, $a;"),
            &["f32", "f64"],
            |values| {
                let value = f64::from_bits(values[0]);
                if value.is_nan() {
                    return 0x7fff_ffff;
                }
                let compare = |f: f32| f64::from(f).total_cmp(&value);
                // Zero is exact whatever its sign is compared to.
                let result = match value == 0.0 {
                    true => value as f32,
                    false => rounded(value as f32, compare, direction(mode, value > 0.0)),
                };
                result.to_bits().into()
            },
        );
    }
    check(
        "cvt.f64.f32 $r, $a; testp.notanumber.f64 %p, $r; @%p mov.f64 $r, 0d7ff8000000000000;",
        &["f64", "f32"],
        |values| {
            let value = f64::from(f32::from_bits(values[0] as u32));
            if value.is_nan() {
                0x7ff8_0000_0000_0000
            } else {
                value.to_bits()
            }
        },
    );
    for mode in ["rni", "rzi", "rmi", "rpi"] {
        check(
            &format!("cvt.{mode}.f32.f32 $r, $a;"),
            &["f32", "f32"],
            |values| {
                let value = integral(mode, f32::from_bits(values[0] as u32).into()) as f32;
                if value.is_nan() {
                    0x7fff_ffff
                } else {
                    value.to_bits().into()
                }
            },
        );
    }
    check("cvt.sat.f32.f32 $r, $a;", &["f32", "f32"], |values| {
        let value = f32::from_bits(values[0] as u32);
        let value = if value > 0.0 { value.min(1.0) } else { 0.0 };
        value.to_bits().into()
    });
}
