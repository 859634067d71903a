"""Rewrites ``auditor/browserslist/data`` from the npm packages that browserslist itself answers from.

For maintainers only: it starts npm and node as processes, installs into a temporary folder without running install
scripts, and must never be imported by an audit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

PACKAGES = ("browserslist", "caniuse-lite", "electron-to-chromium", "node-releases", "baseline-browser-mapping")
FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "browserslist", "data")

# Everything is asked of the packages' own interfaces, so that a change of their packing does not matter here.
DUMP = r"""
const browserslist = require('browserslist')
const { agents, feature } = require('caniuse-lite')
const baseline = require('baseline-browser-mapping')
const fs = require('fs')
const files = folder => fs.readdirSync('node_modules/caniuse-lite/data/' + folder)
const names = folder => files(folder).map(i => i.replace(/\.js$/, '')).sort()
const out = { sources: {}, agents: {}, features: {}, regions: {} }
for (const name of JSON.parse(process.argv[1])) {
  out.sources[name] = JSON.parse(fs.readFileSync('node_modules/' + name + '/package.json')).version
}
for (const name in agents) {
  const { versions, released, releaseDate } = browserslist.data[name]
  const usage = Object.entries(agents[name].usage_global)
  out.agents[name] = { versions, released, dates: Object.entries(releaseDate), usage }
}
for (const name of names('features')) out.features[name] = feature(require('caniuse-lite/data/features/' + name)).stats
for (const name of names('regions')) {
  browserslist.coverage([], name)
  out.regions[name] = Object.entries(browserslist.usage[name])
}
out.esr = browserslist('firefox esr')[0]
out.electron = Object.entries(require('electron-to-chromium/versions'))
out.node = browserslist.nodeVersions
out.schedule = require('node-releases/data/release-schedule/release-schedule.json')
out.baseline = baseline.getTimeline({ includeDownstreamBrowsers: true, includeKaiOS: true })
process.stdout.write(JSON.stringify(out))
"""

BASELINE_NAMES = {
    "chrome": "chrome",
    "chrome_android": "and_chr",
    "edge": "edge",
    "firefox": "firefox",
    "firefox_android": "and_ff",
    "safari": "safari",
    "safari_ios": "ios_saf",
    "webview_android": "android",
    "samsunginternet_android": "samsung",
    "opera_android": "op_mob",
    "opera": "opera",
    "qq_android": "and_qq",
    "uc_android": "and_uc",
    "kai_os": "kaios",
}


class DataError(Exception):
    """The packages no longer have the shape that the compact form relies on."""


def install(folder: str, versions: Mapping[str, str]) -> None:
    """Install the packages into `folder`, each at the version named in `versions` or else at its newest."""
    wanted = [f"{name}@{versions.get(name, 'latest')}" for name in PACKAGES]
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--prefix", folder]
    subprocess.run(["npm", "install", *options, *wanted], check=True, stdout=subprocess.DEVNULL)  # noqa: S603, S607


def dump(folder: str) -> dict[str, Any]:
    """What the packages installed in `folder` say, in their own order."""
    command = ["node", "-e", DUMP, json.dumps(PACKAGES)]
    result = subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE, encoding="utf-8")  # noqa: S603
    content: dict[str, Any] = json.loads(result.stdout)
    return content


def published(name: str, version: str) -> str:
    """The day (UTC, ISO) on which this version of a package was published."""
    command = ["npm", "view", name, "time", "--json"]
    result = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")  # noqa: S603
    return str(json.loads(result.stdout)[version])[:10]


def key_order(versions: Iterable[str]) -> list[str]:
    """The order in which JavaScript lists object keys: whole numbers ascending, then the others as inserted."""
    listed = list(versions)
    whole = sorted((v for v in listed if v.isdigit() and str(int(v)) == v), key=int)
    return whole + [v for v in listed if v not in set(whole)]


def figure(value: float) -> str:
    """The shortest decimal that reads back as `value`, without an exponent or a leading zero."""
    text = repr(value)
    if "e" in text:
        text = f"{value:.20f}".rstrip("0").rstrip(".")
    text = text.removesuffix(".0").removeprefix("0") or "0"
    if float(text) != value:
        raise DataError(f"{value!r} cannot be written as {text}")
    return text


def agents_file(content: Mapping[str, Any], date: str) -> str:
    """``agents.txt``: the sources, then per browser its versions, how many are released, their days, shares of use."""
    lines = [f"{name} {version}" for name, version in content["sources"].items()]
    lines += [f"date {date}", f"esr {content['esr'].split(' ')[1]}", ""]
    for name, agent in content["agents"].items():
        versions, released, dates, usage = (
            agent["versions"],
            agent["released"],
            dict(agent["dates"]),
            dict(agent["usage"]),
        )
        if versions[: len(released)] != released or list(usage) != key_order(versions) or set(dates) != set(versions):
            raise DataError(f"{name}: versions, dates and shares of use do not describe the same versions")
        if any((dates[v] is None) == (v in released) or (dates[v] or 0) % 86400 for v in versions):
            raise DataError(f"{name}: a released version without a day, or an unreleased one with it")
        days = " ".join(str(dates[v] // 86400) for v in released)
        shares = " ".join(figure(usage[v]) for v in versions)
        lines.append("\t".join((name, " ".join(versions), str(len(released)), days, shares)))
    return "\n".join(lines) + "\n"


def runs(states: Iterable[str]) -> str:
    """Equal neighbours counted: ``nnny`` is ``n3y1``."""
    return "".join(f"{state}{sum(1 for _ in group)}" for state, group in groupby(states))


def support(flags: str | None) -> str:
    """One letter for a support text: y full, a partial, n none, ``-`` not in the table."""
    if flags is None:
        return "-"
    return "y" if "y" in flags else "a" if "a" in flags else "n"


def features_file(content: Mapping[str, Any]) -> str:
    """``features.txt``: per feature the runs of support over all versions in the order of ``agents.txt``."""
    lines = []
    for feature, stats in content["features"].items():
        states = [
            support(stats.get(name, {}).get(version))
            for name, agent in content["agents"].items()
            for version in agent["versions"]
        ]
        lines.append(f"{feature}\t{runs(states)}")
    return "\n".join(lines) + "\n"


def regions_file(content: Mapping[str, Any]) -> str:
    """``regions.txt``: the browsers in the tables' own order, then per region its figures.

    ``*N`` stands for N zeros, ``-N`` for N versions without a figure.
    """
    browsers = list(dict.fromkeys(key.split(" ")[0] for key, _ in next(iter(content["regions"].values()))))
    keys = [f"{name} {v}" for name in browsers for v in key_order(content["agents"][name]["versions"])]
    lines = ["\t" + " ".join(browsers)]
    for region, entries in content["regions"].items():
        table = dict(entries)
        known = [key for key, value in entries if value]
        if known != [key for key in keys if table.get(key)] or not set(table) <= set(keys):
            raise DataError(f"{region}: figures of versions that no browser has, or in another order")
        texts = [figure(table[key]) if table.get(key) is not None else "-" for key in keys]
        lines.append(f"{region}\t{' '.join(squeezed(texts))}")
    return "\n".join(lines) + "\n"


def squeezed(texts: Sequence[str]) -> Iterable[str]:
    """The figures with runs of zeros and of unknown ones counted."""
    for text, group in groupby(texts):
        amount = sum(1 for _ in group)
        if text in {"0", "-"}:
            yield f"{'*' if text == '0' else '-'}{amount}"
        else:
            yield from [text] * amount


def runtimes_file(content: Mapping[str, Any]) -> str:
    """``runtimes.txt``: Electron's Chrome versions, Node.js releases, and the lines of Node.js with start and end."""
    electron = " ".join(f"{version}={chrome}" for version, chrome in content["electron"])
    schedule = " ".join(f"{line[1:]}={dates['start']}={dates['end']}" for line, dates in content["schedule"].items())
    return f"{electron}\n{' '.join(content['node'])}\n{schedule}\n"


