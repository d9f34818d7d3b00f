//! Every arithmetic instruction on all its types, against plain Rust.

use super::evaluate::{check, size};

const INTEGERS: [&str; 6] = ["u16", "s16", "u32", "s32", "u64", "s64"];
const BITS: [&str; 3] = ["b16", "b32", "b64"];

/// The number that bits stand for in an integer type.
pub fn number(kind: &str, bits: u64) -> i128 {
    let unused = 64 - 8 * size(kind);
    match kind.starts_with('s') {
        true => i128::from((bits << unused) as i64 >> unused),
        false => i128::from(bits << unused >> unused),
    }
}

fn range(kind: &str) -> (i128, i128) {
    let bits = 8 * size(kind);
    match kind.starts_with('s') {
        true => (-(1 << (bits - 1)), (1 << (bits - 1)) - 1),
        false => (0, (1 << bits) - 1),
    }
}

/// The nearest number of an integer type.
pub fn clamp(kind: &str, value: i128) -> i128 {
    let (lowest, highest) = range(kind);
    value.clamp(lowest, highest)
}

/// Checks an integer instruction of two operands on some types.
fn check_two(kinds: &[&str], opcode: &str, expected: impl Fn(&str, i128, i128) -> i128) {
    for kind in kinds {
        let instruction = format!("{opcode}.{kind} $r, $a, $b;");
        check(&instruction, &[kind, kind, kind], |values| {
            expected(kind, number(kind, values[0]), number(kind, values[1])) as u64
        });
    }
}

fn check_one(kinds: &[&str], opcode: &str, expected: impl Fn(&str, i128) -> i128) {
    for kind in kinds {
        let instruction = format!("{opcode}.{kind} $r, $a;");
        check(&instruction, &[kind, kind], |values| {
            expected(kind, number(kind, values[0])) as u64
        });
    }
}

#[test]
fn sums_and_differences_wrap() {
    check_two(&INTEGERS, "add", |_, a, b| a + b);
    check_two(&INTEGERS, "sub", |_, a, b| a - b);
    check_two(&["s32"], "add.sat", |kind, a, b| clamp(kind, a + b));
    check_two(&["s32"], "sub.sat", |kind, a, b| clamp(kind, a - b));
}

#[test]
fn products_have_two_halves() {
    check_two(&INTEGERS, "mul.lo", |_, a, b| a.wrapping_mul(b));
    check_two(&INTEGERS[..4], "mul.hi", |kind, a, b| {
        (a * b) >> (8 * size(kind))
    });
    check_two(&["s64"], "mul.hi", |_, a, b| (a * b) >> 64);
    check_two(&["u64"], "mul.hi", |_, a, b| {
        ((a as u128 * b as u128) >> 64) as i128
    });
    for (kind, wide) in [
        ("u16", "u32"),
        ("s16", "s32"),
        ("u32", "u64"),
        ("s32", "s64"),
    ] {
        let product = move |values: &[u64]| number(kind, values[0]) * number(kind, values[1]);
        check(
            &format!("mul.wide.{kind} $r, $a, $b;"),
            &[wide, kind, kind],
            |values| product(values) as u64,
        );
        check(
            &format!("mad.wide.{kind} $r, $a, $b, $c;"),
            &[wide, kind, kind, wide],
            |values| (product(values) + number(wide, values[2])) as u64,
        );
    }
    for kind in INTEGERS {
        check(
            &format!("mad.lo.{kind} $r, $a, $b, $c;"),
            &[kind; 4],
            |values| values[0].wrapping_mul(values[1]).wrapping_add(values[2]),
        );
    }
    for kind in ["u16", "s16", "u32", "s32"] {
        check(
            &format!("mad.hi.{kind} $r, $a, $b, $c;"),
            &[kind; 4],
            |values| {
                let product = number(kind, values[0]) * number(kind, values[1]);
                ((product >> (8 * size(kind))) + number(kind, values[2])) as u64
            },
        );
    }
}

#[test]
fn division_by_zero_is_defined() {
    check_two(&INTEGERS, "div", |_, a, b| if b == 0 { -1 } else { a / b });
    check_two(&INTEGERS, "rem", |_, a, b| if b == 0 { a } else { a % b });
}

