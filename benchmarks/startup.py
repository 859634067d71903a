"""What an audit costs beside a bare Python, on generated inputs: ``python benchmarks/startup.py [RUNS]``.

A wheel of this tree is built and installed into a fresh environment without its dependencies: what is measured is what
a user starts, and that the default path needs none of them. Every figure is a ratio within this one run, of medians of
CPU time over interleaved runs: seconds say more about the machine than about the program. Exits 1 where a ratio is
above its target. Needs hatchling (``make test`` installs it), and a system that has ``os.wait4``.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
VENDOR = {
    "@auth0/auth0-react": "2.4.0",
    "@auth0/auth0-spa-js": "2.3.0",
    "auth0": "4.10.0",
    "express-openid-connect": "2.17.1",
    "jsonwebtoken": "9.0.2",
}

# Prints the most memory that a command had, in KiB; what ``os.wait4`` says would hold that of its starter as well.
PEAK = """
import sys
from auditor.cli import main
main(sys.argv[1:]) if sys.argv[1:] else None
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")), file=sys.stderr)
"""

# Runs in the installed environment: reading and extracting a lockfile, and decoding its JSON, turn and turn about.
IN_PROCESS = """
import json, statistics, sys, time
from auditor.scanners import package_lock
from auditor.source import Document
data = open(sys.argv[1], "rb").read()
def extract():
    return package_lock.scan(Document("package-lock.json", data))
def decode():
    return json.loads(data)
times = {extract: [], decode: []}
for _ in range(int(sys.argv[2])):
    for job, taken in times.items():
        start = time.process_time()
        job()
        taken.append(time.process_time() - start)
