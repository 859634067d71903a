"""The releases of a package as its registry tells them, one function for each ecosystem, over documented interfaces.

A function gives each version with the day on which the registry says it was published, or None where it tells none.
Whether that day is to be believed is decided in ``auditor.maintain.facts``. npm's and PyPI's addresses come from their
clients; those of the others can be given, and the defaults are what the registries document.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urljoin

from auditor.download import DownloadError
from auditor.maintain.ask import TEXT, Way, ask, ask_json, ask_xml
from auditor.maintain.clients import npm_view, pip_index
from auditor.versions import compare, is_prerelease

Dated = dict[str, str | None]

ADDRESSES: Mapping[str, str] = {
    "maven": "https://repo.maven.apache.org/maven2",
    "nuget": "https://api.nuget.org/v3/index.json",
    "composer": "https://repo.packagist.org",
    "gem": "https://rubygems.org",
    "golang": "https://proxy.golang.org",
    "pub": "https://pub.dev",
    "cocoapods": "https://trunk.cocoapods.org",
    "swift": "https://api.github.com",
    "terraform": "https://registry.terraform.io",
}
# A registry of one's own is named as the ecosystem's own client lets it be named.
VARIABLES: Mapping[str, str] = {"golang": "GOPROXY", "pub": "PUB_HOSTED_URL", "swift": "GITHUB_API_URL"}
PAGES = 20


def address(ecosystem: str, given: Mapping[str, str]) -> str:
    """Where to ask: the address given, that of the client's own variable or settings, or the documented one."""
    if ecosystem in given:
        return given[ecosystem].rstrip("/")
    if ecosystem == "pypi":
        return pip_index()
    told = os.environ.get(VARIABLES.get(ecosystem, ""), "").partition(",")[0].partition("|")[0]
    return (told if told.startswith("http") else ADDRESSES.get(ecosystem, "")).rstrip("/")


def npm(base: str, name: str, way: Way) -> Dated:  # noqa: ARG001 - npm has its own settings
    """``npm view``; a caching mirror gives the day on which it first saw a version."""
    found = npm_view(name)
    versions = found.get("versions", [])
    listed = versions if isinstance(versions, list) else [versions]
    return {version: _day(found["time"].get(version)) for version in listed}


def pypi(base: str, name: str, way: Way) -> Dated:
    """The simple index in its JSON form (PEP 691 and 700); a version of which every file is yanked is left out."""
    found = ask_json(f"{base}/{quote(name)}/", way, {"Accept": "application/vnd.pypi.simple.v1+json"})
    days: Dated = {}
    for file in _list(found, "files", base):
        version = _version_of(str(file.get("filename", "")), found.get("versions", []))
        if version and not file.get("yanked"):
            days[version] = min(filter(None, (days.get(version), _day(file.get("upload-time")))), default=None)
    return days


def maven(base: str, name: str, way: Way) -> Dated:
    """``maven-metadata.xml``: the versions, and of the last one the day on which the file was last written."""
    group, _, artifact = name.partition(":")
    root = ask_xml(f"{base}/{group.replace('.', '/')}/{artifact}/maven-metadata.xml", way)
    days: Dated = {element.text: None for element in root.iterfind("versioning/versions/version") if element.text}
    updated, last = root.findtext("versioning/lastUpdated") or "", root.findtext("versioning/release")
    if last in days and len(updated) == 14 and updated.isdigit():
        days[last] = f"{updated[:4]}-{updated[4:6]}-{updated[6:8]}"
    return days


def nuget(base: str, name: str, way: Way) -> Dated:
    """The flat container, found through the service index; it tells no days."""
    services = _list(ask_json(base, way), "resources", base)
    flat = next((one.get("@id") for one in services if one.get("@type") == "PackageBaseAddress/3.0.0"), None)
    if not isinstance(flat, str):
        raise DownloadError(f"{base}: the service index names no PackageBaseAddress/3.0.0")
    url = urljoin(f"{flat.rstrip('/')}/", f"{quote(name.lower())}/index.json")
    return {str(version): None for version in _list(ask_json(url, way), "versions", url)}


def composer(base: str, name: str, way: Way) -> Dated:
    """Composer's repository of version 2: ``p2/NAME.json``, in which each entry tells what differs from the one before."""
    url = f"{base}/p2/{quote(name.lower())}.json"
    entries = _list(_table(ask_json(url, way), "packages", url), name.lower(), url)
    days: Dated = {}
    state: dict[str, Any] = {}
    for entry in entries:
        state = {**state, **entry}
        days[str(state.get("version"))] = None if state.get("time") == "__unset" else _day(state.get("time"))
    return days


def gem(base: str, name: str, way: Way) -> Dated:
    """``/api/v1/versions/NAME.json``."""
    url = f"{base}/api/v1/versions/{quote(name)}.json"
    return {
        str(entry["number"]): _day(entry.get("created_at")) for entry in _entries(ask_json(url, way), "number", url)
    }


