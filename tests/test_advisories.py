"""Known vulnerabilities: an OSV service on this machine, exports, and a program in pip-audit's place. Each outcome has its own status."""

from __future__ import annotations

import json
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor import osv, osv_export, pip_audit
from auditor.advisories import Advisory, Answers, Subject, merged, newest, remembering, source
from auditor.cli import main
from auditor.download import Limits
from auditor.errors import UserError
from auditor.osv_records import ECOSYSTEMS, Unordered, advisory, affects
from servers import Answers as Table
from servers import Reply, serving
from trees import ACME, DAY, entry, lockfile, manifest

LODASH = Subject("npm", "lodash", "4.17.20")


def record(
    number: str = "GHSA-1111",
    *,
    name: str = "lodash",
    ecosystem: str = "npm",
    fixed: str | None = "4.17.21",
    **more: Any,
) -> dict[str, Any]:
    """An advisory as OSV writes it: everything below ``fixed`` is affected."""
    events = [{"introduced": "0"}, *([{"fixed": fixed}] if fixed else [])]
    kind = "SEMVER" if ecosystem in {"npm", "Go", "SwiftURL"} else "ECOSYSTEM"
    affected = {"package": {"ecosystem": ecosystem, "name": name}, "ranges": [{"type": kind, "events": events}]}
    return {"id": number, "summary": "Commands can be injected.", "affected": [affected], **more}


def service(*records: dict[str, Any], **more: Reply | list[Reply]) -> Table:
    """An OSV service that knows some advisories, by the names of packages that they are about."""

    def batch(headers: dict[str, str]) -> Reply:
        results = []
        for query in json.loads(headers[":body"])["queries"]:
            own = [
                {"id": item["id"], "modified": "2025-01-01T00:00:00Z"}
                for item in records
                if item["affected"][0]["package"] == query["package"]
            ]
            results.append({"vulns": own} if own else {})
        return Reply(json.dumps({"results": results}).encode())

    table: Table = {"/v1/querybatch": batch}
    table.update({f"/v1/vulns/{item['id']}": Reply(json.dumps(item).encode()) for item in records})
    table.update({path.replace("_", "/"): reply for path, reply in more.items()})
    return table


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project in order as far as the matrix goes, with packages of others."""
    asked = {"@acme/sdk": "^3.0.0", "lodash": "^4.17.0"}
    locked = {"@acme/sdk": "3.2.0", "lodash": "4.17.20"}
    (tmp_path / "package.json").write_text(manifest(asked))
    (tmp_path / "package-lock.json").write_text(lockfile(locked, asked))
    return tmp_path


class Ran:
    """A run with a source of advisories: its status, its report, and what it said on standard error."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path, *words: str, shown: str = "json") -> None:
        self.status = main(["check", str(folder), *words, "--format", shown, "--matrix", str(ACME), "--as-of", DAY])
        captured = capsys.readouterr()
        self.out, self.err = captured.out, captured.err
        self.report: dict[str, Any] = json.loads(self.out) if self.out.startswith("{") else {}

    def findings(self) -> list[dict[str, Any]]:
        return [item for item in self.report["findings"] if item["rule"] == "MA601"]


# The command line, with an OSV service


