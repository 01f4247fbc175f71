"""The pages of the documentation, and what stands in them that can be held to the code."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from charm.commands.explain import title_of
from charm.pages import PAGES as CODES
from compiler.imports import Read
from graph.elements import ELEMENTS, Element
from graph.library.catalogue import groups
from runtime import limits
from tests.compiler.beside import beside as files_beside

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "llms.txt", *sorted((ROOT / "docs").glob("*.md")))

_FENCE = re.compile(
    r"^```(?P<language>[a-z]+)(?:,fails (?P<fails>C\d{4})|,from (?P<source>\S+)|,called (?P<called>\S+))?\n"
    r"(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_TABLE = re.compile(r"(?<=<!-- table: )(?P<name>\w+) -->\n.*?(?=^<!-- end -->$)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Fence:
    """A block of code. name: page and line of its first line.

    fails: the one code that it is there to show. source: the file that it is a part of. called: its name as a file,
    for other blocks of the page to use.
    """

    name: str
    language: str
    fails: str | None
    source: str | None
    called: str | None
    text: str


def fences(language: str) -> tuple[Fence, ...]:
    """The blocks in this language on all pages."""
    return tuple(fence for page in PAGES for fence in _fences(page) if fence.language == language)


def _fences(page: Path) -> Iterator[Fence]:
    text = page.read_text(encoding="utf-8")
    for found in _FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 2
        yield Fence(
            f"{page.name}:{line}", found["language"], found["fails"], found["source"], found["called"], found["text"]
        )


def beside(fence: Fence) -> Read:
    """Reads what other blocks of the page are called."""
    page = fence.name.partition(":")[0]
    there = (each for each in fences("recipe") if each.name.startswith(f"{page}:"))
    return files_beside({each.called: each.text for each in there if each.called})


def with_tables(text: str) -> str:
    """The text of a page with its tables as the code has them now. KeyError for a table that there is not."""
    return _TABLE.sub(lambda found: f"{found['name']} -->\n{TABLES[found['name']]()}\n", text)


def _library() -> str:
    lines = []
    for group, functions in groups().items():
        lines += ["", f"### {group.capitalize()}", "", "| function | gives | |", "|---|---|---|"]
        for function in functions:
            calls = [signature.rpartition(" -> ") for signature in function.signatures]
            takes, gives = (
                "<br>".join(_code(call) for call, _, _ in calls),
                "<br>".join(_code(to) for _, _, to in calls),
            )
            lines.append(f"| {takes} | {gives} | {_cell(function.doc)} |")
    return "\n".join(lines[1:])


def _elements() -> str:
    lines = ["| element | for example | takes | |", "|---|---|---|---|"]
    lines += [
        f"| `{name}` | {_code(each.example)} | {_takes(each)} | {_cell(each.doc)} |" for name, each in ELEMENTS.items()
    ]
    return "\n".join(lines)


def _takes(element: Element) -> str:
    parts = {"content": element.content, "arrow": element.arrow, "block": element.children}
    taken = [part if presence == "required" else f"{part}?" for part, presence in parts.items() if presence != "none"]
    taken += [f"`{name}:`" if each.required else f"`{name}:`?" for name, each in element.attributes.items()]
    return ", ".join(taken)


def _limits() -> str:
    bounds = {name: value for name, value in vars(limits).items() if name.isupper()}
    return "\n".join(
        ["| name | value |", "|---|--:|", *(f"| `{name}` | {value:,} |" for name, value in bounds.items())]
    )


_RANGES = {
    "C00": "Files",
    "C01": "Syntax",
    "C03": "Names",
    "C04": "Types",
    "C05": "Scopes and sharing",
    "C06": "Handlers",
    "C07": "Views",
    "C08": "Order, and what was stored before",
    "C09": "Tests",
    "C20": "Warnings",
    "C99": "charm itself",
}


def _codes() -> str:
    lines = []
    for start, title in _RANGES.items():
        lines += ["", f"## {title}", "", "| code | says | means |", "|---|---|---|"]
        lines += [
            f"| {code} `{each.name}` | {_cell(title_of(each))} | {_cell(each.explanation)} |"
            for code, each in CODES.items()
            if code.startswith(start)
        ]
    return "\n".join(lines[1:])


def _recipes() -> str:
    lines = ["| recipe | | the pattern | lines |", "|---|---|---|--:|"]
    for path in sorted((ROOT / "recipes").glob("*.recipe")):
        text = path.read_text(encoding="utf-8")
        about, _, pattern = text[3 : text.index('"""', 3)].partition("The pattern is ")
        lines.append(
            f"| [{path.stem}](recipes/{path.name}) | {_cell(about.strip())} "
            f"| [{_cell(re.split('[.:,]', pattern)[0])}](docs/patterns.md) | {text.count(chr(10))} |"
        )
    return "\n".join(lines)


def _code_lines() -> str:
    return "\n".join(f"- {code} {title_of(message)}" for code, message in CODES.items())


def _code(text: str) -> str:
    return f"`{_cell(text)}`"


def _cell(text: str) -> str:
    """Text as it may stand in a cell of a table."""
    return text.replace("|", "\\|").replace("\n", " ")


TABLES: Mapping[str, Callable[[], str]] = {
    "library": _library,
    "elements": _elements,
    "limits": _limits,
    "codes": _codes,
    "code_lines": _code_lines,
    "recipes": _recipes,
}
"""What may stand between `<!-- table: NAME -->` and `<!-- end -->`."""
