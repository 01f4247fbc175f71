"""What checks found in files that have not changed since, in `.charm_cache/`.

A file's entry holds as long as the content of every file that was read for it is the same, and charm itself is. It is
JSON, never anything that could run; what does not read as it was written counts as nothing remembered.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from os.path import dirname, exists, join, relpath

import msgspec

from charm.loading import Loaded, read_bytes
from graph.digests import quick_digest

FOLDER = ".charm_cache"
FILES_MAX = 20_000
"""Files that are remembered: as many as the largest repositories have. An entry takes some 150 bytes."""

_CODE = ("charm", "compiler", "graph")
_USES = rb"^\s*use\b"
_READING = "C00"
_NOTHING = msgspec.Raw(b"[]")
_TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This folder holds what charm check remembers, and can be deleted. See https://bford.info/cachedir/\n"
)


class _Entry(msgspec.Struct, frozen=True):
    """What became of one file. read: the digest of each file that was read for it; found: its diagnostics, as JSON."""

    read: dict[str, str]
    found: msgspec.Raw = _NOTHING
    unlisted: int = 0
    silenced: int = 0


class _Memory(msgspec.Struct):
    """All of the file. code: which charm found it."""

    code: str
    files: dict[str, _Entry]


class Cache:
    """The memory of the checks that are run in one folder. Owns its file: two checks at once each write a whole one.

    file: None remembers nothing.
    """

    def __init__(self, file: str | None) -> None:
        self._file = file
        self._memory = _Memory("", {}) if file is None else _read(file, _code())
        self._is_changed = False
        self._contents: dict[str, bytes | None] = {}

    def content(self, name: str) -> bytes | None:
        """What is in a file, read once a run, so that what is remembered was found in just that; None if unreadable."""
        if name not in self._contents:
            try:
                self._contents[name] = read_bytes(name)
            except OSError:
                self._contents[name] = None
        return self._contents[name]

    def find(self, name: str) -> Loaded | None:
        """What is remembered of a file, if that and every file that was read for it are as they were."""
        entry = self._memory.files.get(name)
        if entry is None or any(self._digest(file) != digest for file, digest in entry.read.items()):
            return None
        if entry.found == _NOTHING:
            return Loaded(name, None, (), silenced=entry.silenced)
        # Only what is drawn needs the compiler's words.
        from compiler.diagnostics import Diagnostic
        from compiler.files import read

        try:
            found = msgspec.json.decode(entry.found, type=tuple[Diagnostic, ...])
        except (msgspec.DecodeError, AssertionError):
            # Diagnostics check themselves at birth.
            return None
        sources = {file: read(file, self.content(file) or b"")[0] for file in entry.read}
        return Loaded(name, None, found, sources, unlisted=entry.unlisted, silenced=entry.silenced)

    def keep(self, result: Loaded) -> None:
        """Remember what became of a file."""
        if self._file is None:
            return
        digests = {name: self._digest(name) for name in (result.name, *result.sources)}
        known = {name: digest for name, digest in digests.items() if digest is not None}
        if len(known) < len(digests) or not self._is_settled(result):
            return
        found = msgspec.Raw(msgspec.json.encode(result.diagnostics))
        # Put last, where the newest are: the oldest are forgotten first.
        self._memory.files.pop(result.name, None)
        self._memory.files[result.name] = _Entry(known, found, result.unlisted, result.silenced)
        self._is_changed = True

    def save(self) -> None:
        """Write what is new. A folder that cannot be written to only costs the time to check again."""
        if self._file is None or not self._is_changed:
            return
        kept = dict(list(self._memory.files.items())[-FILES_MAX:])
        whole = f"{self._file}.{os.getpid()}"
        try:
            _prepare(dirname(self._file))
            with open(whole, "wb") as file:
                file.write(msgspec.json.encode(_Memory(self._memory.code, kept)))
            os.replace(whole, self._file)
        except OSError:
            return

    def _is_settled(self, result: Loaded) -> bool:
        """Whether nothing decides but what was read: a file that was not there to be used may be there next time."""
        if any(each.code.startswith(_READING) for each in result.diagnostics):
            return False
        return result.errors == 0 or re.search(_USES, self.content(result.name) or b"", re.MULTILINE) is None

    def _digest(self, name: str) -> str | None:
        content = self.content(name)
        return None if content is None else quick_digest(content)


def memory(folder: str) -> str:
    """The file in which checks that run in `folder` are remembered: at the root of the repository, else in the folder.

    Names on a command line mean files from the folder one is in, so each such folder has a memory of its own.
    """
    root = next((each for each in _upwards(folder) if exists(join(each, ".git"))), folder)
    return join(root, FOLDER, f"check-{quick_digest(relpath(folder, root).encode())[:8]}.json")


def _upwards(folder: str) -> Iterator[str]:
    yield folder
    while (above := dirname(folder)) != folder:
        yield (folder := above)


def _read(file: str, code: str) -> _Memory:
    try:
        found = msgspec.json.decode(read_bytes(file), type=_Memory)
    except (OSError, msgspec.DecodeError):
        return _Memory(code, {})
    return found if found.code == code else _Memory(code, {})


def _prepare(folder: str) -> None:
    """Make the folder, marked as a cache for backups and as nothing to commit."""
    os.makedirs(folder, exist_ok=True)
    for name, text in (("CACHEDIR.TAG", _TAG), (".gitignore", "*\n")):
        if not exists(join(folder, name)):
            with open(join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)


def _code() -> str:
    """Which charm this is: its files by size and time, since a version's number stays while it is worked on."""
    from importlib.util import find_spec

    marks = [str(sys.version_info[:3])]
    for package in _CODE:
        spec = find_spec(package)
        assert spec is not None and spec.submodule_search_locations, "charm is installed whole"
        for folder in spec.submodule_search_locations:
            marks += _marks(folder)
    return quick_digest("\n".join(marks).encode())


def _marks(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda each: each.name):
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _marks(entry.path)
            else:
                state = entry.stat()
                yield f"{entry.path} {state.st_size} {state.st_mtime_ns}"
