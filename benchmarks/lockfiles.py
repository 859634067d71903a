"""What reading a lockfile costs beside a general parser that just loads it: ``python benchmarks/lockfiles.py [FOLDER]``.

The lockfiles are generated, the same in every run; with a FOLDER the largest of each format below it is read instead.
Every figure is a ratio within this one run, of medians of CPU time over interleaved runs in one process each. ``scan`` is
what a check does: the file parsed and checked, its packages by name, those of the npm family to be built when asked for.
``all`` builds every package with all that is known of it, as an inventory does. The other parser only loads. Peak memory
is that of a process of its own, over that of one that has imported the same. pyarn, which is asked about Yarn 1, is left
out where it is not installed. ``--syft`` and ``--cdxgen`` name these programs (else those on PATH are taken): the whole
``inventory`` of the same tree is then set against them. Exits 1 where a ratio is above its target.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from generated import MANIFESTS, SAMPLES, written
from startup import ROOT, Case, measure

# A general parser of each format, and the most that ours may cost beside it.
PARSERS = {
    "package_lock": ("json", 1.5),
    "yarn_lock": ("yaml", 0.35),
    "yarn_classic": ("pyarn", 0.12),
    "pnpm_lock": ("yaml", 0.22),
    "bun_lock": ("json without commas", None),
    "deno_lock": ("json", None),
    "uv_lock": ("toml", 0.30),
    "poetry_lock": ("toml", 0.45),
    "pdm_lock": ("toml", None),
    "pylock": ("toml", None),
    "pipfile_lock": ("json", None),
    "requirements": ("pip-requirements-parser", None),
    "composer_lock": ("json", None),
    "gemfile_lock": ("lines", None),
    "nuget_lock": ("json", None),
    "project_assets": ("json", None),
    "gradle_lock": ("lines", None),
    "verification_metadata": ("xml", None),
    "pubspec_lock": ("yaml", None),
    "podfile_lock": ("yaml", None),
    "package_resolved": ("json", None),
    "terraform_lock": ("lines", None),
    "cyclonedx": ("json", None),
    "spdx": ("json", None),
}

ROW = "{:36} {:8} {:9.1f} {:6.2f} {:6.2f}  {:24} {:>6}  {:>4} {:>5}"
HEAD = ROW.replace(".1f", "").replace(".2f", "").replace("{:6}", "{:>6}").replace("{:8} {:9}", "{:>8} {:>9}")

# One process for each file: what it is given is the scanner's name, the parser's, the path and the number of runs.
IN_PROCESS = """
import importlib, json, re, statistics, sys, time
scanner, parser, path, runs = sys.argv[1:]
data = open(path, "rb").read()
text = data.decode()
module = importlib.import_module("auditor.scanners." + scanner)
from auditor.source import Document
def scan():
    return module.scan(Document(path.rpartition("/")[2], data))
def ours():
    scan = module.scan(Document(path.rpartition("/")[2], data))
    return [(one.name, one.version) for one in (scan.packages.values() or scan.requirements)]
def loader():
    if parser == "yaml":
        import yaml
        return lambda: yaml.load(data, yaml.CSafeLoader)
    if parser == "toml":
        import tomllib
        return lambda: tomllib.loads(data.decode())
    if parser == "xml":
        from xml.etree import ElementTree
        return lambda: ElementTree.fromstring(data)
    if parser == "pyarn":
        from pyarn.lockfile import Lockfile
        return lambda: Lockfile.from_str(data.decode())
    if parser == "pip-requirements-parser":
        from pip_requirements_parser import RequirementsFile
        return lambda: RequirementsFile.from_file(path)
    if parser == "lines":
        return lambda: [line.split() for line in data.decode().split("\\n")]
    if parser == "json without commas":
        plain = re.sub(r",(\\s*[\\]}])", r"\\1", text)
        return lambda: json.loads(plain)
    return lambda: json.loads(data)
load = loader()
"""
CPU = """
times = {scan: [], ours: [], load: []}
found = len(ours())
load()
for _ in range(int(runs)):
    for job, taken in times.items():
        start = time.process_time()
        job()
        taken.append(time.process_time() - start)
