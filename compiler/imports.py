"""The files of a program: the one that is given and all that it uses, each read and parsed once.

Whoever knows where files lie passes a reader: the compiler does no IO.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from compiler import files, syntax
from compiler.diagnostics import Diagnostic, Edit, Fix, Label, diagnose
from compiler.limits import USE_DEPTH_MAX
from compiler.parse import parse
from compiler.source import Source, Span
from compiler.spelling import closest
from compiler.uncollected import uncollected

SUFFIX = ".recipe"

_DRIVE_OR_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:"


class Unread(Struct, frozen=True):
    """Why a file gave no bytes.

    reason: in the system's words; None where there is no such file.
    beside: the names of the recipe files in its folder, for a better guess.
    """

    reason: str | None
    beside: tuple[str, ...] = ()


Read = Callable[[str], bytes | Unread]
"""The bytes of a file by its name: the path of the given file, as given, joined with the paths of the `use`s."""


class Files(Struct, frozen=True):
    """The files of a program by name, in the order in which they are read: a file before those that it uses.

    sources:  all that were read, also what is no text. The first is the one that was given.
    modules:  their syntax trees; without those that are no text.
    targets:  the file that each `use` means, by its span; without those that mean none.
    problems: what was wrong up to here: files, syntax, cycles.
    pieces:   what the spans of the syntax tree count from, by their numbers, where that is not the whole file.
    """

    sources: Mapping[str, Source]
    modules: Mapping[str, syntax.Module]
    targets: Mapping[Span, str]
    problems: tuple[Diagnostic, ...]
    pieces: Mapping[int, Source] = {}

    @property
    def given(self) -> Source:
        """The file that was given; its first recipe is the root."""
        return next(iter(self.sources.values()))

    @property
    def numbered(self) -> Mapping[int, Source]:
        """Its sources by the numbers that spans carry."""
        return {**{source.number: source for source in self.sources.values()}, **self.pieces}


@uncollected
def gather(source: Source, read: Read | None = None) -> Files:
    """Read and parse a file, and what it uses.

    read: gives the other files; None: the text lies nowhere, so that it can use none.
    Errors: those of `files.read` and `parse`, in whichever file; C0004 no such file, C0005 unreadable, C0006 no
    relative path, C0007 no recipe, C0008 a cycle, once each, C0009 too deep, C0010 a `use` in a text without a file.
    Cost: that of parsing each file once.
    """
    gathering = _Gathering(read)
    gathering.visit(source, ())
    return Files(gathering.sources, gathering.modules, gathering.targets, tuple(gathering.problems))


class _Edge(Struct, frozen=True):
    """A file and the `use` in it that led on."""

    file: str
    use: syntax.Use


class _Gathering:
    """One walk along the `use`s. Nobody else sees it while it grows."""

    def __init__(self, read: Read | None) -> None:
        self._read = read
        self.sources: dict[str, Source] = {}
        self.modules: dict[str, syntax.Module] = {}
        self.targets: dict[Span, str] = {}
        self.problems: list[Diagnostic] = []
        # What is known under which name: the file that was given may be called `./a.recipe`.
        self._called: dict[str, str] = {}

    def visit(self, source: Source, trail: Sequence[_Edge]) -> None:
        """Read what a file uses. trail: how it was come to, from the file that was given."""
        self.sources[source.name] = source
        self._called[posixpath.normpath(source.name)] = source.name
        self.modules[source.name], problems = parse(source)
        self.problems += problems
        for use in self.modules[source.name].uses:
            name = self._name(use, source)
            if name is None:
                continue
            here = (*trail, _Edge(source.name, use))
            if name not in self._called:
                self._go_on(name, here)
            if self._called.get(name) in self.modules:
                self.targets[use.span] = self._called[name]
                self._look_for_cycle(self._called[name], here)

    def _name(self, use: syntax.Use, source: Source) -> str | None:
        """What the file is called that a `use` means; None where it cannot mean any."""
        path, at = use.path, use.at
        why = _why_no_path(path)
        if why is not None:
            self._report("C0006", at, why, path=path, why=why)
        elif not path.endswith(SUFFIX):
            fix = Fix(f"add `{SUFFIX}`", "unsafe", (Edit(Span(at.file, at.end - 1, at.end - 1), SUFFIX),))
            self._report("C0007", at, f"does not end in `{SUFFIX}`", fixes=(fix,), path=path)
        elif self._read is None:
            self._report("C0010", at, "next to which file?", path=path)
        else:
            return posixpath.normpath(posixpath.join(posixpath.dirname(source.name), path))
        return None

    def _go_on(self, name: str, trail: Sequence[_Edge]) -> None:
        """Read a file for the first time, and what it uses."""
        use = trail[-1].use
        if len(trail) > USE_DEPTH_MAX:
            self._report("C0009", use.at, "not followed", limit=USE_DEPTH_MAX)
            return
        assert self._read is not None, "without a reader no `use` means a file"
        content = self._read(name)
        if isinstance(content, Unread):
            self._report_unread(use, name, content)
            return
        source, problems = files.read(name, content, len(self.sources))
        if problems:
            self.sources[name] = source
            self._called[name] = name
            self.problems += problems
        else:
            self.visit(source, trail)

    def _look_for_cycle(self, target: str, trail: Sequence[_Edge]) -> None:
        """Report the way back to a file that is still being read. Wherever reading began, it is drawn the same."""
        at = next((at for at, edge in enumerate(trail) if edge.file == target), None)
        if at is None:
            return
        cycle = list(trail[at:])
        first = min(range(len(cycle)), key=lambda index: cycle[index].file)
        cycle = [*cycle[first:], *cycle[:first]]
        ends = [edge.file for edge in (*cycle[1:], cycle[0])]
        labels = [Label(edge.use.at, f"uses `{end}`") for edge, end in zip(cycle, ends, strict=True)]
        places = [f"`{edge.file}:{self._line(edge.use.at)}`" for edge in cycle]
        self._report(
            "C0008",
            labels[0].span,
            labels[0].text,
            secondary=tuple(labels[1:]),
            notes=(f"{' uses '.join(places)} uses `{cycle[0].file}`",),
            help="move what both need into a file of its own, which uses neither" if len(cycle) > 1 else None,
            file=cycle[0].file,
        )

    def _line(self, span: Span) -> int:
        return self.sources[span.file].position(span.start)[0]

    def _report_unread(self, use: syntax.Use, name: str, unread: Unread) -> None:
        if unread.reason is not None:
            reason = f"{unread.reason[:1].lower()}{unread.reason[1:]}"
            self._report("C0005", use.at, "this file", path=use.path, reason=reason)
            return
        folder = posixpath.dirname(name)
        nearest = closest(posixpath.basename(name), unread.beside)
        fixes: tuple[Fix, ...] = ()
        if nearest is not None:
            right = f"{use.path[: len(use.path) - len(posixpath.basename(use.path))]}{nearest}"
            edit = Edit(Span(use.at.file, use.at.start + 1, use.at.end - 1), right)
            fixes = (Fix(f"use `{right}`", "unsafe", (edit,)),)
        looked = f"looked for `{name}`; a path starts in the folder of the file that says `use`"
        beside = ", ".join(f"`{each}`" for each in unread.beside) or "no recipe"
        help_ = f"use `{nearest}`" if nearest else f"in {f'`{folder}`' if folder else 'that folder'} there is {beside}"
        self._report("C0004", use.at, "not found", notes=(looked,), help=help_, fixes=fixes, path=use.path)

    def _report(
        self,
        code: str,
        span: Span,
        label: str,
        *,
        secondary: tuple[Label, ...] = (),
        notes: tuple[str, ...] = (),
        help: str | None = None,  # noqa: A002 - as in `diagnose`
        fixes: tuple[Fix, ...] = (),
        **values: Any,
    ) -> None:
        self.problems.append(
            diagnose(code, span, label, secondary=secondary, notes=notes, help=help, fixes=fixes, **values)
        )


def _why_no_path(path: str) -> str | None:
    """Why a text cannot be the path of another file, in a few words; None where it can."""
    if not path.strip() or not path.isprintable():
        return "names no file"
    if "\\" in path:
        return "has backslashes"
    if path.startswith(("/", "~")) or re.match(_DRIVE_OR_SCHEME, path):
        return "is not relative"
    return None