def test_a_vulnerable_package_fails_and_says_what_mends_it(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = record(aliases=["CVE-2021-1"], database_specific={"severity": "HIGH"})
    with serving(service(known)) as server:
        ran = Ran(capsys, shop, "--advisories", f"osv={server.base}")
    (found,) = ran.findings()
    assert ran.status == 1
    assert found["severity"] == "error"
    assert found["message"] == "lodash 4.17.20 has a known vulnerability, GHSA-1111 (high): Commands can be injected"
    assert found["component"] == "pkg:npm/lodash@4.17.20"
    assert found["upgrade"]["to"] == "4.17.21"
    assert found["upgrade"]["commands"] == [{"cwd": ".", "run": "npm update lodash"}]
    assert found["locations"][0]["path"] == "package.json"
    assert found["component_id"] is None
    assert [item["name"] for item in ran.report["components"]] == ["@acme/sdk"]
    assert ran.report["summary"]["eligible"] == "yes"


def test_what_is_sent_is_the_exact_versions_and_nothing_else(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(service()) as server:
        ran = Ran(capsys, shop, "--advisories", f"osv={server.base}/")
    (sent,) = server.asked
    assert json.loads(sent[1][":body"]) == {
        "queries": [
            {"package": {"ecosystem": "npm", "name": "@acme/sdk"}, "version": "3.2.0"},
            {"package": {"ecosystem": "npm", "name": "lodash"}, "version": "4.17.20"},
        ]
    }
    assert (ran.status, ran.findings()) == (0, [])


def test_an_ecosystem_without_data_is_said_to_be_unknown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Podfile.lock").write_text("PODS:\n  - Auth (1.0.0)\n\nDEPENDENCIES:\n  - Auth\n\nCOCOAPODS: 1.15.2\n")
    with serving(service()) as server:
        ran = Ran(capsys, tmp_path, "--advisories", f"osv={server.base}", shown="text")
    assert ran.status == 0
    assert "OSV has no data on cocoapods, so of 1 cocoapods package it is not known" in " ".join(ran.out.split())


CUT = json.dumps({"results": [{}, {}]}).encode()


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        pytest.param(Reply(b"down", 500), "status 500", id="a server that is down"),
        pytest.param(Reply(b"", 429, headers=(("Retry-After", "0"),)), "status 429", id="a server that has had enough"),
        pytest.param(Reply(CUT[:9]), "not a JSON object, or not the whole of it", id="an answer cut short"),
        pytest.param(Reply(CUT, length=99), "IncompleteRead|bytes|ended", id="a connection cut short"),
        pytest.param(Reply(b"[]"), "not a JSON object", id="a list"),
        pytest.param(Reply(b"{}"), "not an answer to each of 2 queries", id="no results"),
        pytest.param(Reply(b'{"results": [{}]}'), "not an answer to each of 2 queries", id="too few results"),
        pytest.param(Reply(b'{"results": [{"vulns": [{}]}, {}]}'), "an advisory without an id", id="no id"),
        pytest.param(Reply(b'{"results": [{"vulns": [{"id": "../x"}]}, {}]}'), "is no id of an advisory", id="a path for an id"),
        pytest.param(Reply(b'{"results": [{"vulns": [{"id": "GHSA-9"}]}, {}]}'), "status 404", id="an id of nothing"),
        pytest.param(Reply(CUT, 404), "status 404", id="another service"),
    ],
)  # fmt: skip
def test_a_service_that_does_not_answer_ends_the_run(
    reply: Reply, said: str, shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(osv.Service, "__new__", quickly(osv.Service.__new__))
    with serving({"/v1/querybatch": reply}) as server:
        ran = Ran(capsys, shop, "--advisories", f"osv={server.base}")
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert any(words in ran.err for words in said.split("|"))
    assert "whether there are known vulnerabilities is not known" in ran.err


def quickly(new: Callable[..., osv.Service]) -> Callable[..., osv.Service]:
    """A service with the same address that is not waited for."""

    def made(cls: type[osv.Service], address: str) -> osv.Service:
        return new(cls, address, Limits(seconds=1), 2, 0.0, lambda _: None)

    return made


def test_an_advisory_that_is_another_one_ends_the_run(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = service(record()) | {"/v1/vulns/GHSA-1111": Reply(json.dumps(record("GHSA-2222")).encode())}
    with serving(table) as server:
        ran = Ran(capsys, shop, "--advisories", f"osv={server.base}")
    assert ran.status == 2
    assert "/v1/vulns/GHSA-1111: not that advisory" in ran.err


def test_an_advisory_of_another_shape_ends_the_run(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = record(aliases=3)
    with serving(service(odd)) as server:
        ran = Ran(capsys, shop, "--advisories", f"osv={server.base}")
    assert ran.status == 2
    assert "/v1/vulns/GHSA-1111: not of OSV's format" in ran.err


@pytest.mark.parametrize("chosen", ["osv", "osv=http://127.0.0.1:1", "pip-audit"])
def test_offline_refuses_what_needs_the_network(chosen: str, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = Ran(capsys, shop, "--advisories", chosen, "--offline")
    assert ran.status == 2
    assert f"--offline: --advisories {chosen} needs the network" in ran.err


def test_an_address_that_is_not_https_is_refused(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = Ran(capsys, shop, "--advisories", "osv=http://osv.example.test")
    assert ran.status == 2
    assert "not an https address" in ran.err


def test_a_package_of_the_matrix_has_one_upgrade_for_everything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {"@acme/sdk": "^3.0.0"}
    (tmp_path / "package.json").write_text(manifest(asked))
    (tmp_path / "package-lock.json").write_text(lockfile({"@acme/sdk": "3.0.0"}, asked))
    known = record(name="@acme/sdk", fixed="3.1.0"), record("GHSA-2222", name="@acme/sdk", fixed="3.0.5")
    with serving(service(*known)) as server:
        ran = Ran(capsys, tmp_path, "--advisories", f"osv={server.base}")
    outdated = next(item for item in ran.report["findings"] if item["rule"] == "MA103")
    assert [item["upgrade"] for item in ran.findings()] == [outdated["upgrade"]] * 2
    assert outdated["upgrade"]["to"] == "3.2.0"
    assert len({item["fingerprint"] for item in ran.report["findings"]}) == 3
    assert {item["component_id"] for item in ran.report["findings"]} == {outdated["component_id"]}


def test_a_fix_that_the_matrix_does_not_know_yet_is_gone_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = {"@acme/sdk": "^3.0.0"}
    (tmp_path / "package.json").write_text(manifest(asked))
    (tmp_path / "package-lock.json").write_text(lockfile({"@acme/sdk": "3.1.0"}, asked))
    known = record(name="@acme/sdk", fixed="4.0.0"), record("GHSA-2222", name="@acme/sdk", fixed=None)
    with serving(service(*known)) as server:
        first, second = Ran(capsys, tmp_path, "--advisories", f"osv={server.base}").findings()
    assert (first["upgrade"]["to"], first["upgrade"]["kind"], first["upgrade"]["breaking"]) == (
        "4.0.0",
        "manifest",
        True,
    )
    assert (second["upgrade"]["kind"], second["upgrade"]["to"]) == ("none", None)
    assert "no release without GHSA-2222 is known" in second["upgrade"]["reason"]


def test_what_only_development_needs_is_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "package.json").write_text(manifest(devDependencies={"lodash": "^4.17.0"}))
    lock = lockfile({"lodash": {"version": "4.17.20", "dev": True}}, devDependencies={"lodash": "^4.17.0"})
    (tmp_path / "package-lock.json").write_text(lock)
    with serving(service(record())) as server:
        ran = Ran(capsys, tmp_path, "--advisories", f"osv={server.base}")
    assert (ran.status, [item["severity"] for item in ran.findings()]) == (0, ["warning"])


def test_a_package_that_others_bring_in_names_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    locked: dict[str, Any] = {
        "parent": {"version": "1.0.0", "dependencies": {"lodash": "~4.17.20"}},
        "lodash": "4.17.20",
    }
    (tmp_path / "package.json").write_text(manifest({"parent": "^1.0.0"}))
    (tmp_path / "package-lock.json").write_text(lockfile(locked, {"parent": "^1.0.0"}))
    with serving(service(record())) as server:
        (found,) = Ran(capsys, tmp_path, "--advisories", f"osv={server.base}").findings()
    assert found["paths"] == [["shop", "parent", "lodash"]]
    assert found["upgrade"]["kind"] == "parent"


CONFIGURED = '[[ignore]]\nrule = "MA601"\nreason = "not reachable"\n'


def test_ignores_and_severities_hold_and_no_ignore_is_unused_where_nobody_asked(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / ".matrix-audit.toml").write_text(CONFIGURED)
    assert Ran(capsys, shop).report["findings"] == []
    with serving(service(record())) as server:
        ran = Ran(capsys, shop, "--advisories", f"osv={server.base}")
        assert (ran.status, ran.findings()[0]["suppressed"]["reason"]) == (0, "not reachable")
        (shop / ".matrix-audit.toml").write_text('[severity]\nMA601 = "off"\n')
        assert Ran(capsys, shop, "--advisories", f"osv={server.base}").findings() == []
    (shop / ".matrix-audit.toml").write_text(CONFIGURED)
    with serving(service()) as server:
        ran = Ran(capsys, shop, "--advisories", f"osv={server.base}")
    assert [item["rule"] for item in ran.report["findings"]] == ["MA904"]


def test_packages_that_cannot_be_asked_of_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "package.json").write_text(
        manifest({"one": "^1.0.0", "two": "github:acme/two", "three": "file:./three"})
    )
    with serving(service()) as server:
        ran = Ran(capsys, tmp_path, "--advisories", f"osv={server.base}", shown="text")
    assert (ran.status, server.asked) == (0, [])
    said = "known vulnerabilities: 2 packages at no exact version, or from no registry, so of them it is not known"
    assert said in " ".join(ran.out.split())


def test_of_two_versions_of_a_package_only_the_affected_one_is_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {"@acme/sdk": "^3.0.0", "other": "^1.0.0"}
    locked = {"@acme/sdk": "3.1.0", "other": "1.0.0", "other/node_modules/@acme/sdk": "1.0.0"}
    (tmp_path / "package.json").write_text(manifest(asked))
    (tmp_path / "package-lock.json").write_text(
        lockfile({f"node_modules/{key}": entry(version) for key, version in locked.items()}, asked)
    )
    (tmp_path / "export.json").write_text(json.dumps(record(name="@acme/sdk", fixed="3.0.0")))
    ran = Ran(capsys, tmp_path, "--advisories", str(tmp_path / "export.json"))
    assert [item["component"] for item in ran.findings()] == ["pkg:npm/%40acme/sdk@1.0.0"]


def test_an_upgrade_that_does_not_go_far_enough_is_passed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "package.json").write_text(manifest({"acme-old": "^1.0.0"}))
    (tmp_path / "package-lock.json").write_text(lockfile({"acme-old": "1.0.0"}, {"acme-old": "^1.0.0"}))
    (tmp_path / "export.json").write_text(json.dumps(record(name="acme-old", fixed="1.4.0")))
    ran = Ran(capsys, tmp_path, "--advisories", str(tmp_path / "export.json"))
    assert [(item["rule"], item["upgrade"]["kind"]) for item in ran.report["findings"]] == [
        ("MA106", "replace"),
        ("MA601", "lockfile"),
    ]


# The OSV interface


def test_every_page_is_read_and_several_batches_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osv, "BATCH", 2)
    subjects = [LODASH._replace(name=name) for name in ("one", "two", "three")]
    pages: list[list[str]] = []

    def batch(headers: dict[str, str]) -> Reply:
        queries = json.loads(headers[":body"])["queries"]
        pages.append([f"{item['package']['name']} {item.get('page_token', '')}".strip() for item in queries])
        known = {("two", None): (["A-1"], "more"), ("two", "more"): (["A-2"], None), ("three", None): (["A-1"], None)}
        results = []
        for item in queries:
            numbers, token = known.get((item["package"]["name"], item.get("page_token")), ([], None))
            results.append(
                {"vulns": [{"id": number} for number in numbers], **({"next_page_token": token} if token else {})}
            )
        return Reply(json.dumps({"results": results}).encode())

    about = [{"package": {"ecosystem": "npm", "name": name}} for name in ("two", "three")]
    table: Table = {"/v1/querybatch": batch}
    table.update({f"/v1/vulns/A-{n}": Reply(json.dumps({"id": f"A-{n}", "affected": about}).encode()) for n in (1, 2)})
    with serving(table) as server:
        answers = osv.ask(osv.Service(server.base), subjects)
    assert pages == [["one", "two"], ["three"], ["two more"]]
    assert {subject.name: [item.id for item in said] for subject, said in answers.known.items()} == {
        "two": ["A-1", "A-2"],
        "three": ["A-1"],
    }


def test_pages_without_end_end_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osv, "PAGES", 3)
    with (
        serving({"/v1/querybatch": Reply(b'{"results": [{"next_page_token": "x"}]}')}) as server,
        pytest.raises(UserError, match="an answer that never ends"),
    ):
        osv.ask(osv.Service(server.base), [LODASH])


