"""What may stand at the cursor of a command line: asked by the scripts in `charm/shells/`, a process for each Tab.

An answer is a line: what may stand there, a tab, and what it means. `:files .recipe .db` asks the shell for folders and
files with these endings, `:files` for all files: shells know best how paths are completed and quoted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, get_args

from charm.overview import COMMANDS

_SOURCES = ":files .recipe .graph.json"
_FILES = {
    "file": _SOURCES,
    "paths": _SOURCES,
    "--diff": _SOURCES,
    "--against": f"{_SOURCES} .db",
    "ps file": f"{_SOURCES} .db",
    "log file": f"{_SOURCES} .db",
    "--out": ":files",
    "--junit": ":files",
    "topic": ":files .recipe",
}
"""Which files a parameter takes, by the first of its names; under a command's name where it takes others there."""

_MEANING_MAX = 60


def complete(words: Sequence[str]) -> Iterator[str]:
    """The lines for the last of the words behind `charm`, which may be empty or begun."""
    *before, begun = words or ("",)
    # bash hands on `--format=tree` as three words.
    before = [word for word in before if word != "="]
    begun = "" if begun == "=" else begun
    if not before:
        meanings = COMMANDS | {"--version": "versions", "--help": "the commands"}
        yield from _begun(meanings, begun)
        return
    command, *rest = before
    found = _commands().get(command)
    if found is not None:
        yield from _within(command, found.params, rest, begun)


def _commands() -> Mapping[str, Any]:
    from typer.main import get_command

    from charm.command_line import app

    # Typer's groups are public, and its own classes of commands are not.
    group: Any = get_command(app)
    commands: Mapping[str, Any] = group.commands
    return commands


def _within(command: str, params: Sequence[Any], before: Sequence[str], begun: str) -> Iterator[str]:
    """What may come next behind a command: the value of an option, an option, or an argument."""
    options = {name: param for param in params if param.param_type_name == "option" for name in param.opts}
    arguments = [param for param in params if param.param_type_name == "argument"]
    name, equals, value = begun.partition("=")
    if equals and name in options:
        yield from (f"{name}={line}" for line in _values(command, options[name], value) if not line.startswith(":"))
        return
    waiting, given = None, 0
    for word in before:
        if waiting is not None:
            waiting = None
        elif word in options:
            waiting = None if options[word].is_flag else options[word]
        elif not word.startswith("-") or word == "-":
            given += 1
    if waiting is not None:
        yield from _values(command, waiting, begun)
    elif begun.startswith("-"):
        yield from _begun({each: param.help or "" for each, param in options.items()} | {"--help": "all of it"}, begun)
    elif arguments and (given < len(arguments) or arguments[-1].nargs == -1):
        yield from _values(command, arguments[min(given, len(arguments) - 1)], begun)


def _values(command: str, param: Any, begun: str) -> Iterator[str]:
    name = param.opts[0]
    yield from _begun(_named(name) or dict.fromkeys(_choices(param), ""), begun)
    files = _FILES.get(f"{command} {name}") or _FILES.get(name)
    if files:
        yield files


def _choices(param: Any) -> list[str]:
    """The words that a parameter may be, where it is one of a few."""
    annotation = param.type_descriptor.annotation
    # Of an option that may be given again, the type is a list of them.
    words: list[str] = []
    for each in (annotation, *get_args(annotation)):
        if isinstance(each, str):
            words.append(each)
        elif isinstance(each, type) and issubclass(each, Enum):
            words += [kind.value for kind in each]
    return words


def _named(parameter: str) -> dict[str, str]:
    """What a code or a topic may be, with what it means; nothing for other parameters."""
    if parameter == "code":
        from charm.commands.explain import title_of
        from charm.pages import PAGES

        return {code: title_of(message) for code, message in PAGES.items()}
    if parameter == "topic":
        from charm.entries import catalogue

        return {part.name: part.doc for group in catalogue() for part in group.parts}
    return {}


def _begun(meanings: Mapping[str, str], begun: str) -> Iterator[str]:
    """A line for each word that goes on as what was typed; in capitals or not, where it is a code."""
    for word, meaning in meanings.items():
        if word.startswith((begun, begun.upper())):
            yield f"{word}\t{_short(meaning)}"


def _short(meaning: str) -> str:
    line = " ".join(meaning.split()).partition(". ")[0].rstrip(".")
    return line if len(line) <= _MEANING_MAX else f"{line[: _MEANING_MAX - 1]}…"
