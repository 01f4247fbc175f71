"""Functions of text. Positions and sizes count code points."""

from __future__ import annotations

import re

from graph.library.function import Function
from graph.library.limits import demand_list, demand_text
from graph.library.printing import show

# Compiled where they are first used: the compiler loads this module for its signatures.
_LINE_END = r"\r\n|\r|\n"
# Letters, digits and accents; an apostrophe within, as in "don't", does not end a word.
_WORD = r"(?:[^\W_]|[\u0300-\u036f])+(?:['’](?:[^\W_]|[\u0300-\u036f])+)*"
_ACCENTS_ON_LATIN = r"([a-z])[\u0300-\u036f]+"


def _capitalize(text: str) -> str:
    # Letters without a capital of one code point (ß, ﬁ) stay: their two capitals would not survive a second time.
    first = text[:1].upper()
    return first + text[1:] if len(first) == 1 else text


def _title_case(text: str) -> str:
    return re.sub(_WORD, lambda word: _capitalize(word[0].lower()), text)


def _slug(text: str) -> str:
    import unicodedata

    plain = re.sub(_ACCENTS_ON_LATIN, r"\1", unicodedata.normalize("NFKD", text.casefold()))
    # Composed again, since other scripts are not themselves without their marks.
    folded = unicodedata.normalize("NFC", plain).casefold()
    kept = (char if char.isalnum() or unicodedata.category(char).startswith("M") else " " for char in folded)
    return "-".join("".join(kept).split())


def _initials(text: str) -> str:
    return "".join(word[0][0].upper() for word in re.finditer(_WORD, text))


def _truncate(text: str | float, size: int = 0) -> str | int:
    if not isinstance(text, str):
        return int(text)
    return text if len(text) <= size else text[: size - 1] + "…" if size > 0 else ""


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def _is_blank(text: str) -> bool:
    return not text.strip()


def _split(text: str, separator: str) -> list[str]:
    if not separator:
        return _chars(text)
    demand_list(text.count(separator) + 1)
    return text.split(separator)


def _join(texts: list[str], separator: str) -> str:
    demand_text(sum(map(len, texts)) + len(separator) * max(len(texts) - 1, 0))
    return separator.join(texts)


def _lines(text: str) -> list[str]:
    # Not str.splitlines, which also breaks at form feeds and other signs that nobody sees as the end of a line.
    lines = re.split(_LINE_END, text)
    demand_list(len(lines))
    return lines if lines[-1] else lines[:-1]


def _words(text: str) -> list[str]:
    words = text.split()
    demand_list(len(words))
    return words


def _chars(text: str) -> list[str]:
    demand_list(len(text))
    return list(text)


def _codes(text: str) -> list[int]:
    demand_list(len(text))
    return list(map(ord, text))


def _replace(text: str, old: str, new: str) -> str:
    if not old:
        return text
    demand_text(len(text) + text.count(old) * (len(new) - len(old)))
    return text.replace(old, new)


def _repeat(text: str, times: int) -> str:
    demand_text(len(text) * times)
    return text * max(times, 0) if text else ""


