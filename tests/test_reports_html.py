from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

import sample_report as sample
from auditor.escape import visible
from auditor.matrix import Ending, Line, Release
from auditor.model import Location
from auditor.reports import html
from auditor.reports._coverage import WIDTH as COVERAGE_WIDTH
from auditor.reports._coverage import Share, shares
from auditor.reports._coverage import drawn as pictured
from auditor.reports._lines import histories, stretches
from auditor.reports._page import SCRIPT
from auditor.reports._timeline import Stretch, drawn
from auditor.results import Command, Judged, Report, Upgrade
from sample_report import report
from trees import acme, check, project

LINES = (Stretch("1", "2019-07-01", "2022-12-22", False), Stretch("2", "2022-12", None, True))
REPORTS = [
    pytest.param(sample.failing(), id="failing"),
    pytest.param(sample.failing()._replace(show_suppressed=True), id="with suppressed findings"),
    pytest.param(sample.passing(), id="passing"),
    pytest.param(sample.empty(), id="nothing to audit"),
    *(pytest.param(sample.hostile(text), id=f"hostile {number}") for number, text in enumerate(sample.HOSTILE)),
]
VOID = {"meta", "input", "line", "rect"}
ATTRIBUTES = {
    "aria-hidden", "aria-label", "aria-live", "autocomplete", "charset", "checked", "class", "content", "data-severity",
    "height", "hidden", "href", "http-equiv", "id", "lang", "name", "rel", "role", "rx", "scope", "style", "tabindex", "type", "value",
    "viewbox", "width", "x", "x1", "x2", "y", "y1", "y2",
}  # fmt: skip


