"""The formats that build services read: GitHub's commands and job summary, GitLab's code quality, JUnit."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

import sample_report as sample
from auditor.escape import visible
from auditor.planning import plan
from auditor.reports import github, gitlab, html, junit, markdown
from auditor.results import Command, Edit, Report, Upgrade
from sample_report import report

REPORTS = [
    pytest.param(sample.failing(), id="failing"),
    pytest.param(
        sample.failing()._replace(show_suppressed=True, from_repository="web/"), id="below the repository's root"
    ),
    pytest.param(sample.passing(), id="passing"),
    pytest.param(sample.empty(), id="nothing to audit"),
    *(pytest.param(sample.hostile(text), id=f"hostile {number}") for number, text in enumerate(sample.HOSTILE)),
]
ELSEWHERE = sample.OLD_LINE._replace(
    upgrade=Upgrade("lockfile", "2", commands=(Command(".", "npm update a"), Command("app", "npm update b"))),
)


# GitHub's workflow commands


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """What GitHub's runner reads in ``text``: command, properties and message, as its ActionCommand class parses a line."""
    found = []
    for line in text.split("\n"):
        if not line.strip().startswith("::"):
            continue
        head, _, message = line.strip()[2:].partition("::")
        name, _, rest = head.partition(" ")
        properties = dict(part.split("=", 1) for part in rest.split(",") if part)
        for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
            properties = {key: value.replace(code, char) for key, value in properties.items()}
        found.append((name, properties, message.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")))
    return found


@pytest.mark.parametrize("audited", REPORTS)
def test_every_command_is_one_of_ours(audited: Report) -> None:
    found = commands(github.render(audited))
    assert len(found) == len(audited.active())
    for name, properties, message in found:
        assert name in {"error", "warning", "notice"}
        assert set(properties) <= {"file", "line", "col", "endLine", "endColumn", "title"}
        assert properties["title"][:2] == "MA"
        assert message.isprintable()


def test_an_annotation_stands_at_the_line_and_says_what_to_do() -> None:
    name, properties, message = commands(github.render(sample.failing()._replace(from_repository="a,b/")))[1]
    assert name == "error"
    assert properties == {
        "file": "a,b/package.json",
        "line": "14",
        "col": "28",
        "endLine": "14",
        "endColumn": "37",
        "title": "MA102 unsupported-line",
    }
    assert message.startswith("@auth0/auth0-spa-js 1.22.6 is on a line Auth0 no longer supports; line 1 ended")
    assert message.endswith('Fix: "^1.22.6" -> "^2.28.3" in a,b/package.json, then: in a,b: npm install (breaking).')


def test_a_step_makes_no_more_annotations_than_are_shown() -> None:
    audited = report(*[sample.OLD_LINE] * 30, *[sample.BEHIND] * 10, *[sample.GENERAL] * 11)
    found = commands(github.render(audited))
    assert [name for name, _, _ in found] == ["error"] * 9 + ["warning"] * 9 + ["notice"] * 9
    assert found[8][2] == "22 more errors, not shown here; the other reports list all of them"
    assert found[26][2].startswith("3 more notes,")


def test_the_last_lines_are_the_verdict_in_plain_words() -> None:
    lines = github.render(sample.failing()).splitlines()
    assert lines[-3:] == [
        "Would Auth0 support take a ticket on this project? After upgrading 3 packages.",
        "FAIL: 2 errors, 1 warning, 2 notes",
        "4 files, 1,932 packages · matrix of 2026-11-20, checked 2 days ago",
    ]
    assert github.render(sample.empty()).startswith("Nothing to audit\nlooked at 212 files ·")


# GitLab


@pytest.mark.parametrize("audited", REPORTS)
def test_issues_hold_what_gitlab_requires(audited: Report) -> None:
    issues = json.loads(gitlab.render(audited))
    assert len(issues) == len(audited.active())
    for issue in issues:
        assert issue["description"].isprintable()
        assert issue["check_name"].startswith("MA")
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["path"]
        assert issue["location"]["lines"]["begin"] >= 1
    fingerprints = [issue["fingerprint"] for issue in issues]
    assert len(set(fingerprints)) == len(fingerprints)


def test_issues_are_worst_first_and_relative_to_the_repository() -> None:
    issues = json.loads(gitlab.render(report(sample.STALE, sample.OLD_LINE, from_repository="web/")))
    assert [issue["severity"] for issue in issues] == ["major", "info"]
    assert [issue["location"]["path"] for issue in issues] == ["web/package.json", "web/.browserslistrc"]


def test_equal_fingerprints_are_told_apart() -> None:
    issues = json.loads(gitlab.render(report(sample.OLD_LINE, sample.OLD_LINE)))
    assert issues[1]["fingerprint"] == f"{issues[0]['fingerprint']}-2"


# JUnit


def suite_of(audited: Report) -> ET.Element:
    root = ET.fromstring(junit.render(audited))  # noqa: S314 - our own text, whose safety is what is tested
    assert root.tag == "testsuites"
    (suite,) = root
    return suite


@pytest.mark.parametrize("audited", REPORTS)
def test_the_suite_fails_exactly_when_the_audit_does(audited: Report) -> None:
    suite = suite_of(audited)
    cases = suite.findall("testcase")
    assert len(suite) == len(cases) == int(suite.attrib["tests"])
    assert len(suite.findall(".//failure")) == int(suite.attrib["failures"])
    assert len(suite.findall(".//skipped")) == int(suite.attrib["skipped"])
    assert bool(int(suite.attrib["failures"])) is audited.failed()
    known = {"testcase", "failure", "skipped", "system-out", "testsuite"}
    assert {element.tag for element in suite.iter()} <= known
    allowed = {"name", "classname", "time", "type", "message", "tests", "failures", "errors", "skipped"}
    assert {key for element in suite.iter() for key in element.attrib} <= allowed


@pytest.mark.parametrize("text", sample.HOSTILE)
def test_foreign_text_in_xml_is_read_back_as_its_visible_form(text: str) -> None:
    case = suite_of(sample.hostile(text))[1]
    assert case.attrib["name"].startswith(visible(f"MA901 unreadable-input: {text}")[:900])


def test_sound_components_pass_and_suppressed_findings_are_skipped() -> None:
    sound = sample.judged("@auth0/auth0-vue", "2.4.0", number=8, status="supported", eligible="yes")
    audited = sample.failing()
    suite = suite_of(audited._replace(components=(*audited.components, sound), show_suppressed=True))
    by_name = {case.attrib["name"]: case for case in suite}
    assert len(by_name["@auth0/auth0-vue 2.4.0"]) == 0
    waived = by_name["MA103 outdated-release: auth0-js 9.28.0 is behind the newest release, 9.32.0"]
    assert waived[0].attrib["message"] == "ignored until 2026-12-31: waits for the login page's rewrite"


def test_a_failure_says_what_to_do_and_where() -> None:
    failure = suite_of(report(sample.OLD_LINE))[0][0]
    assert failure.text
    assert failure.text.endswith(
        'Fix: "^1.22.6" -> "^2.28.3" in package.json, then: npm install (breaking).\npackage.json:14'
    )


# Markdown

MARKDOWN = MarkdownIt("gfm-like", {"linkify": False, "html": True})
OURS = {"<details>", "</details>", "<summary>The changes in", "<summary>All findings", "<summary>What was"}


def parsed(text: str) -> tuple[list[Token], list[Token]]:
    blocks = MARKDOWN.parse(text)
    return blocks, [child for block in blocks for child in block.children or ()]


@pytest.mark.parametrize("audited", REPORTS)
def test_the_summary_holds_no_foreign_markup(audited: Report) -> None:
    blocks, inline = parsed(markdown.render(audited))
    guides = {finding.upgrade.guide for finding in audited.findings if finding.upgrade}
    assert {token.attrs["href"] for token in inline if token.type == "link_open"} <= guides
    assert not {"image", "html_inline", "s_open", "em_open", "hardbreak"} & {token.type for token in inline}
    for block in blocks:
        if block.type == "html_block":
            for line in block.content.strip().split("\n"):
                assert line.startswith(tuple(OURS))
    opened = [token.type for token in blocks if token.nesting == 1]
    assert not {"code_block", "fence", "blockquote_open", "hr"} & {token.type for token in blocks}
    assert opened.count("heading_open") == 1


@pytest.mark.parametrize("audited", REPORTS)
def test_tables_keep_their_shape(audited: Report) -> None:
    blocks, _ = parsed(markdown.render(audited))
    rows = sum(token.type == "tr_open" for token in blocks)
    changes = [finding for finding in audited.active() if finding.severity != "note"]
    planned = [stage.changes for stage in plan(audited).stages]
    wide = sum(map(len, planned)) + len(planned) + len(audited.inputs) + bool(audited.inputs)
    assert rows == len(changes) + bool(changes) + wide
    cells = [token for token in blocks if token.type in {"td_open", "th_open"}]
    assert len(cells) == 4 * (len(changes) + bool(changes)) + 5 * wide


def test_the_summary_tells_the_story_in_order() -> None:
    text = markdown.render(sample.failing())
    parts = [
        "## FAIL: 2 errors, 1 warning, 2 notes",
        "**After upgrading 3 packages.**",
        "| error | browser target",
        "<details>",
    ]
    assert sorted(parts, key=text.index) == parts
    assert (
        "`^1.22.6` to `^2.28.3` in `package.json`, then `npm install` (breaking), [guide](https://github.com/" in text
    )
    assert text.endswith("4 files, 1,932 packages · matrix of 2026-11-20, checked 2 days ago\n")


def test_the_changes_are_folded_away_in_their_order() -> None:
    blocks, _ = parsed(markdown.render(sample.failing()._replace(from_repository="web/")))
    told = [token.content for token in blocks if token.type in {"html_block", "inline"}]
    begin = next(number for number, text in enumerate(told) if "The changes in their order" in text)
    assert told[begin + 1] == "Paths and folders are those below `web/`."
    assert told[begin + 2].startswith("**`")
    assert "The changes in their order" not in markdown.render(report(sample.STALE))


def test_an_edit_that_leaves_nothing_says_what_it_takes_out() -> None:
    edit = Edit("package.json", 10, 26, 11, 11, ',\n    "ie 11"', "")
    audited = report(sample.OLD_LINE._replace(upgrade=Upgrade("manifest", None, edits=(edit,))))
    text = markdown.render(audited)
    assert "| take out `ie 11` in `package.json` |" in text
    assert "| `package.json:10`: without `ie 11` |" in text
    assert "take out <code>ie 11</code> in <code>package.json:10</code>" in html.render(audited)
    assert 'take out "ie 11" in package.json' in github.render(audited)


def test_commands_name_their_folder() -> None:
    text = markdown.render(report(ELSEWHERE))
    assert "`npm update a`, then `npm update b` in `app` (your range already allows it)" in text
    below = markdown.render(report(ELSEWHERE, from_repository="web/"))
    assert "`npm update a` in `web`, then `npm update b` in `web/app`" in below


def test_a_guide_that_is_no_plain_address_is_no_link() -> None:
    upgrade = Upgrade("manifest", "2", edits=(Edit("a", 1, 1, 1, 2, "1", "2"),), guide="javascript:alert(1)")
    assert "javascript" not in markdown.render(report(sample.OLD_LINE._replace(upgrade=upgrade)))


def test_changes_without_commands_say_what_is_known() -> None:
    moved = sample.OLD_LINE._replace(upgrade=Upgrade("manifest", "2.28.3"))
    assert "| move to `2.28.3` |" in markdown.render(report(moved))
    silent = sample.OLD_LINE._replace(upgrade=Upgrade("none"))
    assert "Fix:" not in markdown.render(report(silent, sample.STALE))


def test_a_huge_summary_is_cut_below_the_limit_and_says_so() -> None:
    findings = [sample.OLD_LINE._replace(message=f"{number} " + "é" * 900) for number in range(3000)]
    inputs = tuple(sample.INPUTS[0]._replace(path=f"{number}/{'p' * 200}") for number in range(3000))
    text = markdown.render(report(*findings, inputs=inputs))
    assert len(text.encode()) < 1_000_000
    assert "more in the other reports" in text
    assert "\n- and " in text


def test_suppressed_findings_and_notices_are_said() -> None:
    text = markdown.render(
        sample.failing()._replace(show_suppressed=True, notices=("configuration of the base branch",))
    )
    assert "ignored until 2026-12-31: waits for the login page's rewrite" in text
    assert "\nconfiguration of the base branch\n" in text
