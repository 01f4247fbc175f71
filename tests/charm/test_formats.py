"""Each format for programs: against its consumer's schema on every example of every code, and in detail."""

import json
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from charm.loading import Loaded, load_bytes
from charm.problems import unreadable, without_recipes
from compiler.diagnostics import Diagnostic, Edit, Fix, Label, Severity
from compiler.messages import MESSAGES
from compiler.source import Source, Span

CONSUMERS = Path(__file__).parent / "consumers"
NAME = "a,b/größe 1.recipe"
TEXT = "recipe Chat {\n  let 😀größe = mesages\n}\n"
AT = TEXT.index("mesages")


def printed(format_: str, results: list[Loaded]) -> str:
    return "".join(f"{line}\n" for line in import_module(f"charm.formats.{format_}").lines(results))


def found(start: int = AT, end: int = AT + 7, severity: Severity = "error") -> Diagnostic:
    fixes = (
        Fix("use `messages`", "unsafe", (Edit(Span(NAME, start, end), "messages"),)),
        Fix("declare it", "placeholder", (Edit(Span(NAME, 14, 14), "  shared mesages: … = …\n"),)),
    )
    secondary = (Label(Span(NAME, 7, 11), "in this recipe"), Label(Span("other.recipe", 0, 0), ""))
    label = Label(Span(NAME, start, end), "not found")
    message = "100% unknown: `mesages`"
    return Diagnostic(
        "C0312", "unknown-name", severity, message, label, secondary, ("a note",), "a: help", fixes, "Chat.größe"
    )


def loaded(*diagnostics: Diagnostic, name: str = NAME) -> Loaded:
    return Loaded(name, None, diagnostics, {NAME: Source(NAME, TEXT)})


@pytest.fixture(scope="module")
def everything() -> list[Loaded]:
    """What each code's failing example comes to, the same twice, and what the command line itself finds."""
    examples = [
        load_bytes(f"errors/{code}.recipe", message.failing.encode("utf-8", "surrogateescape"), tests=True)
        for code, message in MESSAGES.items()
    ]
    own = [Loaded(name, None, (of(name),)) for name in ("gone.recipe", "x\x07\n\ufffe.recipe") for of in PROBLEMS]
    return [*examples, examples[0], load_bytes("a.graph.json", b"{}"), *own]


PROBLEMS = (without_recipes, lambda name: unreadable(name, "No such file"))


def validated(document: Any, schema: Any) -> None:
    Draft202012Validator.check_schema(schema)
    assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []


def published() -> Any:
    return json.loads((files("charm.formats") / "check.schema.json").read_text(encoding="utf-8"))


def test_json_of_everything_is_as_its_published_schema_says(everything: list[Loaded]) -> None:
    document = json.loads(printed("document", everything))

    validated(document, published())
    # Some codes need a second file, an old version or a broken machine, and are not there.
    assert len({each["code"] for each in document["diagnostics"]}) > 0.9 * len(MESSAGES)


def test_the_schema_names_each_field_that_is_written(everything: list[Loaded]) -> None:
    # Readers pass over new fields; the schema must not.
    document, schema = json.loads(printed("document", everything)), published()

    assert set(document) == set(schema["properties"])
    for each in document["diagnostics"]:
        assert set(each) == set(schema["$defs"]["diagnostic"]["properties"])


def test_json_says_everything_with_places_from_one() -> None:
    document = json.loads(printed("document", [loaded(found()), loaded(name="b.recipe")]))

    (diagnostic,) = document.pop("diagnostics")
    assert document == {"version": 1, "checked": 2, "errors": 1, "warnings": 0, "silenced": 0, "changes": []}
    place = {
        "file": NAME,
        "start": {"line": 2, "column": 16, "offset": AT},
        "end": {"line": 2, "column": 23, "offset": AT + 7},
    }
    assert diagnostic["primary"] == {**place, "text": "not found"}
    assert diagnostic["secondary"][0]["start"] == {"line": 1, "column": 8, "offset": 7}
    assert diagnostic["fixes"][0] == {
        "title": "use `messages`",
        "safety": "unsafe",
        "edits": [{**place, "text": "messages"}],
    }
    assert [diagnostic[word] for word in ("code", "severity", "within")] == ["C0312", "error", "Chat.größe"]


def test_json_lines_are_the_diagnostics_of_the_json_one_a_line(everything: list[Loaded]) -> None:
    lines = [json.loads(line) for line in printed("json_lines", everything).splitlines()]

    assert lines == json.loads(printed("document", everything))["diagnostics"]


@pytest.mark.parametrize("format_", ["json_lines", "github", "concise"])
def test_formats_of_lines_print_nothing_when_nothing_was_found(format_: str) -> None:
    assert printed(format_, [loaded()]) == ""


def test_github_gets_commands_with_its_own_signs_escaped() -> None:
    assert printed("github", [loaded(found(severity="warning"))]) == (
        "::warning file=a%2Cb/größe 1.recipe,line=2,endLine=2,col=16,endColumn=22,title=C0312 unknown-name"
        "::100%25 unknown: `mesages`%0Ahelp: a: help\n"
    )