def test_a_busy_service_is_asked_again_when_it_says() -> None:
    pauses: list[float] = []
    busy = [Reply(b"", 429, headers=(("Retry-After", "7"),)), Reply(b"", 503), Reply(b'{"results": [{}]}')]
    with serving({"/v1/querybatch": busy}) as server:
        answers = osv.ask(osv.Service(server.base, pause=pauses.append), [LODASH])
    assert (answers, pauses) == (Answers({}), [7.0, 2.0])


def test_a_service_that_drips_is_given_up() -> None:
    slow = osv.Service("", Limits(seconds=0.3), attempts=1)
    with (
        serving({"/v1/querybatch": Reply(CUT, drip=0.1)}) as server,
        pytest.raises(UserError, match=r"no whole answer within 0.3 s; whether"),
    ):
        osv.ask(slow._replace(address=server.base), [LODASH])


def test_a_redirect_of_what_was_sent_is_not_followed() -> None:
    with (
        serving({"/v1/querybatch": Reply(b"", 307, headers=(("Location", "/other"),))}) as server,
        pytest.raises(UserError, match="status 307"),
    ):
        osv.ask(osv.Service(server.base), [LODASH])
    assert [path for path, _ in server.asked] == ["/v1/querybatch"]


NAMES = {
    "npm": ("@acme/sdk", "1.0.0", "@acme/sdk", "1.0.0"),
    "pypi": ("Acme.SDK", "1.0", "Acme.SDK", "1.0"),
    "nuget": ("Acme.Sdk", "1.0.0", "Acme.Sdk", "1.0.0"),
    "maven": ("com.acme:sdk", "1.0", "com.acme:sdk", "1.0"),
    "composer": ("acme/sdk", "v1.0.0", "acme/sdk", "v1.0.0"),
    "gem": ("acme", "1.0", "acme", "1.0"),
    "golang": ("github.com/acme/sdk/v2", "v2.0.1", "github.com/acme/sdk/v2", "2.0.1"),
    "swift": ("github.com/acme/Sdk", "v1.0.0", "github.com/acme/Sdk", "1.0.0"),
    "pub": ("acme", "1.0.0", "acme", "1.0.0"),
}


