"""Files to what is wrong with them: what is remembered is not looked at again, and comments that ignore are heard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from charm.cache import Cache
from charm.loading import Loaded, load, load_bytes


def check_files(files: Sequence[str], cache: Cache) -> Iterator[Loaded]:
    """What is wrong with each file, in their order. Of a file that the cache remembers there is no graph."""
    for file in files:
        remembered = cache.find(file)
        if remembered is None:
            content = cache.content(file)
            remembered = load(file, tests=True) if content is None else check_bytes(file, content)
            cache.keep(remembered)
        yield remembered


def check_bytes(name: str, content: bytes) -> Loaded:
    """What is wrong with a file whose content the caller has."""
    result = load_bytes(name, content, tests=True)
    source = result.sources.get(name)
    if source is None or "charm:" not in source.text:
        return result
    from compiler.ignores import hear

    mine = tuple(each for each in result.diagnostics if each.primary.span.file == name)
    others = tuple(each for each in result.diagnostics if each.primary.span.file != name)
    answer = hear(source, mine)
    return replace(result, diagnostics=(*answer.kept, *others), silenced=len(answer.silenced))
