"""Files to what is wrong with them: what is remembered is not looked at again, and comments that ignore are heard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from charm.cache import Cache
from charm.loading import Loaded, load, load_bytes

if TYPE_CHECKING:
    from compiler.session import Session

SESSIONS_MAX = 8
"""Files that people edit by turns. A session holds all that the compiler made of its file."""


def check_files(files: Sequence[str], cache: Cache, sessions: Sessions | None = None) -> Iterator[Loaded]:
    """What is wrong with each file, in their order. Of a file that the cache remembers there is no graph."""
    for file in files:
        remembered = cache.find(file)
        if remembered is None:
            content = cache.content(file)
            session = None if sessions is None else sessions.of(file)
            remembered = load(file, tests=True) if content is None else check_bytes(file, content, session)
            cache.keep(remembered)
        yield remembered


def check_bytes(name: str, content: bytes, session: Session | None = None) -> Loaded:
    """What is wrong with a file whose content the caller has, and with those that it uses."""
    return heard(load_bytes(name, content, tests=True, session=session))


class Sessions:
    """The compiler's sessions of files that are checked again and again. Owns them: those that changed last."""

    def __init__(self) -> None:
        self._open: dict[str, Session] = {}

    def of(self, name: str) -> Session:
        """The session of a file that is compiled now."""
        from compiler.session import Session

        session = self._open.pop(name, None) or Session()
        self._open[name] = session
        if len(self._open) > SESSIONS_MAX:
            del self._open[next(iter(self._open))]
        return session


def heard(result: Loaded) -> Loaded:
    """What is left of a result once the comments that ignore are heard."""
    sources = [source for source in result.sources.values() if "charm:" in source.text]
    if not sources:
        return result
    from compiler.ignores import hear

    for source in sources:
        mine = tuple(each for each in result.diagnostics if each.primary.span.file == source.name)
        others = tuple(each for each in result.diagnostics if each.primary.span.file != source.name)
        answer = hear(source, mine)
        if source.name == result.name:
            result = replace(result, diagnostics=(*answer.kept, *others), silenced=len(answer.silenced))
        else:
            # What is wrong with its comments, and how much they silence, is told where the file itself is checked.
            kept = tuple(each for each in mine if each not in answer.silenced)
            result = replace(result, diagnostics=(*kept, *others))
    return result