print(statistics.median(times[extract]) / statistics.median(times[decode]))
"""


class Case(NamedTuple):
    """A command to measure against a bare Python; ``target`` is the ratio that it must not exceed."""

    name: str
    target: float
    command: list[str]
    folder: Path


def main(runs: int) -> int:
    with tempfile.TemporaryDirectory(prefix="matrix-audit-") as name:
        folder = Path(name)
        python, program = install(folder)
        cases = prepare(folder, program)
        bare = Case("python -c pass", 1.0, [python, "-c", "pass"], folder)
        measured = measure([bare, *cases], runs)
        rows = [
            (case.name, statistics.median(measured[case.name]) / statistics.median(measured[bare.name]), case.target)
            for case in cases
        ]
        rows.append(("read and extract a 1 MB lockfile / json.loads", in_process(folder, python, runs), 1.5))
        memory = f"{peak(python, cases[0].folder, 'check'):.1f} MiB, without arguments {peak(python, folder):.1f} MiB"
    failed = report(rows)
    print(f"\npeak memory, {cases[0].name}: {memory}")
    return int(failed)


def install(folder: Path) -> tuple[str, str]:
    """Build a wheel and install it into a fresh environment: its Python, and the program."""
    environment = folder / "environment"
    venv.create(environment)
    python = str(environment / "bin" / "python")
    pip = [sys.executable, "-m", "pip", "-q"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT)], check=True)
    (wheel,) = folder.glob("*.whl")
    # With this pip, which is locked: the start script that an old one writes imports `re` first.
    subprocess.run([*pip, "--python", python, "install", "--no-deps", "--no-index", str(wheel)], check=True)
    return python, str(environment / "bin" / "matrix-audit")


def prepare(folder: Path, program: str) -> list[Case]:
    """Generate the inputs, the same in every run."""
    project, beside = folder / "project", folder / "beside"
    write_project(project, 400_000)
    write_project(folder / "large", 1_100_000)
    write_installed(beside, packages=1_000, files=100)
    return [
        Case("check, 400 KB package-lock.json", 4.0, [program, "check"], project),
        Case("--version", 1.3, [program, "--version"], folder),
        Case("--help", 3.0, [program, "--help"], folder),
        Case("nothing to audit beside 100,000 files in node_modules", 3.0, [program, "check"], beside),
    ]


def write_project(folder: Path, size: int) -> None:
    """A project whose package-lock.json has at least ``size`` bytes."""
    folder.mkdir()
    draw = random.Random(size)  # noqa: S311 - the same bytes every time, not secrets
    entries: dict[str, Any] = {f"node_modules/{name}": entry(name, version, draw) for name, version in VENDOR.items()}
    entries["node_modules/@auth0/auth0-react"]["dependencies"] = {"@auth0/auth0-spa-js": "^2.2.0"}
    names = ["package-0"]
    entries["node_modules/package-0"] = entry("package-0", "1.0.0", draw)
    while len(json.dumps(entries, indent=2)) < size:
        for _ in range(50):
            name = f"{draw.choice(['', '@scope/'])}package-{len(names)}"
            entries[f"node_modules/{name}"] = entry(
                name, f"{draw.randrange(9)}.{draw.randrange(30)}.0", draw, names[-3:]
            )
            names.append(name)
    dependencies = {name: f"^{version}" for name, version in VENDOR.items()} | dict.fromkeys(names[-40:], "*")
    manifest = {"name": "bench", "version": "1.0.0", "dependencies": dependencies}
    lock = {
        "name": "bench",
        "version": "1.0.0",
        "lockfileVersion": 3,
        "requires": True,
        "packages": {"": manifest} | entries,
    }
    (folder / "package.json").write_text(json.dumps(manifest, indent=2))
    (folder / "package-lock.json").write_text(json.dumps(lock, indent=2))


def entry(name: str, version: str, draw: random.Random, needs: list[str] | None = None) -> dict[str, Any]:
    """One package as npm writes it."""
    return {
        "version": version,
        "resolved": f"https://npm.example.test/{name}/-/{name.rpartition('/')[2]}-{version}.tgz",
        "integrity": f"sha512-{draw.randbytes(64).hex()[:86]}==",
        "license": "MIT",
        "dependencies": dict.fromkeys(needs or [], "*"),
        "engines": {"node": ">=14"},
    }


def write_installed(folder: Path, packages: int, files: int) -> None:
    """A folder that holds nothing but installed packages."""
    for package in range(packages):
        inside = folder / "node_modules" / f"package-{package}"
        inside.mkdir(parents=True)
        for number in range(files):
            (inside / f"{number}.js").touch()


def measure(cases: list[Case], runs: int) -> dict[str, list[float]]:
    """Run all cases turn and turn about, after one round that counts for nothing.

    What ran before leaves its mark on a short run (a bare Python is a tenth slower behind a check): so the order is drawn anew.
    """
    measured: dict[str, list[float]] = {case.name: [] for case in cases}
    draw = random.Random(runs)  # noqa: S311 - the same order every time, not secrets
    for number in range(runs + 1):
        for case in draw.sample(cases, len(cases)):
            once = run(case)
            if number:
                measured[case.name].append(once)
    return measured


def run(case: Case) -> float:
    """The CPU seconds of one run."""
    process = subprocess.Popen(
        case.command, cwd=case.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    said = process.stderr.read().decode() if process.stderr else ""
    if process.returncode not in {0, 1} or "Traceback" in said:
        raise SystemExit(f"{case.name} ended with {process.returncode}:\n{said}")
    return usage.ru_utime + usage.ru_stime


def peak(python: str, folder: Path, *words: str) -> float:
    """The most memory that a command had, in MiB; Linux only, elsewhere 0."""
    if not os.path.exists("/proc/self/status"):
        return 0
    done = subprocess.run([python, "-c", PEAK, *words], cwd=folder, capture_output=True, text=True, check=True)
    return int(done.stderr.split()[-1]) / 1024


def in_process(folder: Path, python: str, runs: int) -> float:
    lock = str(folder / "large" / "package-lock.json")
    done = subprocess.run([python, "-c", IN_PROCESS, lock, str(runs)], check=True, capture_output=True, text=True)
    return float(done.stdout)


def report(rows: list[tuple[str, float, float]]) -> bool:
    """Print the ratios; True where one is above its target."""
    width = max(len(name) for name, _, _ in rows)
    print(f"{'CPU time, ratio to python -c pass':{width}}  ratio  target")
    for name, value, target in rows:
        print(f"{name:{width}}  {value:5.2f}  {target:6.1f}{'  above' if value > target else ''}")
    return any(value > target for _, value, target in rows)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 15))