def golang(base: str, name: str, way: Way) -> Dated:
    """The module proxy protocol: ``@v/list``, and ``@v/VERSION.info`` of the newest."""
    module = "".join(f"!{letter.lower()}" if letter.isupper() else letter for letter in name)
    listed = ask(f"{base}/{module}/@v/list", way, TEXT).body.decode("utf-8", "replace").split()
    days: Dated = dict.fromkeys(listed)
    newest = _newest("golang", listed)
    if newest:
        days[newest] = _day(_table(ask_json(f"{base}/{module}/@v/{newest}.info", way), None, base).get("Time"))
    return days


def pub(base: str, name: str, way: Way) -> Dated:
    """The hosted repository's second version: ``/api/packages/NAME``; a retracted version is left out."""
    url = f"{base}/api/packages/{quote(name)}"
    found = _list(ask_json(url, way, {"Accept": "application/vnd.pub.v2+json"}), "versions", url)
    return {str(entry["version"]): _day(entry.get("published")) for entry in found if not entry.get("retracted")}


def cocoapods(base: str, name: str, way: Way) -> Dated:
    """The trunk's ``/api/v1/pods/NAME``."""
    url = f"{base}/api/v1/pods/{quote(name)}"
    found = _list(ask_json(url, way), "versions", url)
    return {str(entry["name"]): _day(entry.get("created_at")) for entry in found if "name" in entry}


def swift(base: str, name: str, way: Way) -> Dated:
    """GitHub's tags that are versions, with the days of its releases; a token is taken from ``GITHUB_TOKEN``."""
    token = os.environ.get("GITHUB_TOKEN")
    headers = {"Accept": "application/vnd.github+json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    url = f"{base}/repos/{name.removeprefix('github.com/')}"
    tags = [str(tag["name"]) for tag in _paged(f"{url}/tags", "name", way, headers)]
    told = {
        str(one["tag_name"]): _day(one.get("published_at"))
        for one in _paged(f"{url}/releases", "tag_name", way, headers)
    }
    return {tag: told.get(tag) for tag in tags}


def terraform(base: str, name: str, way: Way) -> Dated:
    """The provider registry protocol: service discovery, then the versions; it tells no days."""
    url = f"{base}/.well-known/terraform.json"
    service = _table(ask_json(url, way), None, url).get("providers.v1")
    if not isinstance(service, str):
        raise DownloadError(f"{url}: names no providers.v1")
    url = urljoin(f"{urljoin(url, service).rstrip('/')}/", f"{name}/versions")
    return {str(entry["version"]): None for entry in _list(ask_json(url, way), "versions", url) if "version" in entry}


ASK: Mapping[str, Callable[[str, str, Way], Dated]] = {
    "npm": npm, "pypi": pypi, "maven": maven, "nuget": nuget, "composer": composer, "gem": gem, "golang": golang,
    "pub": pub, "cocoapods": cocoapods, "swift": swift, "terraform": terraform,
}  # fmt: skip


def releases(ecosystem: str, base: str, name: str, way: Way) -> Dated:
    """Every version of a package with its day. Raises DownloadError where the registry cannot be read."""
    try:
        found = ASK[ecosystem](base, name, way)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise DownloadError(f"{ecosystem}:{name}: the registry's answer has another shape ({error!r})") from error
    if not found:
        raise DownloadError(f"{ecosystem}:{name}: the registry lists no version")
    return found


def _day(text: Any) -> str | None:
    return text[:10] if isinstance(text, str) and len(text) >= 10 and text[4] == text[7] == "-" else None


def _table(value: Any, key: str | None, url: str) -> dict[str, Any]:
    found = value if key is None else value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, dict):
        raise DownloadError(f"{url}: the answer has another shape than is documented")
    return found


def _list(value: Any, key: str, url: str) -> list[Any]:
    found = value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, list):
        raise DownloadError(f"{url}: the answer has another shape than is documented")
    return found


def _entries(value: Any, key: str, url: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) and key in entry for entry in value):
        raise DownloadError(f"{url}: the answer has another shape than is documented")
    return value


def _paged(url: str, key: str, way: Way, headers: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every page of a list of GitHub's, a hundred entries each, until one is not full."""
    found: list[dict[str, Any]] = []
    for page in range(1, PAGES + 1):
        entries = _entries(ask_json(f"{url}?per_page=100&page={page}", way, headers), key, url)
        found += entries
        if len(entries) < 100:
            break
    return found


def _newest(ecosystem: str, versions: list[str]) -> str | None:
    best: str | None = None
    for version in versions:
        if is_prerelease(ecosystem, version) is False and (best is None or compare(ecosystem, version, best) == 1):
            best = version
    return best


def _version_of(filename: str, versions: list[str]) -> str | None:
    """Which of the listed versions a file of an index is of, by its name (wheels and source archives)."""
    if filename.endswith(".whl"):
        said = [*filename.split("-"), ""][1]
    else:
        stem = filename.removesuffix(".tar.gz").removesuffix(".zip").removesuffix(".tar.bz2")
        said = stem.rpartition("-")[2]
    return next((version for version in versions if compare("pypi", version, said) == 0), None)