def baseline_file(content: Mapping[str, Any]) -> str:
    """``baseline.txt``: per day on which Baseline moved, the least version of each browser that moved."""
    lines = []
    for event in content["baseline"]:
        moved = [(BASELINE_NAMES.get(b["browser"]), b["version"]) for b in event["browsers"]]
        texts = [f"{name}={version}" for name, version in moved if name]
        if texts:
            lines.append(f"{event['date']}\t{' '.join(texts)}")
    return "\n".join(lines) + "\n"


def encode(content: Mapping[str, Any], date: str) -> dict[str, str]:
    """The data files by name. `date` is the day on which the browser data was published."""
    return {
        "agents.txt": agents_file(content, date),
        "features.txt": features_file(content),
        "regions.txt": regions_file(content),
        "runtimes.txt": runtimes_file(content),
        "baseline.txt": baseline_file(content),
    }


def main(arguments: Sequence[str]) -> int:
    """``[--check] [PACKAGE@VERSION ...]``: rewrite the data files, or with ``--check`` say which differ (status 1)."""
    versions = dict(argument.rsplit("@", 1) for argument in arguments if argument != "--check")
    with tempfile.TemporaryDirectory() as folder:
        install(folder, versions)
        content = dump(folder)
    files = encode(content, published("caniuse-lite", content["sources"]["caniuse-lite"]))
    changed = [name for name, text in files.items() if stored(name) != text]
    if "--check" not in arguments:
        for name in changed:
            with open(os.path.join(FOLDER, name), "w", encoding="utf-8", newline="\n") as file:
                file.write(files[name])
    sys.stdout.write("".join(f"{name}: {len(files[name])} characters\n" for name in changed) or "nothing changed\n")
    return 1 if changed and "--check" in arguments else 0


def stored(name: str) -> str | None:
    """The text of a data file as it stands, or None where there is none yet."""
    try:
        with open(os.path.join(FOLDER, name), encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
