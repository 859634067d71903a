"""Files of generators' templates, beside files that are merely broken."""

from __future__ import annotations

import pytest

from trees import check, said

TOML = '[project]\nname = "shop"\n'


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        pytest.param("pyproject.toml", "[project]\nname = {{ made.name | tojson }}\n", [], id="a value in Jinja"),
        pytest.param("pyproject.toml", '[project.scripts]\n{{name}} = "{{name}}:run"\n', [], id="a key"),
        pytest.param(
            "pyproject.toml", f'{TOML}{{% if made.tests == "y" -%}}\ndependencies = []\n', [], id="a statement"
        ),
        pytest.param(
            "pyproject.toml", f'{TOML}dependencies = [\n  {{# why #}}\n  "requests",\n]\n', [], id="a comment"
        ),
        pytest.param("go.mod", "module shop.test\n\nrequire shop.test/sdk v{{ sdk }}.{{ patch }} x\n", [], id="go.mod"),
        pytest.param("package.json", '{\n  "name": "shop",\n  "version": <%= version %>\n}\n', [], id="Yeoman"),
        pytest.param(
            "package.json", '{\n  "scripts": {\n//#if(Https)\n    "a": "b"\n//#endif\n  }\n}\n', [], id="dotnet new"
        ),
        pytest.param(
            "package.json", '{\n  // if (a)\n  "a": 1\n}\n', [("MA901", "error")], id="a comment of JavaScript"
        ),
        pytest.param("pom.xml", "#set( $dollar = '$' )\n<project>\n</project>\n", [], id="an archetype of Maven"),
        pytest.param(
            "package.json",
            '{\n  "dependencies": {\n    "@acme/sdk": {{ react }}\n  }\n}\n',
            [("MA905", "note")],
            id="one that names a package of the matrix",
        ),
        pytest.param(
            "package.json", '{\n  "name": "{{ name }}"\n  "x": 1\n}\n', [("MA901", "error")], id="in a string"
        ),
        pytest.param(
            "package.json", '{\n  "a": "{{ name }}\n}\n', [("MA901", "error")], id="in a string without an end"
        ),
        pytest.param(
            "pyproject.toml", f"{TOML}search = '{{{{ version }}}}'\nx = \n", [("MA901", "error")], id="in single quotes"
        ),
        pytest.param("package.json", '{{\n  "a": 1\n}}\n', [("MA901", "error")], id="braces over several lines"),
        pytest.param(
            "pyproject.toml", "# {{ name }}\n[project]\nname = \n", [("MA901", "error")], id="broken at another place"
        ),
        pytest.param("package.json", b"\xff\xfe{}", [("MA901", "error")], id="no text at all"),
    ],
)
def test_a_template_is_not_broken(path: str, text: str | bytes, expected: list[tuple[str, str]]) -> None:
    report = check({path: text})
    assert said(report) == expected
    (one,) = report.inputs
    assert one.status == ("unreadable" if expected[:1] == [("MA901", "error")] else "partial")


def test_a_template_of_very_many_words_may_name_a_package_of_the_matrix() -> None:
    scripts = ",\n".join(f'    "script-{number}": "x"' for number in range(1200))
    text = f'{{\n  "scripts": {{\n{scripts}\n  }},\n  "dependencies": {{{{ asked }}}}\n}}\n'
    assert said(check({"package.json": text})) == [("MA905", "note")]