@pytest.mark.parametrize("ecosystem", sorted(ECOSYSTEMS))
def test_each_ecosystem_is_asked_for_by_the_name_that_osv_has_for_it(ecosystem: str) -> None:
    name, version, asked_name, asked_version = NAMES[ecosystem]
    with serving({"/v1/querybatch": Reply(b'{"results": [{}]}')}) as server:
        osv.ask(osv.Service(server.base), [Subject(ecosystem, name, version)])
    (query,) = json.loads(server.asked[0][1][":body"])["queries"]
    package = {"ecosystem": ECOSYSTEMS[ecosystem], "name": asked_name}
    assert query == {"package": package, "version": asked_version}


# Records


def events(*pairs: tuple[str, str], kind: str = "SEMVER", **more: Any) -> dict[str, Any]:
    affected = {"package": {"ecosystem": "npm", "name": "lodash"}, **more}
    if pairs:
        affected["ranges"] = [{"type": kind, "events": [{name: version} for name, version in pairs]}]
    return {"id": "X-1", "affected": [affected]}


TWO = [("introduced", "1.0.0"), ("fixed", "1.2.0"), ("introduced", "2.0.0"), ("fixed", "2.1.0")]


@pytest.mark.parametrize(
    ("known", "version", "is_affected", "fixed"),
    [
        pytest.param(events(("introduced", "0"), ("fixed", "2.0.0")), "1.0.0", True, "2.0.0", id="below the fix"),
        pytest.param(events(("introduced", "0"), ("fixed", "2.0.0")), "2.0.0", False, None, id="at the fix"),
        pytest.param(events(("introduced", "0")), "9.0.0", True, None, id="no fix"),
        pytest.param(events(("introduced", "1.0.0")), "0.9.0", False, None, id="before it came"),
        pytest.param(events(*TWO), "1.1.0", True, "1.2.0", id="the first of two stretches"),
        pytest.param(events(*TWO), "1.5.0", False, "2.1.0", id="between two stretches"),
        pytest.param(events(*TWO[::-1]), "2.0.5", True, "2.1.0", id="the second, events in another order"),
        pytest.param(events(("introduced", "0"), ("last_affected", "1.5.0")), "1.5.0", True, None, id="the last affected"),
        pytest.param(events(("introduced", "0"), ("last_affected", "1.5.0")), "1.5.1", False, None, id="after the last"),
        pytest.param(events(("introduced", "0"), ("limit", "2.0.0")), "1.0.0", True, None, id="below a limit"),
        pytest.param(events(("introduced", "0"), ("limit", "2.0.0")), "2.0.0", False, None, id="at a limit"),
        pytest.param(events(("introduced", "0"), ("limit", "*")), "2.0.0", True, None, id="no limit"),
        pytest.param(events(("introduced", "0"), kind="GIT"), "2.0.0", False, None, id="commits"),
        pytest.param(events(versions=["1.0.0", "1.0.1"]), "1.0.1", True, None, id="named"),
        pytest.param(events(versions=["1.0.0"]), "1.0.1", False, None, id="not named"),
        pytest.param(events(versions=["1.0.0+build"]), "1.0.0", True, None, id="named in other words"),
        pytest.param(record(name="other"), "1.0.0", False, None, id="another package"),
        pytest.param(record(ecosystem="Debian:12"), "1.0.0", False, None, id="another ecosystem"),
        pytest.param({"id": "X-1"}, "1.0.0", False, None, id="nothing affected"),
    ],
)  # fmt: skip
def test_whether_a_version_is_affected(
    known: dict[str, Any], version: str, is_affected: bool, fixed: str | None
) -> None:
    subject = LODASH._replace(version=version)
    assert affects(known, subject) is is_affected
    said = advisory(known, subject)
    assert said
    assert said.fixed == fixed


