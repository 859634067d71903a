from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import sample_report as sample
import trees
from auditor.model import Location
from auditor.reports import text
from auditor.results import Command, Edit, Report, Suppression, Upgrade
from browser_trees import check, rc
from sample_report import report

FAILING = """\
error MA203  browser target "ie 11" cannot run @auth0/auth0-spa-js 2
  --> .browserslistrc:3:1
  fix  remove the line, or keep SPA JS out of that bundle

error MA102  @auth0/auth0-spa-js 1.22.6 is on a line Auth0 no longer supports
  --> package.json:14:28
      locked at package-lock.json:1204 · shop > @auth0/auth0-spa-js
  line 1 ended when 2.0.0 came out (2022-12-22); supported: 2, newest 2.28.3
  fix  "^1.22.6" -> "^2.28.3" in package.json, then: npm install   (breaking)
       guide: https://github.com/auth0/auth0-spa-js/blob/main/MIGRATION_GUIDE.md

warning MA103  @auth0/auth0-react 2.4.0 is behind the newest release, 2.27.0
  --> package.json:13:28
      locked at package-lock.json:1204 · shop > @auth0/auth0-react
  fix  npm update @auth0/auth0-react   (your range already allows it)

Would Auth0 support take a ticket on this project? After upgrading 3 packages.
FAIL  2 errors, 1 warning, 2 notes (--verbose) · 4 files, 1,932 packages,
      4 of Auth0
      matrix of 2026-11-20, checked 2 days ago ·
      1 suppressed (--show-suppressed) · apply with: matrix-audit fix
"""

PASSING = """\
PASS  3 Auth0 packages are inside the support matrix
      3 files, 1,932 packages · matrix of 2026-11-20, checked 2 days ago
"""

NOTHING = """\
Nothing to audit: no lockfile or manifest that matrix-audit reads under ./docs
      looked at 212 files, skipped node_modules (1);
      formats: matrix-audit explain formats
"""

BROKEN = """\
error MA901  package-lock.json stops in the middle of an object
  --> package-lock.json:3:31
  an unfinished download or merge? restore it, or recreate it: npm install
  --package-lock-only

FAIL  1 error · 4 files, 1,932 packages, 0 of Auth0
      matrix of 2026-11-20, checked 2 days ago
"""

OLD_JS = sample.finding(
    "MA102",
    "unsupported-line",
    "error",
    "auth0-js 8.12.1 is on a line Auth0 no longer supports",
    sample.judged("auth0-js", "8.12.1", number=9, line=16),
    upgrade=sample.manifest_upgrade("^8.12.1", "^9.32.0", line=16, guide=None),
)


@pytest.mark.parametrize(
    ("audited", "shown"),
    [
        pytest.param(sample.failing(), FAILING, id="worst first, what to type last, verdict at the end"),
        pytest.param(sample.passing(), PASSING, id="two lines when all is well"),
        pytest.param(sample.empty(), NOTHING, id="nothing to audit says where it looked"),
        pytest.param(report(sample.BROKEN, eligible="unknown"), BROKEN, id="a broken file"),
    ],
)
def test_whole_reports(audited: Report, shown: str) -> None:
    assert text.render(audited) == shown


def test_findings_that_one_command_mends_share_it() -> None:
    lines = text.render(report(sample.OLD_LINE, sample.BROWSER, OLD_JS)).splitlines()
    assert [line for line in lines if "npm install" in line] == ["  then npm install"]
    assert "       once, for the 2 above" in lines
    assert '  fix  "^8.12.1" -> "^9.32.0" in package.json   (breaking)' in lines
    assert [line.split()[1] for line in lines if line.startswith("error")] == ["MA102", "MA102", "MA203"]


def test_a_command_without_edits_stands_with_the_first_of_its_findings() -> None:
    lines = text.render(report(sample.BEHIND, sample.BEHIND._replace(message="again"))).splitlines()
    fixes = [line for line in lines if line.startswith("  fix")]
    assert fixes[0].startswith("  fix  npm update @auth0/auth0-react")
    assert fixes[1].startswith("  fix  the same command")


