"""A folder for each code: what has the mistake, and what `charm check` says of it for people and for programs."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from charm.__main__ import main
from charm.choices import Format
from charm.loading import Loaded
from charm.report import report
from charm.screen import screen
from compiler.messages import MESSAGES
from compiler.pipeline import compile_source
from compiler.source import Source

FOLDER = Path(__file__).parent
WIDTH = 80
# What is longer shows nothing that its explanation does not say.
KEPT_BYTES_MAX = 10_000
KEPT_FILES_MAX = 10
# A file may be used by those that it uses, by the name that examples have.
EXAMPLE = "example.recipe"


@dataclass(frozen=True, slots=True)
class Case:
    """What has one mistake. files: by name; `name/` is a folder.

    checked: what is given to `charm check`; None for what only a text without a file can have wrong.
    """

    code: str
    files: Mapping[str, bytes]
    checked: str | None = EXAMPLE

    @property
    def folder(self) -> Path:
        """Where it is kept."""
        return FOLDER / self.code

    @property
    def kept(self) -> Mapping[str, bytes]:
        """The files that are kept beside what is said of them."""
        files = self.files if len(self.files) <= KEPT_FILES_MAX else {EXAMPLE: self.files[EXAMPLE]}
        return {name: content for name, content in files.items() if 0 < len(content) <= KEPT_BYTES_MAX}


def cases() -> Iterator[Case]:
    """A case for each code that `charm check` can print, in order."""
    for code, message in MESSAGES.items():
        failing = message.failing.encode("utf-8", "surrogateescape")
        beside = {name: text.encode() for name, text in message.files.items()}
        yield Case(code, {EXAMPLE: failing, **beside}, None if code == "C0010" else EXAMPLE)
    yield Case("C0091", {}, "missing.recipe")
    yield Case("C0092", {"notes.txt": b"No recipe here.\n"}, ".")
    yield Case("C0093", {"example.graph.json": b'{ "format": 1, "recipes": [] }\n'}, "example.graph.json")


def said(case: Case) -> Mapping[str, str]:
    """What is said of a case: `expected.txt` for people, on 80 columns without colour, and `expected.json`."""
    with TemporaryDirectory() as folder:
        for name, content in case.files.items():
            path = Path(folder, name)
            if name.endswith("/"):
                path.mkdir(parents=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        with chdir(folder):
            return {f"expected.{end}": _checked(case, form) for end, form in _FORMS}


_FORMS: tuple[tuple[str, Format], ...] = (("txt", "full"), ("json", "json"))


def _checked(case: Case, form: Format) -> str:
    out = io.StringIO()
    plain = {"COLUMNS": str(WIDTH), "NO_COLOR": "1"}
    with redirect_stdout(out), patch.dict(os.environ, plain):
        if case.checked is None:
            source = Source(EXAMPLE, case.files[EXAMPLE].decode())
            result = Loaded(EXAMPLE, None, compile_source(source)[1], {EXAMPLE: source})
            report([result], form, screen())
        else:
            status = main(["check", "--output-format", form, case.checked])
            assert status == 1, f"{case.code}: `charm check` ended with {status}"
    return out.getvalue()