def test_a_version_that_cannot_be_compared_is_neither_affected_nor_not() -> None:
    with pytest.raises(Unordered, match=r"lodash nightly cannot be compared with 2\.0\.0"):
        affects(events(("introduced", "0"), ("fixed", "2.0.0")), LODASH._replace(version="nightly"))


def test_go_versions_are_written_without_their_v_in_records_and_with_it_in_ours() -> None:
    known = record(ecosystem="Go", name="github.com/acme/sdk", fixed="1.2.3")
    subject = Subject("golang", "github.com/acme/sdk", "v1.2.2")
    said = advisory(known, subject)
    assert affects(known, subject)
    assert said
    assert said.fixed == "v1.2.3"


# From the specification's examples and the databases: vector, and the rating that its score has.
@pytest.mark.parametrize(
    ("vector", "rating"),
    [
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "critical"),  # 9.8
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", "medium"),  # 6.1
        ("CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", "critical"),  # 9.9
        ("CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H", "high"),  # 7.2
        ("CVSS:3.1/AV:L/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:N", "low"),  # 2.2
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", "none"),  # 0.0
        ("CVSS:3.1/AV:N", "CVSS:3.1/AV:N"),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", None),
    ],
)
def test_a_vector_becomes_a_word_where_that_can_be_computed(vector: str, rating: str | None) -> None:
    said = advisory({"id": "X-1", "severity": [{"type": "CVSS_V3", "score": vector}]}, LODASH)
    assert said
    assert said.severity == (rating or vector)