@pytest.mark.parametrize("audited", [sample.failing(), sample.passing(), report(sample.OLD_LINE, OLD_JS)])
@pytest.mark.parametrize("width", [60, 80, 200])
def test_lines_keep_to_the_width_unless_one_piece_is_longer(audited: Report, width: int) -> None:
    for line in text.render(audited, width=width, verbose=True).splitlines():
        fixed = ("-->", "guide:", '"^', "locked at", "shop >", "read ", "partial ", "skipped ", "npm ")
        known = any(mark in line for mark in fixed) or line.startswith(("  out", "  uns", "  unl", "  sup"))
        assert len(line) <= width or known or " " not in line.strip()


def test_paths_and_commands_are_never_broken() -> None:
    path = "a very long folder/" * 8 + "package.json"
    command = "npm install " + " ".join(f"@auth0/package-{number}" for number in range(20))
    upgrade = Upgrade("manifest", "2", commands=(Command(".", command),), edits=(Edit(path, 1, 1, 1, 3, "1", "2"),))
    place = Location(path, 3, 4, 3, 9)
    shown = text.render(report(sample.OLD_LINE._replace(locations=(place,), upgrade=upgrade)), width=40)
    assert f"  --> {path}:3:4\n" in shown
    assert f"then: {command}\n" in shown


@pytest.mark.parametrize("details", [0, 1, 12])
def test_a_finding_takes_at_most_seven_lines(details: int) -> None:
    long = sample.OLD_LINE._replace(
        message="word " * 80,
        details=("a rather long explanation of the matter at hand",) * details,
        locations=sample.OLD_LINE.locations * 4,
        paths=(("shop", "wrapper", "@auth0/auth0-spa-js"),) * 9,
    )
    blocks = text.render(report(long)).split("\n\n")
    assert len(blocks[0].splitlines()) <= 7
    assert max(map(len, blocks[0].splitlines()[:3])) <= 80
    assert "…" in blocks[0]


def test_the_path_of_a_direct_dependency_gives_way_to_what_says_more() -> None:
    shown = text.render(
        report(sample.OLD_LINE._replace(paths=(("a-rather-long-name-of-a-workspace", "@auth0/auth0-spa-js"),)))
    )
    assert "      locked at package-lock.json:1204\n" in shown
    assert "workspace" not in shown


def test_places_and_paths_that_are_left_out_are_counted() -> None:
    many = sample.OLD_LINE._replace(locations=sample.OLD_LINE.locations * 2)
    assert "and 2 more places" in text.render(report(many)).replace("\n      ", " ")
    paths = sample.OLD_LINE._replace(locations=sample.SPA.locations[:1], paths=(("a", "b"), ("c", "b")))
    assert "a > b (and 1 more path)" in text.render(report(paths))
    edits = sample.OLD_LINE._replace(upgrade=Upgrade("manifest", "2", edits=(sample.edit("1", "2"),) * 3))
    assert "and 2 more places" in text.render(report(edits))


def test_verbose_shows_notes_details_inputs_and_what_was_skipped() -> None:
    shown = text.render(sample.failing(), verbose=True)
    for words in (
        "note MA101  jsonwebtoken is not in the matrix",
        "note MA902",
        "partial     setup.py (setup.py, 0 packages): decided at run time",
        "  unsupported @auth0/auth0-spa-js 1.22.6, npm, in package-lock.json",
        "Skipped node_modules (1)",
        "\n  supported: 2, newest 2.28.3\n",
    ):
        assert words in shown
    assert "--verbose" not in shown


def test_notes_that_fail_the_audit_are_shown() -> None:
    shown = text.render(report(sample.GENERAL, fail_on="note"))
    assert "note MA101" in shown
    assert "FAIL  1 note ·" in shown


