"""Runs z3 on SMT-LIB files and Alloy on models, one check at a time, and compares verdicts with the expected ones."""

import queue
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

HERE = Path(__file__).resolve().parent
STATUS = re.compile(r"\(set-info :status (\w+)\)")
JAVA_OPTIONS = ["-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-Xss16m"]
DEFAULT_LIMIT = 60.0
DEFAULT_SOLVER = "sat4j"

# What z3 says when the values are asked for that a wrong verdict does not have: the verdict has been read already.
NO_MODEL = "model is not available"


@dataclass(frozen=True)
class Row:
    """One check: what it is called, what it said, what it should say, how long it took."""

    name: str
    prover: str
    verdict: str
    expected: str
    ms: float
    size: str = ""

    @property
    def is_right(self) -> bool:
        """A question (`any`) has no wrong answer, but it must have one."""
        if self.expected == "any":
            return self.verdict in ("sat", "unsat")
        return self.verdict == self.expected


@dataclass(frozen=True)
class Alloy:
    """How Alloy is run."""

    jar: str
    solver: str = DEFAULT_SOLVER
    limit: float = DEFAULT_LIMIT
    is_talkative: bool = False


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


def run_z3(z3: str, paths: Sequence[Path], limit: float = DEFAULT_LIMIT) -> list[Row]:
    """Every check of every file, each file in a z3 of its own."""
    return [row for path in paths for row in run_smt_file(z3, path, limit)]


def run_smt_file(z3: str, path: Path, limit: float) -> list[Row]:
    """Feeds one z3 the file up to each check, so that a row is the time of its check alone."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [z3, "-in"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    lines = Lines(process.stdout)
    rows = []
    try:
        for part in split_at_checks(path.read_text()):
            # z3 would answer a wrong status with a line of its own.
            process.stdin.write(STATUS.sub("", part))
            process.stdin.flush()
            verdict = read_verdict(lines, limit)
            now = time.perf_counter()
            name = re.findall(r'\(echo "(.*)"\)', part)[-1]
            expected = expected_of(part)
            rows.append(
                Row(
                    f"{path.stem}: {name}",
                    "z3",
                    verdict,
                    expected,
                    (now - start) * 1000,
                )
            )
            start = now
            if verdict == "timeout":
                break
    except BrokenPipeError:
        rows.append(Row(f"{path.stem}: the rest of it", "z3", "ended", "an answer", 0))
    finally:
        process.kill()
        process.wait()
    return rows


def expected_of(part: str) -> str:
    status = STATUS.findall(part)[-1]
    return "any" if status == "unknown" else str(status)


def split_at_checks(text: str) -> list[str]:
    """The text in pieces that each end in a check."""
    pieces = re.split(r"(?<=\(check-sat\))\n", text)
    return [piece + "\n" for piece in pieces if "(check-sat)" in piece]


def read_verdict(lines: Lines, limit: float) -> str:
    try:
        while (line := lines.next(limit)) is not None:
            if line in ("sat", "unsat", "unknown"):
                return line
            if line.startswith("(error") and NO_MODEL not in line:
                return line
    except queue.Empty:
        return "timeout"
    return "ended"


def commands_of(paths: Sequence[Path]) -> list[str]:
    """Every command of every model, as FILE:LABEL."""
    return [f"{path}:{label}" for path in paths for label in labels(path)]


def labels(path: Path) -> list[str]:
    return re.findall(r"^(?:check|run) (\w+)", path.read_text(), re.MULTILINE)


def run_alloy(alloy: Alloy, commands: Sequence[str]) -> list[Row]:
    """Runs all commands in one JVM. A command past its limit costs that JVM: the rest goes to a fresh one."""
    with tempfile.TemporaryDirectory() as classes:
        compile_driver(alloy, classes)
        rows: list[Row] = []
        pending = list(commands)
        while pending:
            rows += run_one_jvm(alloy, classes, pending)
    return rows


def compile_driver(alloy: Alloy, classes: str) -> None:
    start = time.perf_counter()
    driver = str(HERE / "AlloyDriver.java")
    subprocess.run(["javac", "-cp", alloy.jar, "-d", classes, driver], check=True)
    note(alloy, f"javac of the driver: {(time.perf_counter() - start) * 1000:.0f} ms")


def run_one_jvm(alloy: Alloy, classes: str, pending: list[str]) -> list[Row]:
    """Takes what it ran off `pending`."""
    class_path = f"{alloy.jar}:{classes}"
    solver = f"-Dsolver={alloy.solver}"
    options = [*JAVA_OPTIONS, solver, "-cp", class_path]
    start = time.perf_counter()
    process = subprocess.Popen(
        ["java", *options, "AlloyDriver", *pending], stdout=subprocess.PIPE, text=True
    )
    lines = Lines(process.stdout)
    rows = []
    try:
        while pending and (line := lines.next(alloy.limit)) is not None:
            file, label, verdict, expected, ms, variables, clauses = line.split("\t")
            if verdict == "-":
                note_overhead(alloy, label, file, ms, start)
                continue
            pending.pop(0)
            size = f"{variables}/{clauses}"
            name = f"{Path(file).stem}: {label}"
            rows.append(Row(name, "alloy", verdict, expected, float(ms), size))
    except queue.Empty:
        file, label = pending.pop(0).rsplit(":", 1)
        name = f"{Path(file).stem}: {label}"
        rows.append(Row(name, "alloy", "timeout", "an answer", alloy.limit * 1000))
    finally:
        process.kill()
        process.wait()
    if pending and not rows:
        raise SystemExit(f"the Alloy driver ended before it answered {pending[0]}")
    return rows


def note_overhead(alloy: Alloy, label: str, file: str, ms: str, start: float) -> None:
    if label == "start":
        since_exec = (time.perf_counter() - start) * 1000
        note(
            alloy,
            f"java: {since_exec:.0f} ms from exec to first line, {ms} ms of it inside the JVM",
        )
    else:
        note(alloy, f"parse of {Path(file).name}: {ms} ms")


def note(alloy: Alloy, text: str) -> None:
    if alloy.is_talkative:
        print(text)


def print_table(rows: Sequence[Row], wrong: Sequence[Row]) -> None:
    """One line per check; those among `wrong` are marked."""
    width = max((len(row.name) for row in rows), default=4)
    print(
        f"\n{'name':{width}}  {'prover':6}  {'verdict':8}  {'expected':9}  {'ms':>8}  variables/clauses"
    )
    for row in rows:
        mark = "  WRONG" if row in wrong else ""
        print(
            f"{row.name:{width}}  {row.prover:6}  {row.verdict:8}  {row.expected:9}  {row.ms:8.1f}  {row.size}{mark}"
        )
