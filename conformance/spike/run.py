#!/usr/bin/env python3
"""Runs the prover spike and prints one row per check; exits 1 when a verdict is not the expected one.

    run.py --z3 PATH --alloy-jar PATH [--limit SECONDS] [--alternatives] [--scopes FILE:LABEL 3 8]

Installs nothing. Needs `java` and `javac` on the path for Alloy.
"""

import argparse
import re
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "models"))

import provers
from provers import Alloy, Row


def main() -> int:
    arguments = parse_arguments()
    alloy = Alloy(
        arguments.alloy_jar, arguments.solver, arguments.limit, is_talkative=True
    )
    if arguments.scopes:
        rows = sweep(alloy, *arguments.scopes)
    else:
        smt = sorted((HERE / "smt").glob("*.smt2"))
        rows = provers.run_z3(arguments.z3, smt, arguments.limit)
        rows += provers.run_alloy(
            alloy, provers.commands_of(models(arguments.alternatives))
        )
    wrong = [row for row in rows if not row.is_right]
    if arguments.scopes or arguments.alternatives:
        # What is measured there is where it stops.
        wrong = [row for row in wrong if row.verdict != "timeout"]
    provers.print_table(rows, wrong)
    print(f"\n{len(rows)} rows, {len(wrong)} wrong")
    return 1 if wrong else 0


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--z3", required=True, help="the z3 binary")
    parser.add_argument(
        "--alloy-jar", required=True, help="org.alloytools.alloy.dist, version 6"
    )
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
        "--alternatives",
        action="store_true",
        help="add the encodings that were decided against",
    )
    parser.add_argument(
        "--scopes",
        nargs=3,
        metavar=("FILE:LABEL", "FROM", "TO"),
        help="run one command at many scopes",
    )
    return parser.parse_args()


def models(alternatives: bool) -> list[Path]:
    files = sorted((HERE / "alloy").glob("*.als"))
    if alternatives:
        files += sorted((HERE / "alloy" / "alternatives").glob("*.als"))
    return files


def sweep(alloy: Alloy, command: str, first: str, last: str) -> list[Row]:
    """Runs one command at every scope from `first` to `last` by rewriting its `for N but`."""
    path_text, label = command.rsplit(":", 1)
    path = Path(path_text)
    with tempfile.TemporaryDirectory() as folder:
        commands = []
        for scope in range(int(first), int(last) + 1):
            copy = Path(folder) / f"{path.stem}_scope_{scope}.als"
            copy.write_text(
                re.sub(r"for \d+ but", f"for {scope} but", path.read_text())
            )
            commands.append(f"{copy}:{label}")
        return provers.run_alloy(alloy, commands)


if __name__ == "__main__":
    sys.exit(main())