#[test]
fn extremes_and_signs() {
    check_two(&INTEGERS, "min", |_, a, b| a.min(b));
    check_two(&INTEGERS, "max", |_, a, b| a.max(b));
    check_one(&["s16", "s32", "s64"], "neg", |_, a| -a);
    check_one(&["s16", "s32", "s64"], "abs", |_, a| a.abs());
    for kind in INTEGERS {
        check(
            &format!("sad.{kind} $r, $a, $b, $c;"),
            &[kind; 4],
            |values| {
                let difference = (number(kind, values[0]) - number(kind, values[1])).abs();
                (difference + number(kind, values[2])) as u64
            },
        );
    }
}

#[test]
fn logic() {
    check_two(&BITS, "and", |_, a, b| a & b);
    check_two(&BITS, "or", |_, a, b| a | b);
    check_two(&BITS, "xor", |_, a, b| a ^ b);
    check_one(&BITS, "not", |_, a| !a);
    check_one(&BITS, "cnot", |_, a| i128::from(a == 0));
    for (table, function) in [
        (0x80, (|a, b, c| a & b & c) as fn(u64, u64, u64) -> u64),
        (0x96, |a, b, c| a ^ b ^ c),
        (0xca, |a, b, c| a & b | !a & c),
        (0xfe, |a, b, c| a | b | c),
        (0x1e, |a, b, c| a ^ (b | c)),
        (0x00, |_, _, _| 0),
    ] {
        let instruction = format!("lop3.b32 $r, $a, $b, $c, {table:#x};");
        check(&instruction, &["b32"; 4], |values| {
            function(values[0], values[1], values[2])
        });
    }
}

#[test]
fn shifts_stop_at_the_width() {
    for kind in ["b16", "b32", "b64"] {
        check(
            &format!("shl.{kind} $r, $a, $b;"),
            &[kind, kind, "u32"],
            |values| {
                let amount = values[1].min(64) as u32;
                (u128::from(values[0]) << amount) as u64
            },
        );
    }
    for kind in [
        "b16", "b32", "b64", "u16", "s16", "u32", "s32", "u64", "s64",
    ] {
        check(
            &format!("shr.{kind} $r, $a, $b;"),
            &[kind, kind, "u32"],
            |values| (number(kind, values[0]) >> values[1].min(64)) as u64,
        );
    }
    for (name, limit) in [("clamp", 32), ("wrap", 31)] {
        let amount = move |bits: u64| if limit == 32 { bits.min(32) } else { bits & 31 };
        check(
            &format!("shf.l.{name}.b32 $r, $a, $b, $c;"),
            &["b32", "b32", "b32", "u32"],
            |values| {
                let whole = u128::from(values[1] << 32 | values[0]);
                (whole << amount(values[2]) >> 32) as u64
            },
        );
        check(
            &format!("shf.r.{name}.b32 $r, $a, $b, $c;"),
            &["b32", "b32", "b32", "u32"],
            |values| (values[1] << 32 | values[0]) >> amount(values[2]),
        );
    }
}

