"""``*.podspec``: the pods that a library for CocoaPods asks for, read as text.

Format: CocoaPods' Podspec syntax reference: ``dependency`` of the specification, of a platform in it, of subspecs and test
specs. It is a program: a version that is computed becomes a gap. Nothing is installed for it, so there is no command to type either.
"""

from __future__ import annotations

import re

from auditor.model import Gap, Requirement, Scan
from auditor.scanners._ruby import Call, calls
from auditor.scanners.podfile import asked_pod
from auditor.source import Document

CLAIMS = ("*.podspec",)
LOCKFILES = ()

_NAME = re.compile(r"""[a-z_]\w*\.name\s*=\s*(['"])([^'"\n]+)\1""")


def scan(document: Document) -> Scan:
    """The requirements of a specification with its subspecs, but for those on its own parts."""
    gaps: list[Gap] = []
    requirements: list[Requirement] = []
    own = None
    for call in calls(document):
        name = _NAME.match(call.text)
        if name and own is None:
            own = name[2]
        if call.name == "dependency" and call.receiver:
            scope = "dev" if any(_is_test(holder) for holder in call.around) else "prod"
            requirements += asked_pod(document, call, gaps, scope)
    return Scan(
        path=document.path,
        kind="manifest",
        format="podspec",
        ecosystem="cocoapods",
        requirements=tuple(asked for asked in requirements if asked.name != own),
        name=own,
        published=True,
        gaps=tuple(gaps),
    )


def _is_test(holder: Call) -> bool:
    return holder.name in {"test_spec", "app_spec"}