@pytest.mark.parametrize(
    "place", [{"database_specific": {"severity": "MODERATE"}}, {"ecosystem_specific": {"severity": "MODERATE"}}]
)
def test_a_databases_own_word_goes_before_a_vector(place: dict[str, Any]) -> None:
    known = record(severity=[{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}])
    known["affected"][0].update(place)
    said = advisory(known, LODASH)
    assert said
    assert said.severity == "moderate"


def test_an_advisory_that_was_withdrawn_is_none() -> None:
    assert advisory(record(withdrawn="2025-01-01T00:00:00Z"), LODASH) is None


def test_advisories_of_several_databases_on_one_vulnerability_are_one() -> None:
    found = [
        Advisory("PYSEC-1", ("CVE-1",), "", None, "1.0.1"),
        Advisory("GHSA-1", ("CVE-1",), "Words", "high", "1.0.2"),
        Advisory("CVE-2", (), "Other", None, None),
        Advisory("PYSEC-2", ("CVE-2", "CVE-3"), "", "low", None),
    ]
    assert merged("pypi", found) == (
        Advisory("CVE-2", ("CVE-3", "PYSEC-2"), "Other", "low", None),
        Advisory("GHSA-1", ("CVE-1", "PYSEC-1"), "Words", "high", "1.0.2"),
    )
    assert newest("pypi", []) is None


def test_a_source_is_asked_of_each_package_once() -> None:
    asked: list[list[Subject]] = []
    said = Advisory("X-1", (), "", None, None)

    def ask(subjects: Any) -> Answers:
        asked.append(list(subjects))
        return Answers({subject: (said,) for subject in subjects if subject.name == "lodash"})

    other = LODASH._replace(name="other")
    once = remembering(ask)
    assert once([LODASH, other]).known == once([other, LODASH]).known == {LODASH: (said,)}
    assert asked == [[LODASH, other], []]


# An export


def test_an_export_is_looked_up_without_a_network(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("GHSA-1111.json", json.dumps(record()))
        archive.writestr("GHSA-2222.json", json.dumps(record("GHSA-2222", fixed="4.0.0")))
        archive.writestr("README.md", "not an advisory")
    ran = Ran(capsys, shop, "--advisories", str(path), "--offline")
    assert (ran.status, [item["upgrade"]["to"] for item in ran.findings()]) == (1, ["4.17.21"])


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param(lambda item: item, id="one advisory"),
        pytest.param(lambda item: [item], id="a list"),
        pytest.param(lambda item: {"vulns": [item]}, id="as the service lists them"),
    ],
)
def test_json_may_hold_one_advisory_or_many(shape: Callable[[Any], Any], tmp_path: Path) -> None:
    (tmp_path / "export.json").write_text(json.dumps(shape(record())))
    answers = osv_export.look_up(str(tmp_path / "export.json"), [LODASH])
    assert [item.id for item in answers.known[LODASH]] == ["GHSA-1111"]