def test_github_gets_no_columns_of_what_runs_over_lines() -> None:
    said = printed("github", [loaded(found(3, AT))])

    assert "line=1,endLine=2,title" in said
    assert "col" not in said.partition("::100")[0].lower()


def test_github_gets_one_line_for_each_finding_whatever_is_in_it(everything: list[Loaded]) -> None:
    lines = printed("github", everything).split("\n")[:-1]

    assert len(lines) == sum(len(result.diagnostics) for result in everything)
    assert all(line.startswith(("::error file=", "::warning file=")) for line in lines)


def test_gitlab_gets_what_its_documentation_asks_for(everything: list[Loaded]) -> None:
    report = json.loads(printed("gitlab", everything))

    validated(report, json.loads((CONSUMERS / "gitlab.schema.json").read_text(encoding="utf-8")))
    assert len({each["fingerprint"] for each in report}) == len(report)


def test_gitlab_gets_paths_from_the_folder_one_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = ["./a.recipe", str(tmp_path / "sub" / "b.recipe"), "../c.recipe"]

    report = json.loads(printed("gitlab", [Loaded(name, None, (unreadable(name, "No"),)) for name in names]))

    assert [each["location"]["path"] for each in report] == ["a.recipe", "sub/b.recipe", "../c.recipe"]


def test_sarif_of_everything_is_as_the_standard_says(everything: list[Loaded]) -> None:
    log = json.loads(printed("sarif", everything))

    validated(log, json.loads((CONSUMERS / "sarif.schema.json").read_text(encoding="utf-8")))
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    prints = [result["partialFingerprints"]["charm/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints) == sum(len(result.diagnostics) for result in everything)


def test_sarif_has_places_in_code_points_related_ones_and_fixes_that_need_nobody() -> None:
    (run,) = json.loads(printed("sarif", [loaded(found())]))["runs"]

    (result,) = run["results"]
    region = {"startLine": 2, "startColumn": 16, "endLine": 2, "endColumn": 23}
    assert run["columnKind"] == "unicodeCodePoints"
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "a%2Cb/gr%C3%B6%C3%9Fe%201.recipe"},
        "region": region,
    }
    assert result["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "Chat.größe"}]
    assert [each["id"] for each in result["relatedLocations"]] == [1, 2]
    (fix,) = result["fixes"]
    assert fix["artifactChanges"][0]["replacements"] == [
        {"deletedRegion": region, "insertedContent": {"text": "messages"}}
    ]
    assert run["tool"]["driver"]["rules"][0]["help"]["markdown"].count("```") == 4


def test_sarif_names_a_file_elsewhere_by_a_whole_uri(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    name = str(tmp_path / "a b.recipe")

    log = json.loads(printed("sarif", [Loaded(name, None, (unreadable(name, "No"),))]))

    (location,) = log["runs"][0]["results"][0]["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == (tmp_path / "a b.recipe").as_uri()


def test_junit_has_the_elements_and_counts_that_ci_servers_read(everything: list[Loaded]) -> None:
    root = ElementTree.fromstring(printed("junit", [*everything, loaded(name="clean.recipe")]))

    assert root.tag == "testsuites"
    for suite in root:
        cases = list(suite)
        failed = [case for case in cases if case.find("failure") is not None]
        assert suite.tag == "testsuite" and {case.tag for case in cases} == {"testcase"}
        assert {"name", "tests", "failures", "errors", "skipped", "time"} == set(suite.attrib)
        assert (int(suite.attrib["tests"]), int(suite.attrib["failures"])) == (len(cases), len(failed))
        assert all({"name", "classname", "time"} <= set(case.attrib) for case in cases)
        assert all({"message", "type"} == set(failure.attrib) for failure in suite.iter("failure"))
    assert int(root.attrib["tests"]) == len(list(root.iter("testcase")))
    assert int(root.attrib["failures"]) == len(list(root.iter("failure")))


def test_junit_shows_a_file_without_findings_as_passed() -> None:
    root = ElementTree.fromstring(printed("junit", [loaded(name="clean.recipe")]))

    assert [case.attrib["name"] for case in root.iter("testcase")] == ["no problems"]


def test_junit_says_where_a_failed_case_is() -> None:
    (case,) = ElementTree.fromstring(printed("junit", [loaded(found())])).iter("testcase")

    assert (case.attrib["file"], case.attrib["line"]) == (NAME, "2")
    assert case.findtext("failure") == f"{NAME}:2:16: 100% unknown: `mesages`\nnote: a note\nhelp: a: help"


def test_fingerprints_outlive_a_move_of_lines_and_number_what_is_equal() -> None:
    def prints(text: str) -> list[str]:
        result = load_bytes("a.recipe", text.encode())
        return [each["fingerprint"] for each in json.loads(printed("document", [result]))["diagnostics"]]

    text = "type T = ) 1\n"

    assert len(set(prints(text + text))) == len(prints(text + text)) > 1
    assert prints(f"# moved\n\n{text}{text}") == prints(text + text)
