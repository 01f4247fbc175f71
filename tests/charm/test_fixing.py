"""Fixes that `charm check --fix` applies, those that it leaves, and that it does no harm."""

import io
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from charm.__main__ import main
from charm.checking import check_bytes
from charm.fixing import Fixed, fix_file
from charm.loading import Loaded
from compiler.diagnostics import Diagnostic, Edit, Fix, Label, Safety
from compiler.messages import MESSAGES
from compiler.source import Span

SAFE: tuple[Safety, ...] = ("safe",)
ALL: tuple[Safety, ...] = ("safe", "unsafe")
HABITS = "recipe A {\n  shared n: Int = 0\n  on go() {\n    require n === 0 && n < 9 else 'No.'\n    n = 1\n  }\n}\n"
MENDED = HABITS.replace("===", "==").replace("&&", "and")
TYPO = "recipe A {\n  shared messages: [Text] = []\n  let total = count(mesages)\n}\n"
CAPTURE = pytest.CaptureFixture[str]


def fixed(text: str, safeties: tuple[Safety, ...] = SAFE, name: str = "a.recipe") -> Fixed:
    content = text.encode("utf-8", "surrogateescape")
    return fix_file(name, content, check_bytes(name, content), safeties)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_all_safe_fixes_of_a_file_are_applied() -> None:
    made = fixed(HABITS)

    assert (made.after, made.count, made.result.diagnostics) == (MENDED, 2, ())


def test_a_guess_is_applied_only_where_guesses_are_asked_for() -> None:
    assert (fixed(TYPO).after, fixed(TYPO).count) == (TYPO, 0)
    assert fixed(TYPO, ALL).after == TYPO.replace("mesages", "messages")


@pytest.mark.parametrize("code", MESSAGES)
def test_a_fix_of_an_example_takes_its_mistake_away_and_brings_no_error(code: str) -> None:
    text = MESSAGES[code].failing
    before = check_bytes("a.recipe", text.encode("utf-8", "surrogateescape")).diagnostics

    for safeties in (SAFE, ALL):
        made = fixed(text, safeties)
        after = made.result.diagnostics
        assert len(after) <= len(before) - (made.count > 0)
        assert [
            each for each in after if each.severity == "error" and each.code not in {one.code for one in before}
        ] == []
        assert fixed(made.after, safeties).count == 0 or not made.count


@pytest.mark.parametrize("code", MESSAGES)
def test_a_safe_fix_of_an_example_is_applied(code: str) -> None:
    text = MESSAGES[code].failing
    found = check_bytes("a.recipe", text.encode("utf-8", "surrogateescape")).diagnostics
    safe = [each for each in found if each.mendable == "safe"]

    assert fixed(text).count >= len(safe)


# Where the remedy is mechanical. A code that gets a fix gets a line here, so that it cannot lose it unseen.
MENDED_CODES = (
    "C0102 C0103 C0104 C0105 C0112 C0113 C0312 C0315 C0316 C0317 C0323 C0325 C0404 C0406 C0414 C0438 C0601 C0606 C0701 "
    "C0704 C0708 C0715 C0716 C0901 C2002 C2005 C2009 C2013 C2091"
)


@pytest.mark.parametrize("code", MENDED_CODES.split())
def test_the_example_of_a_code_with_a_mechanical_remedy_is_mended(code: str) -> None:
    made = fixed(MESSAGES[code].failing, ALL)

    assert made.count > 0
    assert code not in {each.code for each in made.result.diagnostics}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("n++", "n += 1"),
        ("n--", "n -= 1"),
        ("// words\n    n = 1", "# words\n    n = 1"),
        ("const m = 1\n    n = m", "let m = 1\n    n = m"),
        ("require !n != 1 else 'No.'\n", "require not n != 1 else 'No.'\n"),
    ],
)
def test_a_habit_is_mended_safely(wrong: str, right: str) -> None:
    text = HABITS.replace("require n === 0 && n < 9 else 'No.'\n    n = 1", "{}")

    assert fixed(text.replace("{}", wrong)).after == text.replace("{}", right)


def test_fixes_that_touch_are_applied_in_turns_and_words_stay_apart() -> None:
    made = fixed(HABITS.replace("n === 0 && n < 9", "!(n===0&&!(n!==2))"))

    assert "require not (n==0 and not (n!=2)) else" in made.after
    assert (made.count, made.result.diagnostics) == (5, ())


def pretend(monkeypatch: pytest.MonkeyPatch, wrong: str, right: str) -> None:
    """Let what stands for `wrong` be a mistake, one a line, whose safe fix is `right`."""
    truly_check = check_bytes

    def check(name: str, content: bytes) -> Loaded:
        result, text = truly_check(name, content), content.decode()
        places = [at for at in range(len(text)) if text.startswith(wrong, at)]
        pretended = [_pretended(Span(name, at, at + len(wrong)), right, text[:at].count("\n")) for at in places]
        return replace(result, diagnostics=(*result.diagnostics, *pretended))

    monkeypatch.setattr("charm.fixing.check_bytes", check)
    monkeypatch.setattr(sys.modules[__name__], "check_bytes", check)