def test_what_an_export_says_nothing_on_is_said_to_be_unknown(tmp_path: Path) -> None:
    (tmp_path / "export.json").write_text(json.dumps([record(), record("DSA-1", ecosystem="Debian:12")]))
    subjects = [
        LODASH._replace(version="nightly"),
        Subject("pypi", "flask", "1.0"),
        Subject("cocoapods", "Auth", "1"),
        LODASH._replace(name="fine"),
    ]
    answers = osv_export.look_up(str(tmp_path / "export.json"), subjects)
    assert answers.known == {}
    assert [words.partition(": ")[2].replace(str(tmp_path), "") for words in answers.notices] == [
        "OSV has nothing on cocoapods, so of 1 cocoapods package it is not known",
        "/export.json says nothing on pypi, so of 1 pypi package it is not known",
        "lodash nightly cannot be compared with 4.17.21 (GHSA-1111), so it is not known",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"{", "not sound JSON, or not the whole of it", id="cut short"),
        pytest.param(b"[" * 100_000, "not sound JSON", id="too deep"),
        pytest.param(b"[1]", "no advisories of OSV's format", id="numbers"),
        pytest.param(b'{"results": []}', "no advisories of OSV's format", id="something else"),
        pytest.param(b'{"id": "X", "affected": {}}', "no advisories of OSV's format", id="another shape"),
        pytest.param(b'{"id": "X", "affected": [3]}', "X is not of OSV's format", id="another shape inside"),
        pytest.param(b"PK\x03\x04rubbish", "not a sound .zip", id="a zip cut short"),
    ],
)
def test_a_file_that_is_no_export_ends_the_run(
    data: bytes, said: str, shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "export").write_bytes(data)
    ran = Ran(capsys, shop, "--advisories", str(tmp_path / "export"))
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err


def test_a_file_that_is_not_there_ends_the_run(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = Ran(capsys, shop, "--advisories", "ovs")
    assert ran.status == 2
    assert "--advisories ovs: no such file; give osv, pip-audit, or the file of an OSV export" in ran.err


def test_limits_of_an_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osv_export, "MAX_ENTRY", 10)
    monkeypatch.setattr(osv_export, "MAX_FILE", 10)
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("X.json", json.dumps(record()))
    (tmp_path / "export.json").write_text(json.dumps(record()))
    for name, said in (("export.zip", "X.json is larger than"), ("export.json", "give the export as a .zip")):
        with pytest.raises(UserError, match=said):
            osv_export.look_up(str(tmp_path / name), [LODASH])


def test_a_file_that_has_gone_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "export.json").write_text("[]")
    ask = source(str(tmp_path / "export.json"), offline=True)
    (tmp_path / "export.json").unlink()
    with pytest.raises(UserError, match="no such file"):
        ask([LODASH])


# pip-audit

FAKE = """#!{python}
import json, os, sys
path = sys.argv[sys.argv.index("--requirement") + 1]
with open({log!r}, "a") as log:
    log.write(json.dumps([sys.argv[1:], os.getcwd(), open(path).read()]) + "\\n")
with open({plan!r}) as plan:
    out, err, status = json.load(plan)
if out == "clean":
    names = [line.split("==") for line in open(path).read().splitlines()]
    out = json.dumps({{"dependencies": [dict(name=n, version=v, vulns=[]) for n, v in names], "fixes": []}})
sys.stdout.write(out)
sys.stderr.write(err)
sys.exit(status)
"""


