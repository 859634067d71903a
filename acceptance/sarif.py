"""SARIF: the standard's schema, and Microsoft's multitool with the rules for GitHub."""

from __future__ import annotations

import json
import os
import stat
import sys
import tempfile
from pathlib import Path

from tools import ROOT, LeftOutError, accept, auditor, expect, note, package, said, tool

# An address to learn more at: the project has none of its own.
LEFT = "ProvideToolnformationUri"
PLATFORMS = {"linux": "linux", "darwin": "darwin", "win32": "win32"}


def reports(folder: Path) -> list[Path]:
    """A failing report, an empty one, one with hostile names and one with all that is suppressed."""
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]
    import sample_report as sample
    from auditor.reports import sarif

    made = {
        "failing": sample.failing(),
        "passing": sample.passing(),
        "empty": sample.empty(),
        "suppressed": sample.failing()._replace(show_suppressed=True),
        **{f"hostile{number}": sample.hostile(text) for number, text in enumerate(sample.HOSTILE)},
    }
    for name, report in made.items():
        (folder / f"{name}.sarif").write_text(sarif.render(report), "utf-8")
    path = folder / "storefront.sarif"
    auditor("check", ROOT / "examples" / "storefront", "--output", path, status=None)
    return sorted(folder.glob("*.sarif"))


def main() -> None:
    if sys.platform not in PLATFORMS:
        raise LeftOutError(f"there is no multitool for {sys.platform}")
    home = package(f"@microsoft/sarif-multitool-{PLATFORMS[sys.platform]}")
    with tempfile.TemporaryDirectory() as name:
        paths = reports(Path(name))
        said([tool("check-jsonschema"), "--regex-variant", "python", "--schemafile", home / "sarif-2.1.0.json", *paths])
        note(f"schema: {len(paths)} reports")
        multitool = home / ("Sarif.Multitool.exe" if os.name == "nt" else "Sarif.Multitool")
        multitool.chmod(multitool.stat().st_mode | stat.S_IXUSR)
        validate(multitool, paths)
    note(
        f"multitool with Sarif and GitHub rules: {len(paths)} reports, no error, no warning but for an address to learn more at"
    )


def validate(multitool: Path, paths: list[Path]) -> None:
    """The multitool ends with 0 whatever it finds, so what it found is read."""
    found = paths[0].with_suffix(".found")
    words = [multitool, "validate", *paths, "--rule-kind", "Sarif;Ghas", "--output", found, "--log", "ForceOverwrite"]
    words += ["--level", "Error;Warning", "--kind", "Fail"]
    text = said(words, status=None, more={"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"})
    expect(found.is_file(), f"the multitool said:\n{text[-3000:]}")
    told = []
    for run in json.loads(found.read_text("utf-8-sig"))["runs"]:
        told += [f"{result['ruleId']}: {result['message']}, {result['locations']}" for result in run.get("results", ())]
        problems = [
            item for call in run.get("invocations", ()) for item in call.get("toolConfigurationNotifications", ())
        ]
        expect(not problems, f"the multitool could not do it: {problems}")
    told = [line for line in told if LEFT not in line]
    expect(not told, "\n".join(told[:10]))


if __name__ == "__main__":
    accept(main)