def test_suppressed_findings_are_shown_only_when_asked_for() -> None:
    assert "auth0-js" not in text.render(sample.failing(), verbose=True).split("Components")[0]
    shown = text.render(sample.failing()._replace(show_suppressed=True))
    assert "ignored warning MA103  auth0-js 9.28.0" in shown
    assert "  ignored until 2026-12-31: waits for the login page's rewrite" in shown
    assert shown.index("ignored warning") > shown.index("\nwarning MA103")
    kept = sample.IGNORED._replace(suppressed=Suppression("baseline", "known before"))
    assert "known warning MA103" in text.render(report(kept, show_suppressed=True))


def test_paths_are_shown_from_the_working_directory() -> None:
    shown = text.render(sample.failing()._replace(from_cwd="../shop/"))
    assert "  --> ../shop/package.json:14:28\n" in shown
    assert "in ../shop/package.json" in shown
    assert "in ../shop: npm update @auth0/auth0-react" in shown


def test_quiet_leaves_only_findings() -> None:
    assert text.render(sample.passing(), quiet=True) == ""
    shown = text.render(sample.failing(), quiet=True)
    assert "FAIL" not in shown
    assert shown.count("-->") == 3


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"eligible": "no"}, "No: 1 package is outside what it covers.", id="no"),
        pytest.param({"eligible": "unknown"}, "Not known: it cannot be told for something.", id="unknown"),
        pytest.param({"eligible": "yes"}, "project? Yes.", id="yes, with something to mend"),
    ],
)
def test_the_question_of_the_ticket_is_answered(changes: dict[str, object], words: str) -> None:
    gone = sample.OLD_LINE._replace(judged=sample.judged("auth0-js", "9.0.0", eligible="no"))
    assert words in text.render(report(gone, **changes)).replace("\n", " ")


@pytest.mark.parametrize("taken_out", ["general", "context"])
def test_what_a_ticket_is_not_about_is_not_counted_in_the_answer(taken_out: str) -> None:
    library = sample.judged("jsonwebtoken", "9.0.2", eligible="no")
    library = library._replace(general=taken_out == "general", context=taken_out == "context")
    gone = sample.OLD_LINE._replace(judged=sample.judged("auth0-js", "9.0.0", eligible="no"))
    both = report(gone, eligible="no")
    shown = text.render(both._replace(components=(*both.components, library))).replace("\n", " ")
    assert "No: 1 package is outside what it covers." in shown
    assert "take a ticket" not in text.render(both._replace(components=(library,), eligible="unknown"))


def test_a_project_without_the_vendor_passes_in_words() -> None:
    assert text.render(report()).startswith("PASS  no Auth0 package found\n")


def test_targets_are_counted_apart() -> None:
    target = sample.judged("chrome", "142", number=7, ecosystem="browser", status="supported", eligible="yes")
    audited = sample.passing()._replace(components=(*sample.passing().components, target))
    assert "3 Auth0 packages and 1 target are inside the support matrix" in text.render(audited)
    unknown = (target._replace(eligible="unknown"),)
    assert "0 Auth0 packages and 1 target, nothing to report" in text.render(audited._replace(components=unknown))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"age_days": 0}, "checked today", id="today"),
        pytest.param({"age_days": 1}, "checked 1 day ago", id="yesterday"),
        pytest.param({"age_days": -3}, "checked on 2026-11-20", id="an audit for a day before"),
        pytest.param({"age_days": 90, "stale": True}, "checked 90 days ago, which is stale", id="stale"),
    ],
)
def test_the_age_of_the_matrix(changes: dict[str, object], words: str) -> None:
    matrix = sample.MATRIX._replace(**changes)  # type: ignore[arg-type]
    assert words in text.render(report(matrices=(matrix,)))


def test_several_matrices_are_named() -> None:
    other = sample.MATRIX._replace(name="other", vendor="Other")
    shown = text.render(report(sample.BEHIND, matrices=(sample.MATRIX, other)))
    assert "auth0 matrix of 2026-11-20" in shown
    assert "other matrix of 2026-11-20" in shown
    assert "Would Auth0 or Other support take a ticket" in shown