def _pretended(span: Span, right: str, line: int) -> Diagnostic:
    fixes = (Fix("write it", "safe", (Edit(span, right),)),)
    return Diagnostic("C2999", "pretended", "warning", "wrong", Label(span, ""), (), (), None, fixes, f"line {line}")


def test_a_fix_that_would_make_an_error_is_left_out_and_the_others_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "zz:", "yy:")
    text = 'recipe A {\n  shared zz: Int = 0\n  view {\n    text "zz: {zz}"\n  }\n}\n'

    made = fixed(text)

    assert (made.after, made.count) == (text.replace('"zz:', '"yy:'), 1)
    assert [each.code for each in made.result.diagnostics] == ["C2999"]


def test_a_fix_that_does_not_take_its_mistake_away_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "zz", "zzzz")
    text = "recipe A {\n  shared zz: Int = 0\n}\n"

    assert (fixed(text).after, fixed(text).count) == (text, 0)


def test_an_error_that_shows_when_a_syntax_error_is_mended_was_there_before() -> None:
    made = fixed(HABITS.replace("n < 9", "m < 9"))

    assert made.count == 2
    assert [each.code for each in made.result.diagnostics] == ["C0312"]


@pytest.mark.parametrize("text", ["\ufeff" + HABITS, HABITS.replace("\n", "\r\n"), HABITS.rstrip("\n")])
def test_a_byte_order_mark_and_line_ends_stay_as_they_are(text: str) -> None:
    assert fixed(text).after == text.replace("===", "==").replace("&&", "and")


def test_a_file_that_could_not_be_read_whole_is_not_touched() -> None:
    made = fixed(HABITS + "# \udce9\n")

    assert (made.count, made.before, made.after) == (0, "", "")


def test_fix_writes_the_file_and_reports_what_is_left(folder: Path, capsys: CAPTURE) -> None:
    Path("a.recipe").write_text(HABITS.replace("n < 9", "m < 9"), encoding="utf-8")
    Path("b.recipe").write_text(HABITS, encoding="utf-8")

    assert main(["check", "--fix"]) == 1

    said = capsys.readouterr().out
    assert Path("b.recipe").read_text(encoding="utf-8") == MENDED
    assert said.endswith("1 error in 1 file\nfixed 4 mistakes in 2 files\n")


def test_fix_of_everything_is_status_zero(capsys: CAPTURE) -> None:
    Path("b.recipe").write_text(HABITS, encoding="utf-8")

    assert main(["check", "--fix"]) == 0
    assert capsys.readouterr().out == "checked 1 recipe: no problems\nfixed 2 mistakes in 1 file\n"
    assert main(["check", "--fix"]) == 0
    assert capsys.readouterr().out == "checked 1 recipe: no problems\nnothing to fix\n"


def test_unsafe_fixes_alone_fix_too(capsys: CAPTURE) -> None:
    Path("b.recipe").write_text(TYPO, encoding="utf-8")

    assert main(["check", "--unsafe-fixes"]) == 0
    assert Path("b.recipe").read_text(encoding="utf-8") == TYPO.replace("mesages", "messages")
    assert capsys.readouterr().out.endswith("fixed 1 mistake in 1 file\n")


def test_diff_is_a_patch_and_writes_nothing(capsys: CAPTURE) -> None:
    Path("b.recipe").write_text(HABITS, encoding="utf-8")

    assert main(["check", "--diff"]) == 1

    out, err = capsys.readouterr()
    assert out.splitlines()[:2] == ["--- a/b.recipe", "+++ b/b.recipe"]
    assert "-    require n === 0 && n < 9 else 'No.'\n+    require n == 0 and n < 9 else 'No.'\n" in out
    assert err == "would fix 2 mistakes in 1 file\n"
    assert Path("b.recipe").read_text(encoding="utf-8") == HABITS


def test_a_fixed_file_keeps_its_permissions_and_a_link_stays_one() -> None:
    Path("real.txt").write_text(HABITS, encoding="utf-8")
    Path("real.txt").chmod(0o640)
    Path("b.recipe").symlink_to("real.txt")

    assert main(["check", "b.recipe", "--fix"]) == 0

    assert Path("b.recipe").is_symlink()
    assert Path("real.txt").read_text(encoding="utf-8") == MENDED
    assert Path("real.txt").stat().st_mode & 0o777 == 0o640


def pipe(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_standard_input_is_mended_to_standard_output(monkeypatch: pytest.MonkeyPatch, capsys: CAPTURE) -> None:
    pipe(monkeypatch, HABITS)

    assert main(["check", "-", "--fix"]) == 0
    assert capsys.readouterr() == (MENDED, "checked 1 recipe: no problems\nfixed 2 mistakes in 1 file\n")


def test_standard_input_without_a_fix_comes_out_as_it_went_in(monkeypatch: pytest.MonkeyPatch, capsys: CAPTURE) -> None:
    pipe(monkeypatch, TYPO)

    assert main(["check", "-", "--fix"]) == 1

    out, err = capsys.readouterr()
    assert out == TYPO
    assert "C0312" in err


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["-", "a.recipe", "--fix"], "standard input"),
        (["--diff", "--output-format", "json"], "--output-format"),
        (["-", "--watch"], "watched"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(words: list[str], named: str, capsys: CAPTURE) -> None:
    assert main(["check", *words]) == 2
    assert named in capsys.readouterr().err
