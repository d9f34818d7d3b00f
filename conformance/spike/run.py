#!/usr/bin/env python3
"""Runs the prover spike and prints one row per check; exits 1 when a verdict is not the expected one.

    run.py --z3 PATH --alloy-jar PATH [--limit SECONDS] [--alternatives] [--scopes FILE:LABEL 3 8]

Installs nothing. Needs `java` and `javac` on the path for Alloy.
"""

import argparse
import queue
import re
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

HERE = Path(__file__).resolve().parent
STATUS = re.compile(r"\(set-info :status (\w+)\)")
JAVA_OPTIONS = ["-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-Xss16m"]


@dataclass(frozen=True)
class Row:
    """One check: what it is called, what it said, what it should say, how long it took."""

    name: str
    prover: str
    verdict: str
    expected: str
    ms: float
    size: str = ""


class Lines:
    """The standard output of a process, line by line, with a limit on the wait for each."""

    def __init__(self, stream: IO[str] | None) -> None:
        assert stream is not None, "the process was started without a pipe"
        self.stream = stream
        self.queue: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._pump, daemon=True).start()

    def _pump(self) -> None:
        for line in self.stream:
            self.queue.put(line.rstrip("\n"))
        self.queue.put(None)

    def next(self, limit: float) -> str | None:
        """The next line, or None at the end. Raises queue.Empty when the limit passes."""
        return self.queue.get(timeout=limit)


def main() -> int:
    arguments = parse_arguments()
    if arguments.scopes:
        rows = sweep(arguments)
    else:
        rows = run_z3(arguments) + run_alloy(
            arguments, alloy_commands(arguments.alternatives)
        )
    wrong = [row for row in rows if row.verdict != row.expected]
    if arguments.scopes or arguments.alternatives:
        wrong = [
            row for row in wrong if row.verdict != "timeout"
        ]  # what is measured there is where it stops
    print_table(rows, wrong)
    print(f"\n{len(rows)} rows, {len(wrong)} wrong")
    return 1 if wrong else 0


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--z3", required=True, help="the z3 binary")
    parser.add_argument(
        "--alloy-jar", required=True, help="org.alloytools.alloy.dist, version 6"
    )
    parser.add_argument(
        "--limit", type=float, default=60.0, help="seconds a command may take"
    )
    parser.add_argument("--solver", default="sat4j", help="Alloy's SAT solver")
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


def run_z3(arguments: argparse.Namespace) -> list[Row]:
    rows = []
    for path in sorted((HERE / "smt").glob("*.smt2")):
        rows += run_smt_file(arguments, path)
    return rows


