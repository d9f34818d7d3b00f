#!/usr/bin/env python3
"""Runs the generated models and prints one row per check; exits 1 when a verdict is not the expected one.

    run.py --z3 PATH --alloy-jar PATH [--limit SECONDS] [--only NAME] [FOLDER]

FOLDER holds `smt/*.smt2` and `alloy/*.als`; without it, the models of this repository. Either prover may be left out, and
its models are then not run. Installs nothing. Needs `java` and `javac` on the path for Alloy.
"""

import argparse
import sys
import time
from pathlib import Path

import provers
from provers import Alloy, Row

GENERATED = Path(__file__).resolve().parent / "generated"


def main() -> int:
    arguments = parse_arguments()
    start = time.perf_counter()
    rows: list[Row] = []
    if arguments.z3:
        paths = found(arguments, "smt", ".smt2")
        rows += provers.run_z3(arguments.z3, paths, arguments.limit)
    if arguments.alloy_jar:
        alloy = Alloy(arguments.alloy_jar, arguments.solver, arguments.limit)
        paths = found(arguments, "alloy", ".als")
        rows += provers.run_alloy(alloy, provers.commands_of(paths))
    wrong = [row for row in rows if not row.is_right]
    provers.print_table(wrong if arguments.quiet else rows, wrong)
    print_summary(rows, wrong, time.perf_counter() - start)
    return 1 if wrong or not rows else 0


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "folder", nargs="?", type=Path, default=GENERATED, help="what to run"
    )
    parser.add_argument("--z3", help="the z3 binary")
    parser.add_argument("--alloy-jar", help="org.alloytools.alloy.dist, version 6")
    parser.add_argument(
        "--limit",
        type=float,
        default=provers.DEFAULT_LIMIT,
        help="seconds a command may take",
    )
    parser.add_argument(
        "--solver", default=provers.DEFAULT_SOLVER, help="Alloy's SAT solver"
    )
    parser.add_argument(
        "--only", default="", help="only files whose name has this in it"
    )
    parser.add_argument(
        "--quiet", action="store_true", help="print wrong verdicts and the summary"
    )
    arguments = parser.parse_args()
    if not (arguments.z3 or arguments.alloy_jar):
        parser.error("name a prover: --z3, --alloy-jar, or both")
    return arguments


def found(arguments: argparse.Namespace, folder: str, suffix: str) -> list[Path]:
    """The models of one prover, in a fixed order."""
    paths = sorted((arguments.folder / folder).glob(f"*{suffix}"))
    return [path for path in paths if arguments.only in path.name]


def print_summary(rows: list[Row], wrong: list[Row], seconds: float) -> None:
    for prover in ("z3", "alloy"):
        own = [row for row in rows if row.prover == prover]
        if own:
            slowest = max(own, key=lambda row: row.ms)
            total = sum(row.ms for row in own) / 1000
            print(
                f"{prover}: {len(own)} checks in {total:.1f} s, the slowest {slowest.ms:.0f} ms ({slowest.name})"
            )
    print(f"{len(rows)} rows, {len(wrong)} wrong, {seconds:.1f} s")


if __name__ == "__main__":
    sys.exit(main())