print(json.dumps([found, *map(statistics.median, times.values())]))
"""
PEAK = """
def peak():
    return int(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
before = peak()
kept = {job}()
print(json.dumps((peak() - before) / 1024))
"""


class File(NamedTuple):
    """A lockfile to read: its label, scanner, and path."""

    label: str
    scanner: str
    path: Path


def main(words: list[str]) -> int:
    options = _options(words)
    with tempfile.TemporaryDirectory(prefix="matrix-audit-") as name:
        folder = Path(name)
        tree = options.folder.resolve() if options.folder else generate(folder / "tree")
        files = list(largest(tree)) if options.folder else list(generated(tree))
        print(HEAD.format("", "packages", "scan, ms", "scan", "all", "times", "target", "MiB", "other"))
        above = [read(file, options.runs) for file in files]
        others = [(name, shutil.which(getattr(options, name) or name)) for name in ("syft", "cdxgen")]
        if any(program for _, program in others):
            above.append(
                against(
                    tree, folder, [(name, program) for name, program in others if program], max(options.runs // 3, 1)
                )
            )
    return int(any(above))


def _options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", type=Path, help="real lockfiles instead of generated ones")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--syft", help="the program syft")
    parser.add_argument("--cdxgen", help="the program cdxgen")
    return parser.parse_args(words)


# Which files


def generate(tree: Path) -> Path:
    """All samples, each in a folder of its own."""
    for sample in SAMPLES:
        (tree / sample.path).parent.mkdir(parents=True, exist_ok=True)
        (tree / sample.path).write_text(written(sample))
    for path, text in MANIFESTS.items():
        (tree / path).write_text(text)
    return tree


def generated(tree: Path) -> Iterator[File]:
    for sample in SAMPLES:
        yield File(sample.path.rpartition("/")[2], sample.scanner, tree / sample.path)


def largest(tree: Path) -> Iterator[File]:
    """The largest lockfile of each format below a folder, Yarn's two formats apart."""
    sys.path.insert(0, str(ROOT))
    from auditor.scanners import claims

    known = claims()
    found: dict[str, list[tuple[int, str]]] = {}
    for folder, _, names in os.walk(tree):
        for name in names:
            path = os.path.join(folder, name)
            for scanner in known.of(os.path.relpath(path, tree), name):
                if scanner in PARSERS and not name.endswith(".xml" if scanner == "cyclonedx" else ".in"):
                    kind = "yarn_classic" if scanner == "yarn_lock" and classic(path) else scanner
                    found.setdefault(kind, []).append((os.path.getsize(path), path))
    for kind in PARSERS:
        if kind in found:
            path = max(found[kind])[1]
            yield File(os.path.basename(path), kind.replace("yarn_classic", "yarn_lock"), Path(path))


def classic(path: str | Path) -> bool:
    """Whether a yarn.lock is one of Yarn 1."""
    return "# yarn lockfile v1" in Path(path).read_text(encoding="utf-8")


# One file


def read(file: File, runs: int) -> bool:
    """Print a file's figures; True where its target is missed."""
    kind = "yarn_classic" if file.scanner == "yarn_lock" and classic(file.path) else file.scanner
    parser, target = PARSERS[kind]
    label = f"{file.label} ({os.path.getsize(file.path) / 1e6:.2f} MB)"
    given = [file.scanner, parser, str(file.path)]
    done = run(IN_PROCESS + CPU, [*given, str(runs)])
    if isinstance(done, str):
        print(f"{label:36} {done}")
        return False
    packages, scan, everything, theirs = done
    memory = [run(IN_PROCESS + PEAK.format(job=job), [*given, "1"]) for job in ("ours", "load")]
    sizes = [f"{size:.0f}" for size in memory]
    above = target is not None and scan / theirs > target
    row = (label, packages, scan * 1000, scan / theirs, everything / theirs, parser, target or "", *sizes)
    print(ROW.format(*row) + ("  above" if above else ""), flush=True)
    return above


def run(script: str, words: list[str]) -> Any:
    """What a script printed as JSON; a sentence where a parser is not installed."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, text=True, check=False, env=environment
    )
    if "ModuleNotFoundError" in done.stderr and not done.stdout:
        return f"not compared: {done.stderr.strip().rpartition(': ')[2]}"
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


# The whole tree


def against(tree: Path, folder: Path, programs: list[tuple[str, str]], runs: int) -> bool:
    """Print what the whole tree costs beside other programs; True where one is not ten times dearer than the inventory.

    They make bills of materials. The inventory in JSON says the same of each package, and its line; our own bill, which has
    who depends on whom as well, and an audit by the bundled matrix are set beside it.
    """
    ours = [sys.executable, "-m", "auditor"]
    commands = {
        "syft": ["scan", f"dir:{tree}", "-q", "-o", f"cyclonedx-json={folder / 'syft.json'}"],
        "cdxgen": ["-r", "--no-install-deps", "--no-babel", "-o", str(folder / "cdxgen.json"), str(tree)],
    }
    os.environ |= {"SYFT_CHECK_FOR_APP_UPDATE": "false", "FETCH_LICENSE": "false"}
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    own = {
        "inventory": ["inventory", str(tree), "--no-config", "--format", "json"],
        "bill": ["inventory", str(tree), "--no-config", "--format", "cyclonedx"],
        "check": ["check", str(tree), "--no-config"],
    }
    cases = [Case(name, 1, [*ours, *words], folder) for name, words in own.items()]
    cases += [Case(name, 10, [program, *commands[name]], folder) for name, program in programs]
    seconds = {name: statistics.median(taken) for name, taken in measure(cases, runs).items()}
    done = subprocess.run([*ours, *own["inventory"]], capture_output=True, check=False)
    packages = len(json.loads(done.stdout)["packages"])
    print(
        f"\nCPU time for the whole tree, {packages} packages: "
        + ", ".join(f"{name} {seconds[name]:.2f} s" for name in own)
    )
    for name, _ in programs:
        bill = folder / f"{name}.json"
        found = len(json.loads(bill.read_text())["components"]) if bill.exists() else "no"
        ratios = ", ".join(f"{seconds[name] / seconds[mine]:.1f} times the {mine}" for mine in own)
        above = "  above" if seconds[name] < 10 * seconds["inventory"] else ""
        print(f"{name}: {seconds[name]:.2f} s, {ratios}; {found} components{above}")
    return any(seconds[name] < 10 * seconds["inventory"] for name, _ in programs)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
