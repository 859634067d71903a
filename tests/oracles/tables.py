"""Writes ``tests/data/versions/<ecosystem>.json``: what the reference implementation of an ecosystem says of pairs of texts.

    python tests/oracles/tables.py ECOSYSTEM COMMAND...

COMMAND starts the reference (see the script of the ecosystem beside this one for what it needs). It prints its name and
version as the first line, then reads one JSON array a line, ``["satisfies", version, range]`` or ``["compare", a, b]``,
and answers each with one line of JSON: a boolean, -1, 0 or 1, null for what it refuses, "left out" for what it cannot be
asked. The pairs come from
``seeds/<ecosystem>.json`` (ranges and versions of public lockfiles and manifests, and odd ones made by hand), from versions
that lie about the numbers of each range, and from mutations of both; the same seeds give the same pairs.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
DATA = HERE.parent / "data" / "versions"


class Seeds(NamedTuple):
    """``tails`` follow the numbers of a made version, ``terms`` take a number list as ``%s``, ``letters`` go into mutations."""

    ranges: list[str]
    versions: list[str]
    tails: list[str]
    terms: list[str]
    joins: list[str]
    letters: str
    pairs: int = 6


def near(text: str, seeds: Seeds, rng: random.Random) -> str:
    """A version made of numbers that stand in ``text``, moved by at most one place."""
    found = rng.choice(re.findall(r"[0-9]{1,9}(?:\.[0-9]{1,9})*", text) or ["1"])
    numbers = [int(part) for part in found.split(".")][:4]
    while len(numbers) < 3 or (len(numbers) < 4 and rng.random() < 0.05):
        numbers.append(rng.choice((0, 0, 1, 9)))
    place = rng.randrange(len(numbers))
    numbers[place] = max(0, numbers[place] + rng.choice((-1, 0, 0, 1)))
    if rng.random() < 0.3:
        numbers[place + 1 :] = [0] * (len(numbers) - place - 1)
    return ".".join(map(str, numbers)) + rng.choice(seeds.tails)


def mutated(text: str, seeds: Seeds, rng: random.Random) -> str:
    """``text`` with one to three characters put in, taken out or doubled."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        at = rng.randrange(len(text) + 1)
        cut = rng.choice((0, 0, 1))
        text = text[:at] + rng.choice((rng.choice(seeds.letters), text[at : at + 1], "")) + text[at + cut :]
    return text


def made(seeds: Seeds, rng: random.Random) -> str:
    """A range of one to three terms with small numbers."""
    terms = []
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
        numbers = [str(rng.choice((0, 0, 1, 1, 2, 3, 10))) for _ in range(rng.choice((1, 2, 3, 3, 3)))]
        tail = rng.choice(seeds.tails) if len(numbers) == 3 else ""
        terms.append(rng.choice(seeds.terms).replace("%s", ".".join(numbers) + tail))
    text = terms[0]
    for term in terms[1:]:
        text += rng.choice(seeds.joins) + term
    return text


def questions(seeds: Seeds, rng: random.Random) -> list[tuple[str, str, str]]:
    """The pairs to ask about, each once."""
    ranges = list(seeds.ranges)
    ranges += [made(seeds, rng) for _ in range(400)]
    ranges += [mutated(rng.choice(ranges), seeds, rng) for _ in range(400)]
    asked: dict[tuple[str, str, str], None] = {}
    pool = list(seeds.versions)
    for text in dict.fromkeys(ranges):
        for _ in range(seeds.pairs):
            version = near(text, seeds, rng) if rng.random() < 0.75 else rng.choice(seeds.versions)
            if rng.random() < 0.05:
                version = mutated(version, seeds, rng)
            asked["satisfies", version, text] = None
            pool.append(version)
    for _ in range(2500):
        first = rng.choice(pool)
        second = near(first, seeds, rng) if rng.random() < 0.5 else rng.choice(pool)
        if rng.random() < 0.1:
            second = mutated(first, seeds, rng)
        asked["compare", first, second] = None
    return list(asked)


def answers(command: list[str], asked: list[tuple[str, str, str]]) -> tuple[str, list[Any]]:
    """The reference's name and version, and what it says to each question."""
    lines = "".join(json.dumps(question) + "\n" for question in asked)
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    name, *said = done.stdout.splitlines()
    if len(said) != len(asked):
        raise SystemExit(f"{len(asked)} questions, {len(said)} answers: {done.stderr[-500:]}")
    return name, [json.loads(line) for line in said]


def table(name: str, asked: list[tuple[str, str, str]], said: list[Any]) -> str:
    """One line a range, ``[range, satisfied by, not satisfied by, not comparable]``, and one line for each first version."""
    ranges: dict[str, dict[Any, list[str]]] = {}
    orders: dict[str, dict[Any, list[str]]] = {}
    for (kind, first, second), answer in zip(asked, said, strict=True):
        if answer == "left out":
            continue
        if kind == "satisfies":
            ranges.setdefault(second, {}).setdefault(answer, []).append(first)
        else:
            orders.setdefault(first, {}).setdefault(answer, []).append(second)
    satisfied = [[text, *(by.get(key, []) for key in (True, False, None))] for text, by in sorted(ranges.items())]
    compared = [[text, *(by.get(key, []) for key in (-1, 0, 1, None))] for text, by in sorted(orders.items())]
    rows = ",\n".join(json.dumps(row, separators=(",", ":")) for row in satisfied)
    more = ",\n".join(json.dumps(row, separators=(",", ":")) for row in compared)
    return f'{{"reference": {json.dumps(name)},\n"satisfies": [\n{rows}\n],\n"compare": [\n{more}\n]}}\n'


def main(ecosystem: str, *command: str) -> None:
    seeds = Seeds(**json.loads((HERE / "seeds" / f"{ecosystem}.json").read_text()))
    asked = questions(seeds, random.Random(ecosystem))  # noqa: S311
    name, said = answers(list(command), asked)
    (DATA / f"{ecosystem}.json").write_text(table(name, asked, said))
    sys.stdout.write(f"{ecosystem}: {len(asked)} pairs, {name}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
