"""Asks pip-audit, run as a process on exact versions in a file of our own: no path of the project, no resolver, no pip."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence

from auditor import versions
from auditor.advisories import Advisory, Answers, Subject, count, merged
from auditor.errors import UserError
from auditor.matrix import normalise
from auditor.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

SECONDS = 600
_OPTIONS = ("--no-deps", "--disable-pip", "--strict", "--format", "json", "--progress-spinner", "off")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_VERSION = re.compile(r"[A-Za-z0-9!+._-]+")
_UNKNOWN = "whether there are known vulnerabilities is not known"


def ask(subjects: Sequence[Subject]) -> Answers:
    """The advisories on every Python package. Raises ``UserError`` where pip-audit is not there or does not answer."""
    own = [subject for subject in subjects if subject.ecosystem == "pypi"]
    fit = [subject for subject in own if _NAME.fullmatch(subject.name) and _VERSION.fullmatch(subject.version)]
    known: dict[Subject, tuple[Advisory, ...]] = {}
    for chosen in _rounds(fit):
        known.update(_run(chosen))
    return Answers(known, tuple(_unasked(len(subjects) - len(own), len(own) - len(fit))))


def _unasked(others: int, odd: int) -> Iterator[str]:
    if others:
        yield f"known vulnerabilities: pip-audit knows Python packages only, so of {count(others, 'other package')} it is not known"
    if odd:
        yield f"known vulnerabilities: {count(odd, 'Python package')} could not be asked of, for want of a proper name or version"


def _rounds(subjects: Iterable[Subject]) -> list[list[Subject]]:
    """The subjects in lists with each package once: pip-audit takes one version of a package at a time."""
    found: list[dict[str, Subject]] = []
    for subject in subjects:
        name = normalise("pypi", subject.name)
        free = next((chosen for chosen in found if name not in chosen), None)
        if free is None:
            found.append(free := {})
        free[name] = subject
    return [list(chosen.values()) for chosen in found]


def _program() -> str:
    """pip-audit by its whole path: from PATH, without folders relative to the audited one, or from our own installation."""
    names = ("pip-audit.exe", "pip-audit") if os.name == "nt" else ("pip-audit",)
    for folder in (*os.get_exec_path(), os.path.dirname(sys.executable)):
        for name in names:
            path = os.path.join(folder, name)
            if os.path.isabs(folder) and os.path.isfile(path) and os.access(path, os.X_OK):
                return path
    raise UserError("--advisories pip-audit: there is no pip-audit on PATH; install it with: pip install pip-audit")


def _run(subjects: Sequence[Subject]) -> dict[Subject, tuple[Advisory, ...]]:
    program = _program()
    with tempfile.TemporaryDirectory(prefix="matrix-audit-") as folder:
        path = os.path.join(folder, "requirements.txt")
        with open(path, "x", encoding="ascii", newline="\n") as file:
            file.writelines(f"{subject.name}=={subject.version}\n" for subject in subjects)
        try:
            done = subprocess.run(  # noqa: S603 - names and versions are checked, and stand in a file
                [program, *_OPTIONS, "--requirement", path],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise UserError(f"--advisories pip-audit: no answer within {SECONDS} s; {_UNKNOWN}") from None
        except OSError as error:
            raise UserError(f"--advisories pip-audit: {program} cannot be run: {error.strerror}; {_UNKNOWN}") from None
    if done.returncode not in {0, 1}:
        raise UserError(_failed(done))
    return _answers(done, subjects)


def _failed(done: subprocess.CompletedProcess[bytes]) -> str:
    """One line with what pip-audit said last."""
    lines = [line.strip() for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    said = lines[-1][:300] if lines else "without a word"
    return f"--advisories pip-audit: it ended with status {done.returncode}: {said}; {_UNKNOWN}"


def _answers(
    done: subprocess.CompletedProcess[bytes], subjects: Sequence[Subject]
) -> dict[Subject, tuple[Advisory, ...]]:
    """Read the JSON: one entry for each subject, or it is no answer."""
    by_name = {normalise("pypi", subject.name): subject for subject in subjects}
    found: dict[Subject, tuple[Advisory, ...]] = {}
    try:
        for entry in json.loads(done.stdout)["dependencies"]:
            subject = by_name.pop(normalise("pypi", entry["name"]))
            if "skip_reason" in entry:
                reason = str(entry["skip_reason"])[:200]
                raise UserError(f"--advisories pip-audit: {subject.name} was skipped: {reason}; {_UNKNOWN}")
            found[subject] = merged("pypi", [_advisory(item, subject) for item in entry["vulns"]])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UserError(_failed(done)) from None
    if by_name:
        missing = ", ".join(subject.name for subject in by_name.values())
        raise UserError(f"--advisories pip-audit: it said nothing of {missing[:200]}; {_UNKNOWN}")
    return {subject: said for subject, said in found.items() if said}


def _advisory(item: Mapping[str, Any], subject: Subject) -> Advisory:
    later = [str(v) for v in item["fix_versions"] if versions.compare("pypi", str(v), subject.version) == 1]
    lowest: str | None = None
    for version in later:
        if lowest is None or versions.compare("pypi", version, lowest) == -1:
            lowest = version
    words = " ".join(str(item.get("description") or "").split())
    return Advisory(str(item["id"]), tuple(map(str, item.get("aliases", ()))), words[:300].rstrip("."), None, lowest)