def _padding(text: str, size: int, fill: str) -> str:
    missing = size - len(text)
    if missing <= 0 or not fill:
        return ""
    demand_text(size)
    return (fill * (missing // len(fill) + 1))[:missing]


def _pad_start(text: str, size: int, fill: str = " ") -> str:
    return _padding(text, size, fill) + text


def _pad_end(text: str, size: int, fill: str = " ") -> str:
    return text + _padding(text, size, fill)


def _plural(number: float, one: str, many: str) -> str:
    return one if number == 1 else many


FUNCTIONS = (
    Function(
        "trim",
        ("trim(t: Text) -> Text",),
        "The text without blanks and line ends around it.",
        (('trim("  a b ")', "a b"),),
        str.strip,
    ),
    Function(
        "squeeze",
        ("squeeze(t: Text) -> Text",),
        "The text trimmed, and each run of blanks and line ends within made one blank.",
        (('squeeze("  a   b ")', "a b"),),
        _squeeze,
    ),
    Function(
        "lower",
        ("lower(t: Text) -> Text",),
        "The text in small letters.",
        (('lower("Über 9")', "über 9"),),
        str.lower,
    ),
    Function(
        "upper",
        ("upper(t: Text) -> Text",),
        "The text in capitals.",
        (('upper("Über 9")', "ÜBER 9"),),
        str.upper,
    ),
    Function(
        "capitalize",
        ("capitalize(t: Text) -> Text",),
        "The text with its first letter as a capital; the others stay.",
        (('capitalize("hello Ann")', "Hello Ann"),),
        _capitalize,
    ),
    Function(
        "title_case",
        ("title_case(t: Text) -> Text",),
        "The text with each word's first letter as a capital and its others small.",
        (('title_case("hero CTA")', "Hero Cta"), ('title_case("third-party")', "Third-Party")),
        _title_case,
    ),
    Function(
        "slug",
        ("slug(t: Text) -> Text",),
        "The text as part of an address: small letters and digits, all between them one hyphen, Latin without accents.",
        (('slug("Crème brûlée, 2 × large!")', "creme-brulee-2-large"), ('slug("---")', "")),
        _slug,
    ),
    Function(
        "initials",
        ("initials(t: Text) -> Text",),
        "The first letter of each word, as capitals.",
        (('initials("ada king-noel")', "AKN"),),
        _initials,
    ),
    Function(
        "truncate",
        ("truncate(t: Text, size: Int) -> Text", "truncate(x: Number) -> Int"),
        "The text, cut to that size with a `…` at its end where it is longer; or the number without its decimals.",
        (('truncate("conformance", 5)', "conf…"), ('truncate("short", 5)', "short"), ("truncate(-2.7)", -2)),
        _truncate,
    ),
    Function(
        "is_blank",
        ("is_blank(t: Text) -> Bool",),
        "Whether the text is empty or only blanks and line ends.",
        (('is_blank(" ")', True), ('is_blank(" a ")', False)),
        _is_blank,
    ),
    Function(
        "size",
        ("size(t: Text) -> Int",),
        "How many code points the text has.",
        (('size("naïve")', 5), ('size("")', 0)),
        len,
    ),
    Function(
        "split",
        ("split(t: Text, separator: Text) -> [Text]",),
        "The parts between the separators; the single characters where the separator is empty.",
        (('split("a,b,,c", ",")', ["a", "b", "", "c"]), ('split("", ",")', [""]), ('split("ab", "")', ["a", "b"])),
        _split,
    ),
    Function(
        "join",
        ("join(xs: [Text], separator: Text) -> Text",),
        "The texts one after the other, with the separator between them.",
        (('join(["a", "b"], ", ")', "a, b"), ('join([], ", ")', "")),
        _join,
    ),
    Function(
        "lines",
        ("lines(t: Text) -> [Text]",),
        "The lines, without their ends.",
        (('lines("one\\ntwo\\n")', ["one", "two"]),),
        _lines,
    ),
    Function(
        "words",
        ("words(t: Text) -> [Text]",),
        "The parts between blanks and line ends.",
        (('words(" to be  or ")', ["to", "be", "or"]), ('words(" ")', [])),
        _words,
    ),
    Function(
        "chars",
        ("chars(t: Text) -> [Text]",),
        "The characters, each a code point.",
        (('chars("añ!")', ["a", "ñ", "!"]),),
        _chars,
    ),
    Function(
        "codes",
        ("codes(t: Text) -> [Int]",),
        "The numbers of the code points.",
        (('codes("aé")', [97, 233]),),
        _codes,
    ),
    Function(
        "starts_with",
        ("starts_with(t: Text, part: Text) -> Bool",),
        "Whether the text begins with the part.",
        (('starts_with("charm", "ch")', True), ('starts_with("charm", "rm")', False)),
        str.startswith,
    ),
    Function(
        "ends_with",
        ("ends_with(t: Text, part: Text) -> Bool",),
        "Whether the text ends with the part.",
        (('ends_with("charm", "rm")', True), ('ends_with("charm", "ch")', False)),
        str.endswith,
    ),
    Function(
        "replace",
        ("replace(t: Text, old: Text, new: Text) -> Text",),
        "The text with the new in place of each old; unchanged where the old is empty.",
        (('replace("a-b-c", "-", "+")', "a+b+c"), ('replace("abc", "", "-")', "abc")),
        _replace,
    ),
    Function(
        "repeat",
        ("repeat(t: Text, times: Int) -> Text",),
        "The text so many times; empty for 0 times and less.",
        (('repeat("ab", 3)', "ababab"), ('repeat("ab", -1)', "")),
        _repeat,
    ),
    Function(
        "pad_start",
        ("pad_start(t: Text, size: Int) -> Text", "pad_start(t: Text, size: Int, fill: Text) -> Text"),
        "The text filled up to that size at its start, with blanks or the fill over and over.",
        (('pad_start("7", 3, "0")', "007"), ('pad_start("7", 3)', "  7"), ('pad_start("1234", 3)', "1234")),
        _pad_start,
    ),
    Function(
        "pad_end",
        ("pad_end(t: Text, size: Int) -> Text", "pad_end(t: Text, size: Int, fill: Text) -> Text"),
        "The text filled up to that size at its end, with blanks or the fill over and over.",
        (('pad_end("a", 4, ". ")', "a. ."), ('pad_end("a", 2)', "a ")),
        _pad_end,
    ),
    Function(
        "plural",
        ("plural(n: Number, one: Text, many: Text) -> Text",),
        "The word that goes with the number: the first for 1, the second for any other.",
        (('plural(1, "vote", "votes")', "vote"), ('plural(0, "vote", "votes")', "votes")),
        _plural,
    ),
    Function(
        "to_text",
        ("to_text(x: T) -> Text",),
        "The value as a template prints it: text as it is, all else as compact JSON.",
        (("to_text(5.0)", "5"), ('to_text("a")', "a"), ("to_text([1, none])", "[1,null]")),
        show,
    ),
)