#[test]
fn bits_are_counted_and_moved() {
    for kind in ["b32", "b64"] {
        let width = 8 * size(kind) as u32;
        check(&format!("popc.{kind} $r, $a;"), &["u32", kind], |values| {
            values[0].count_ones().into()
        });
        check(&format!("clz.{kind} $r, $a;"), &["u32", kind], |values| {
            (values[0].leading_zeros() - (64 - width)).into()
        });
        check(&format!("brev.{kind} $r, $a;"), &[kind, kind], |values| {
            values[0].reverse_bits() >> (64 - width)
        });
        check(
            &format!("bfi.{kind} $r, $a, $b, $c, $d;"),
            &[kind, kind, kind, "u32", "u32"],
            |values| {
                let (start, length) = (values[2] & 255, values[3] & 255);
                (0..u64::from(width)).fold(0, |result, bit| {
                    let inside = bit >= start && bit < start + length;
                    let from = if inside {
                        values[0] >> (bit - start)
                    } else {
                        values[1] >> bit
                    };
                    result | (from & 1) << bit
                })
            },
        );
    }
    for kind in ["u32", "s32", "u64", "s64"] {
        let width = 8 * size(kind) as u64;
        check(
            &format!("bfe.{kind} $r, $a, $b, $c;"),
            &[kind, kind, "u32", "u32"],
            |values| {
                let (start, length) = (values[1] & 255, values[2] & 255);
                let sign_bit = (start + length).max(1).min(width) - 1;
                let sign = kind.starts_with('s') && length != 0 && values[0] >> sign_bit & 1 != 0;
                (0..width).fold(0, |result, bit| {
                    let inside = bit < length && start + bit < width;
                    let found = if inside {
                        values[0] >> (start + bit) & 1
                    } else {
                        sign.into()
                    };
                    result | found << bit
                })
            },
        );
        check(&format!("bfind.{kind} $r, $a;"), &["u32", kind], |values| {
            let value = number(kind, values[0]);
            let unlike = if value < 0 { !value } else { value };
            (0..width)
                .rev()
                .find(|bit| unlike >> bit & 1 != 0)
                .unwrap_or(u64::MAX)
        });
        check(
            &format!("bfind.shiftamt.{kind} $r, $a;"),
            &["u32", kind],
            |values| {
                let value = number(kind, values[0]);
                let unlike = if value < 0 { !value } else { value };
                let found = (0..width).rev().find(|bit| unlike >> bit & 1 != 0);
                found.map_or(u64::MAX, |bit| width - 1 - bit)
            },
        );
    }
    check("prmt.b32 $r, $a, $b, $c;", &["b32"; 4], |values| {
        let whole = values[1] << 32 | values[0];
        (0..4).fold(0, |result, index| {
            let place = values[2] >> (4 * index) & 15;
            let byte = whole >> (8 * (place & 7)) & 255;
            let byte = if place & 8 == 0 {
                byte
            } else {
                (byte >> 7) * 255
            };
            result | byte << (8 * index)
        })
    });
    check("prmt.b32.f4e $r, $a, $b, $c;", &["b32"; 4], |values| {
        (values[1] << 32 | values[0]) >> (8 * (values[2] & 3))
    });
    check("prmt.b32.rc8 $r, $a, $b, $c;", &["b32"; 4], |values| {
        (values[0] >> (8 * (values[2] & 3)) & 255) * 0x0101_0101
    });
    check("prmt.b32.rc16 $r, $a, $b, $c;", &["b32"; 4], |values| {
        (values[0] >> (16 * (values[2] & 1)) & 0xffff) * 0x0001_0001
    });
}

type Relation = (&'static str, fn(i128, i128) -> bool);

#[test]
fn comparisons() {
    let relations: [Relation; 6] = [
        ("eq", |a, b| a == b),
        ("ne", |a, b| a != b),
        ("lt", |a, b| a < b),
        ("le", |a, b| a <= b),
        ("gt", |a, b| a > b),
        ("ge", |a, b| a >= b),
    ];
    for kind in INTEGERS {
        for (name, holds) in relations {
            let instruction = format!("setp.{name}.{kind} %p, $a, $b; selp.u32 $r, 1, 0, %p;");
            check(&instruction, &["u32", kind, kind], |values| {
                holds(number(kind, values[0]), number(kind, values[1])).into()
            });
        }
    }
    for (name, same) in [("lo", "lt"), ("ls", "le"), ("hi", "gt"), ("hs", "ge")] {
        let holds = relations
            .iter()
            .find(|(known, _)| *known == same)
            .expect("it is there")
            .1;
        check(
            &format!("setp.{name}.u32 %p|%q, $a, $b; selp.u32 $r, 2, 1, %q;"),
            &["u32", "u32", "u32"],
            |values| {
                if holds(values[0].into(), values[1].into()) {
                    1
                } else {
                    2
                }
            },
        );
    }
    check(
        "set.lt.u32.s32 $r, $a, $b;",
        &["u32", "s32", "s32"],
        |values| {
            if (values[0] as i32) < values[1] as i32 {
                u64::MAX
            } else {
                0
            }
        },
    );
    check(
        "slct.u64.s32 $r, $a, $b, $c;",
        &["u64", "u64", "u64", "s32"],
        |values| {
            if values[2] as i32 >= 0 {
                values[0]
            } else {
                values[1]
            }
        },
    );
}