class Page(HTMLParser):
    """What a browser would make of the page: elements in order, attributes, and text outside style and script."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, key, value or "") for key, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"style", "script"}:
            self.words.append(data)

    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.mark.parametrize("audited", REPORTS)
def test_nothing_foreign_becomes_markup(audited: Report) -> None:
    page = Page(html.render(audited, history={sample.SPA.id: LINES}))
    assert page.open == []
    assert (
        page.tags.count("script") == page.tags.count("style") == page.tags.count("h1") == page.tags.count("main") == 1
    )
    known = (
        "html head meta title style body header a div h1 p strong span main h2 form label input fieldset legend output "
    )
    known += "section h3 code details summary table thead tr th tbody td svg line text rect ul li script"
    assert set(page.tags) <= set(known.split())
    assert {key for _, key, _ in page.attributes} <= ATTRIBUTES


@pytest.mark.parametrize("audited", REPORTS)
def test_nothing_is_asked_of_the_network(audited: Report) -> None:
    text = html.render(audited)
    page = Page(text)
    links = {value for _, key, value in page.attributes if key == "href"}
    assert links <= {"#main", sample.GUIDE}
    assert "@import" not in text
    assert "url(" not in text.split("</style>")[0]
    assert not {"src", "srcset", "data", "action", "background"} & {key for _, key, _ in page.attributes}


def test_only_our_script_may_run() -> None:
    text = html.render(sample.failing())
    policy = next(value for _, key, value in Page(text).attributes if key == "content" and "default-src" in value)
    digest = base64.b64encode(
        hashlib.sha256(text.split("<script>")[1].split("</script>")[0].encode()).digest()
    ).decode()
    assert policy.startswith("default-src 'none';")
    assert f"script-src 'sha256-{digest}'" in policy
    assert not re.search(r"innerHTML|eval|document\.write|insertAdjacent", SCRIPT)


@pytest.mark.parametrize("foreign", sample.HOSTILE)
def test_foreign_text_is_shown_in_its_visible_form(foreign: str) -> None:
    page = Page(html.render(sample.hostile(foreign)))
    assert any(visible(foreign)[:900] in words for words in page.words)


def test_the_page_tells_verdict_changes_products_and_files() -> None:
    text = Page(html.render(sample.failing())).text()
    parts = [
        "FAIL: 2 errors, 1 warning, 2 notes",
        "After upgrading 3 packages.",
        "matrix of 2026-11-20, checked 2 days ago · judged as on 2026-11-22, policy standard",
        "What to do",
        "@auth0/auth0-spa-js 1.22.6 is on a line Auth0 no longer supports",
        "Products",
        "@auth0/auth0-spa-js 1.22.6 : unsupported, listed as supported, newest 2.28.3",
        "Targets",
        "0 of 1 target inside the matrix",
        "What was read (5 files)",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_findings_stand_under_the_command_that_mends_them() -> None:
    other = sample.OLD_LINE._replace(message="another")
    text = Page(html.render(report(sample.OLD_LINE, other, sample.BROWSER, sample.STALE))).text()
    assert "Type this, which mends 2 npm install error MA102" in text
    assert text.count("npm install") == 1
    assert "To do by hand error MA203" in text
    assert "To know note MA902" in text


def test_places_paths_and_days_are_said() -> None:
    place = Location("web/package.json", 1, 2, 1, 3)
    upgrade = Upgrade("parent", "2", commands=(Command("web", "npm update wrapper"),))
    finding = sample.OLD_LINE._replace(
        locations=(*sample.SPA.locations, place),
        paths=(("shop", "wrapper", "@auth0/auth0-spa-js"),),
        fails_from="2027-01-05",
        upgrade=upgrade,
    )
    text = Page(html.render(report(finding))).text()
    assert "npm update wrapper in web" in text
    assert "locked at package-lock.json:1204:18 also at web/package.json:1:2" in text
    assert "fails from 2027-01-05 brought in by shop > wrapper > @auth0/auth0-spa-js" in text


def test_changes_without_a_command_say_where_to_go() -> None:
    moved = sample.OLD_LINE._replace(upgrade=Upgrade("manifest", "2.28.3", guide="javascript:alert(1)"))
    page = Page(html.render(report(moved)))
    assert "move to 2.28.3 javascript:alert(1)" in page.text()
    assert all("javascript" not in value for _, key, value in page.attributes if key == "href")


def test_suppressed_findings_and_notices_are_said() -> None:
    text = Page(html.render(sample.failing()._replace(show_suppressed=True, notices=("of the base branch",)))).text()
    assert "Suppressed warning MA103" in text
    assert "ignored until 2026-12-31: waits for the login page's rewrite" in text
    assert "of the base branch" in text


def test_a_page_without_findings_has_no_filters() -> None:
    page = Page(html.render(sample.passing()))
    assert "form" not in page.tags
    assert "PASS: 3 Auth0 packages are inside the support matrix" in page.text()


def test_targets_inside_the_matrix_fill_the_bar() -> None:
    good = sample.judged("chrome", "142", number=7, ecosystem="browser", status="supported", eligible="yes")
    page = Page(html.render(report(components=(good,))))
    assert "1 of 1 target inside the matrix" in page.text()
    assert ("span", "style", "width:100%") in page.attributes
    assert "ul" not in page.tags


def test_controls_have_names_and_pictures_have_words() -> None:
    page = Page(html.render(sample.failing(), history={sample.SPA.id: LINES}))
    controls = [number for number, tag in enumerate(page.tags) if tag == "input"]
    assert controls
    assert all(page.tags[number - 1] == "label" for number in controls)
    (label,) = [value for tag, key, value in page.attributes if (tag, key) == ("svg", "aria-label")]
    assert label == (
        "Release lines of auth0-spa-js: line 1 from 2019-07-01, ended 2022-12-22, you are here; line 2 from 2022-12, supported"
    )


@pytest.mark.parametrize(
    "stretches",
    [
        pytest.param(LINES, id="two lines"),
        pytest.param((Stretch("9", "2026", None, True),), id="one line of this year"),
        pytest.param((Stretch("0", "2010-01-01", None, False), *LINES), id="an end that nobody wrote down"),
        pytest.param((Stretch("1", "2026-11-22", "2027-03-01", True),), id="an end to come"),
    ],
)
def test_the_drawing_keeps_inside_its_frame(stretches: tuple[Stretch, ...]) -> None:
    page = Page(drawn(stretches, ("1",), "2026-11-22", "a & b"))
    bars = [dict(found) for found in _bars(page)]
    assert len(bars) == len(stretches)
    for bar in bars:
        assert float(bar["x"]) >= 0
        assert float(bar["x"]) + float(bar["width"]) <= 640
        assert float(bar["width"]) >= 4


def _bars(page: Page) -> list[list[tuple[str, str]]]:
    bars: list[list[tuple[str, str]]] = []
    for tag, key, value in page.attributes:
        if tag == "rect":
            if key == "class":
                bars.append([])
            bars[-1].append((key, value))
    return bars


def test_without_dates_nothing_is_drawn() -> None:
    assert drawn((), ("1",), "2026-11-22", "x") == ""


# The pictures


def browser(name: str, version: str, number: int, *, eligible: str = "no") -> Judged:
    return sample.judged(name, version, number=number, ecosystem="browser", eligible=eligible)


BROWSERS = (
    browser("chrome", "142", 7, eligible="yes"),
    browser("chrome", "120", 8, eligible="after-upgrade"),
    browser("ie", "11", 9),
)
USAGE = {
    "chrome 142": 30.0,
    "chrome 120": 10.0,
    "chrome 90": 2.5,
    "ie 11": 0.02,
    "safari 26": 9.0,
    "bb 10": 0.01,
    "bb 7": None,
}


def test_shares_are_those_of_what_is_declared_and_of_what_is_much_used() -> None:
    found = shares(BROWSERS, USAGE)
    assert found == (Share("chrome", 30.0, 10.0, 2.5), Share("safari", 0.0, 0.0, 9.0), Share("ie", 0.0, 0.02, 0.0))
    page = Page(pictured(found))
    (label,) = [value for tag, key, value in page.attributes if key == "aria-label"]
    assert label == (
        "Share of worldwide use that the declared targets cover: Chrome 30.0% inside, 10.0% not; Safari 0.0% inside, 0.0% not;"
        " Internet Explorer 0.0% inside, <0.1% not"
    )
    assert [dict(bar)["class"] for bar in _bars(page)] == ["supported", "outside", "rest", "rest", "outside"]
    ends = [float(bar["x"]) + float(bar["width"]) for bar in map(dict, _bars(page))]
    assert max(ends) <= COVERAGE_WIDTH
    assert pictured(()) == ""


def test_the_page_tells_what_is_covered_by_which_figures() -> None:
    text = html.complete(report(components=BROWSERS), lambda _: b"", ())
    assert "shares of use by caniuse-lite" in text
    assert "of worldwide use. Declared, and not inside:" in text
    assert "Not inside the matrix (2 targets)" in text
    assert "caniuse" not in html.complete(sample.passing(), lambda _: b"", ())


def test_a_product_in_several_places_has_one_picture_with_all_of_them() -> None:
    one, two = (
        sample.judged("@auth0/auth0-spa-js", version, number=number, project=f"{folder}/package-lock.json")
        for number, (version, folder) in enumerate((("1.22.6", "a"), ("2.28.3", "b")))
    )
    page = Page(html.render(report(components=(one, two)), history={one.id: LINES, two.id: LINES}))
    assert page.tags.count("svg") == 1
    assert page.text().count(", you are here") == 2
    assert "a/package-lock.json" in page.text()
    assert "b/package-lock.json" in page.text()


def test_lines_are_those_that_the_matrix_dates_on_the_day() -> None:
    audited = check(project({"@acme/sdk": "^1.0.0"}, {"@acme/sdk": "1.0.0"}))
    (found,) = histories(audited, (acme(),)).values()
    assert found == (
        Stretch("1", "2020-01-10", "2022-02-01", False),
        Stretch("2", "2022-02-01", "2026-04-01", False),
        Stretch("3", "2026-04-01", None, True),
    )
    earlier = check(project({"@acme/sdk": "^1.0.0"}, {"@acme/sdk": "1.0.0"}), as_of="2023-01-01")
    (before,) = histories(earlier, (acme(),)).values()
    assert before == (found[0], Stretch("2", "2022-02-01", None, True))
    assert histories(audited, ()) == {}


def test_of_many_lines_the_newest_and_ones_own_are_drawn() -> None:
    match = acme().match("npm", "@acme/sdk")
    assert match
    years = range(1999, 2026)
    many = tuple(Line(str(year), Release(f"{year}.0.0", f"<={year}-05-01")) for year in years)
    ended = many[-2]._replace(ended=Ending("2024-12", "It ended.", "README.md"))
    undated = Line("1", Release("1.0.0"))
    package = match.package._replace(lines=(undated, *many[:-2], ended, many[-1]), current="2025")
    found = stretches(match._replace(package=package), "2026-06-10", "2001")
    assert [item.line for item in found] == ["2001", *map(str, years[-12:])]
    assert found[0] == Stretch("2001", "2001-05-01", "2002-05-01", False, about=True)
    assert found[-2:] == (
        Stretch("2024", "2024-05-01", "2024-12", False, about=True),
        Stretch("2025", "2025-05-01", None, True, about=True),
    )
    assert "line 2001 out by 2001-05-01, ended 2002-05-01" in drawn(found, (), "2026-06-10", "x")