def test_requirements_wrap_below_a_long_fix() -> None:
    long = Upgrade(
        "manifest", "2", requires=("node 20 or later",) * 3, commands=(Command(".", "npm install " + "x" * 50),)
    )
    shown = text.render(report(sample.OLD_LINE._replace(upgrade=long)))
    assert "\n       needs node 20 or later first; needs node 20 or later first;\n" in shown


def test_a_report_without_components_or_warnings_is_silent_on_tickets() -> None:
    assert "take a ticket" not in text.render(report(sample.STALE, components=()))


def test_everything_of_an_empty_report_is_nothing() -> None:
    shown = text.render(report(inputs=(), skipped={}), verbose=True)
    assert shown.startswith("Nothing to audit")
    assert "skipped" not in shown


def test_fixes_without_edits_or_commands_say_what_is_known() -> None:
    moved = sample.OLD_LINE._replace(upgrade=Upgrade("manifest", "2.28.3", requires=("node 20",)))
    assert "  fix  move to 2.28.3   (needs node 20 first)" in text.render(report(moved))
    silent = sample.OLD_LINE._replace(upgrade=Upgrade("none"))
    assert "fix" not in text.render(report(silent))
    several = Upgrade("lockfile", "2", commands=(Command(".", "npm update a"), Command("web", "npm update b")))
    assert "  fix  npm update a\n       in web: npm update b" in text.render(report(OLD_JS._replace(upgrade=several)))


def test_what_will_fail_and_notices_are_said() -> None:
    shown = text.render(report(sample.BEHIND._replace(fails_from="2027-01-05"), notices=("read from the base branch",)))
    assert "  fails from 2027-01-05\n" in shown
    assert "note: read from the base branch\n" in shown


def test_colour_only_adds_to_the_words() -> None:
    plain = text.render(sample.failing(), verbose=True)
    coloured = text.render(sample.failing(), verbose=True, color=True)
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == plain
    assert "\x1b[1;31merror\x1b[0m MA203" in coloured


@pytest.mark.parametrize("verbose", [False, True], ids=["brief", "verbose"])
@pytest.mark.parametrize("foreign", sample.HOSTILE)
def test_hostile_names_stay_words(foreign: str, verbose: bool) -> None:
    shown = text.render(sample.hostile(foreign), verbose=verbose)
    assert shown.replace("\n", "").isprintable()
    shown.encode()
    for line in shown.split("\n"):
        assert not line.strip().startswith("::")
        assert "##" not in line


@pytest.mark.process
def test_importing_it_costs_nothing_but_the_model() -> None:
    code = "import sys; sys.path.insert(0, ''); import auditor.results; known = set(sys.modules); "
    code += "import auditor.reports.text; print(*sorted(set(sys.modules) - known))"
    root = Path(__file__).parent.parent
    run = subprocess.run([sys.executable, "-I", "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert run.stdout.split() == [
        "auditor.escape",
        "auditor.modules",
        "auditor.reports",
        "auditor.reports._wording",
        "auditor.reports.text",
    ]


@pytest.mark.parametrize(
    ("queries", "line"),
    [(["Chrome 115"], "chrome 115 to Chrome >= 115"), (["chrome 157", "ie 11"], "ie 11 to be taken out")],
    ids=["a query that is widened", "a query that is taken out"],
)
def test_the_plan_says_what_becomes_of_a_browser_query(queries: list[str], line: str) -> None:
    shown = text.render(check(rc(*queries)), verbose=True)
    assert f"    {line}\n" in shown.partition("\nPlan\n")[2]


def test_the_plan_says_what_becomes_of_a_lockfile_that_has_drifted() -> None:
    drifted = trees.project({"acme-widget": "^4.2.0"}, {"acme-widget": "4.1.0"})
    shown = text.render(trees.check(drifted), verbose=True)
    assert "    acme-widget 4.1.0 to what its manifest asks for\n" in shown.partition("\nPlan\n")[2]