def run_smt_file(arguments: argparse.Namespace, path: Path) -> list[Row]:
    """Feeds one z3 the file up to each check, so that a row is the time of its check alone."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [arguments.z3, "-in"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    lines = Lines(process.stdout)
    rows = []
    for part in split_at_checks(path.read_text()):
        process.stdin.write(
            STATUS.sub("", part)
        )  # z3 would answer a wrong status with a line of its own
        process.stdin.flush()
        verdict = read_verdict(lines, arguments.limit)
        now = time.perf_counter()
        name = re.findall(r'\(echo "(.*)"\)', part)[-1]
        expected = STATUS.findall(part)[-1]
        rows.append(
            Row(f"{path.stem}: {name}", "z3", verdict, expected, (now - start) * 1000)
        )
        start = now
        if verdict == "timeout":
            break
    process.kill()
    process.wait()
    return rows


def split_at_checks(text: str) -> list[str]:
    """The text in pieces that each end in a check."""
    pieces = re.split(r"(?<=\(check-sat\))\n", text)
    return [piece + "\n" for piece in pieces if "(check-sat)" in piece]


def read_verdict(lines: Lines, limit: float) -> str:
    try:
        while (line := lines.next(limit)) is not None:
            if line in ("sat", "unsat", "unknown"):
                return line
            if line.startswith("(error"):
                return line
    except queue.Empty:
        return "timeout"
    return "ended"


def alloy_commands(alternatives: bool) -> list[str]:
    files = sorted((HERE / "alloy").glob("*.als"))
    if alternatives:
        files += sorted((HERE / "alloy" / "alternatives").glob("*.als"))
    return [f"{path}:{label}" for path in files for label in labels(path)]


def labels(path: Path) -> list[str]:
    return re.findall(r"^(?:check|run) (\w+)", path.read_text(), re.MULTILINE)


def run_alloy(arguments: argparse.Namespace, commands: list[str]) -> list[Row]:
    """Runs all commands in one JVM. A command past its limit costs that JVM: the rest goes to a fresh one."""
    with tempfile.TemporaryDirectory() as classes:
        compile_driver(arguments.alloy_jar, classes)
        rows: list[Row] = []
        pending = list(commands)
        while pending:
            rows += run_one_jvm(arguments, classes, pending)
    return rows


def compile_driver(jar: str, classes: str) -> None:
    start = time.perf_counter()
    subprocess.run(
        ["javac", "-cp", jar, "-d", classes, str(HERE / "AlloyDriver.java")], check=True
    )
    print(f"javac of the driver: {(time.perf_counter() - start) * 1000:.0f} ms")


def run_one_jvm(
    arguments: argparse.Namespace, classes: str, pending: list[str]
) -> list[Row]:
    """Takes what it ran off `pending`."""
    class_path = f"{arguments.alloy_jar}:{classes}"
    command = [
        "java",
        *JAVA_OPTIONS,
        f"-Dsolver={arguments.solver}",
        "-cp",
        class_path,
        "AlloyDriver",
        *pending,
    ]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    lines = Lines(process.stdout)
    rows = []
    try:
        while pending and (line := lines.next(arguments.limit)) is not None:
            file, label, verdict, expected, ms, variables, clauses = line.split("\t")
            if verdict == "-":
                note_overhead(label, file, ms, start)
                continue
            pending.pop(0)
            rows.append(
                Row(
                    f"{Path(file).stem}: {label}",
                    "alloy",
                    verdict,
                    expected,
                    float(ms),
                    f"{variables}/{clauses}",
                )
            )
    except queue.Empty:
        file, label = pending.pop(0).rsplit(":", 1)
        rows.append(
            Row(
                f"{Path(file).stem}: {label}",
                "alloy",
                "timeout",
                "an answer",
                arguments.limit * 1000,
            )
        )
    finally:
        process.kill()
        process.wait()
    if pending and not rows:
        raise SystemExit("the Alloy driver ended without an answer")
    return rows


def note_overhead(label: str, file: str, ms: str, start: float) -> None:
    if label == "start":
        print(
            f"java: {(time.perf_counter() - start) * 1000:.0f} ms from exec to first line, {ms} ms of it inside the JVM"
        )
    else:
        print(f"parse of {Path(file).name}: {ms} ms")


def sweep(arguments: argparse.Namespace) -> list[Row]:
    """Runs one command at every scope from FROM to TO by rewriting its `for N but`."""
    path_text, label = arguments.scopes[0].rsplit(":", 1)
    path = Path(path_text)
    with tempfile.TemporaryDirectory() as folder:
        commands = []
        for scope in range(int(arguments.scopes[1]), int(arguments.scopes[2]) + 1):
            copy = Path(folder) / f"{path.stem}_scope_{scope}.als"
            copy.write_text(
                re.sub(r"for \d+ but", f"for {scope} but", path.read_text())
            )
            commands.append(f"{copy}:{label}")
        return run_alloy(arguments, commands)


def print_table(rows: list[Row], wrong: list[Row]) -> None:
    width = max(len(row.name) for row in rows)
    print(
        f"\n{'name':{width}}  {'prover':6}  {'verdict':8}  {'expected':9}  {'ms':>8}  variables/clauses"
    )
    for row in rows:
        mark = "  WRONG" if row in wrong else ""
        print(
            f"{row.name:{width}}  {row.prover:6}  {row.verdict:8}  {row.expected:9}  {row.ms:8.1f}  {row.size}{mark}"
        )


if __name__ == "__main__":
    sys.exit(main())
