"""The HTML report in headless Chromium: no error, no request, the filter, the keyboard, and axe-core; pictures for whoever wants them.

The pictures are in ``.acceptance/pictures``: light, dark and narrow.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from tools import HOME, ROOT, accept, auditor, expect, note, package, program, said


def main() -> None:
    chromium = program("chromium", "chromium-browser", "google-chrome")
    node = program("node", "nodejs")
    package("axe-core")
    package("playwright-core")
    pictures = HOME / "pictures"
    pictures.mkdir(exist_ok=True)
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]
    import sample_report as sample
    from auditor.reports import html

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        auditor("check", ROOT / "examples" / "storefront", "--output", folder / "storefront.html", status=None)
        made = {"failing": sample.failing(), "passing": sample.passing(), "empty": sample.empty()}
        made |= {f"hostile{number}": sample.hostile(text) for number, text in enumerate(sample.HOSTILE)}
        for title, report in made.items():
            (folder / f"{title}.html").write_text(html.render(report), "utf-8")
        words = [node, ROOT / "acceptance" / "page.mjs", chromium, pictures, *sorted(folder.glob("*.html"))]
        answers = [json.loads(line) for line in said(words).splitlines() if line.startswith("{")]
    expect(len(answers) == len(made) + 1, f"{len(answers)} pages of {len(made) + 1} were looked at")
    for answer in answers:
        expect(not answer["problems"], f"{answer['page']}: {'; '.join(answer['problems'])}")
    used = sum(answer["filtered"] for answer in answers)
    expect(used, "no page had anything to filter")
    note(
        f"{len(answers)} pages: no console error, no request, no serious violation; filter and keyboard on {used} of them"
    )


if __name__ == "__main__":
    accept(main)