class Fake:
    """A program in pip-audit's place that does as a plan says and notes how it was called."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (folder / "bin").mkdir()
        self.log, self.plan = folder / "log", folder / "plan"
        program = folder / "bin" / "pip-audit"
        program.write_text(FAKE.format(python=sys.executable, log=str(self.log), plan=str(self.plan)))
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"relative{os.pathsep}{folder / 'bin'}{os.pathsep}{os.environ['PATH']}")
        self.will("clean")

    def will(self, out: Any, err: str = "", status: int = 0) -> None:
        self.plan.write_text(json.dumps([out if isinstance(out, str) else json.dumps(out), err, status]))

    def calls(self) -> list[Any]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    return Fake(tmp_path, monkeypatch)


FLASK = Subject("pypi", "Flask", "2.0.0")
VULNERABLE = {
    "dependencies": [
        {
            "name": "flask",
            "version": "2.0.0",
            "vulns": [
                {
                    "id": "PYSEC-2023-62",
                    "fix_versions": ["2.3.2", "2.2.5", "3.0", "1.0"],
                    "aliases": ["CVE-2023-30861"],
                    "description": "Cookies\nleak.",
                }
            ],
        }
    ],
    "fixes": [],
}


@pytest.mark.process
def test_pip_audit_gets_exact_versions_in_a_file_of_ours(fake: Fake, tmp_path: Path) -> None:
    subjects = [FLASK, FLASK._replace(version="1.0"), Subject("pypi", "six", "1.16.0"), LODASH]
    answers = pip_audit.ask(subjects)
    (words, folder, text), (_, _, again) = fake.calls()
    assert words[:-1] == [
        "--no-deps", "--disable-pip", "--strict", "--format", "json", "--progress-spinner", "off", "--requirement",
    ]  # fmt: skip
    assert (text, again) == ("Flask==2.0.0\nsix==1.16.0\n", "Flask==1.0\n")
    assert os.path.dirname(words[-1]) == folder != str(tmp_path)
    assert not os.path.exists(words[-1])
    assert answers.known == {}
    assert answers.notices == (
        "known vulnerabilities: pip-audit knows Python packages only, so of 1 other package it is not known",
    )


@pytest.mark.process
def test_pip_audits_answer_is_a_finding(fake: Fake, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "requirements.txt").write_text("Flask==2.0.0\n")
    fake.will(VULNERABLE, "Found 1 known vulnerability", 1)
    ran = Ran(capsys, tmp_path / "shop", "--advisories", "pip-audit")
    (found,) = ran.findings()
    assert ran.status == 1
    assert found["message"].endswith("has a known vulnerability, PYSEC-2023-62: Cookies leak")
    assert found["upgrade"]["to"] == "2.2.5"
    assert "flask" in (found["upgrade"]["reason"] or "flask")


SKIPPED = {"dependencies": [{"name": "flask", "skip_reason": "not found"}], "fixes": []}


@pytest.mark.process
@pytest.mark.parametrize(
    ("out", "err", "status", "said"),
    [
        pytest.param("", "x\nERROR:pip_audit:no connection\n", 1, "status 1: ERROR:pip_audit:no connection", id="no network"),
        pytest.param("", "", 1, "status 1: without a word", id="silence"),
        pytest.param(VULNERABLE, "killed", -9, "status -9: killed|status 247", id="killed"),
        pytest.param('{"dependencies": [', "", 0, "ended with status 0", id="cut short"),
        pytest.param([], "", 0, "ended with status 0", id="another shape"),
        pytest.param({"dependencies": []}, "", 0, "it said nothing of Flask", id="nothing said"),
        pytest.param(SKIPPED, "", 0, "Flask was skipped: not found", id="unknown to the index"),
    ],
)  # fmt: skip
def test_pip_audit_without_an_answer_ends_the_run(fake: Fake, out: Any, err: str, status: int, said: str) -> None:
    fake.will(out, err, status)
    with pytest.raises(UserError, match=said) as error:
        pip_audit.ask([FLASK])
    assert "whether there are known vulnerabilities is not known" in str(error.value)


@pytest.mark.process
def test_pip_audit_is_not_waited_for_without_end(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pip_audit, "SECONDS", 0.01)
    with pytest.raises(UserError, match=r"no answer within 0\.01 s"):
        pip_audit.ask([FLASK])
    assert fake.plan.exists()


@pytest.mark.process
def test_a_program_that_cannot_be_run_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pip-audit").write_text("#!/nowhere/python\n")
    (tmp_path / "pip-audit").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match="cannot be run"):
        pip_audit.ask([FLASK])


def test_without_pip_audit_the_run_ends(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(UserError, match="there is no pip-audit on PATH; install it"):
        pip_audit.ask([FLASK])


def test_names_that_are_none_never_reach_pip_audit() -> None:
    odd = [FLASK._replace(name="-r x"), FLASK._replace(version="1; import os"), FLASK._replace(version="1\n-r /x")]
    answers = pip_audit.ask(odd)
    assert answers.known == {}
    assert "3 Python packages could not be asked of" in answers.notices[0]
