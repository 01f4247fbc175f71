"""Every diagnostic code of the compiler, one module for each range.

C00xx files, C01xx syntax, C03xx names, C04xx types, C05xx scopes and sharing, C06xx handlers,
C07xx views, C08xx graph, rank and change, C09xx tests, C10xx several charms, C11xx time and presence, C20xx lints
(C202x imports, C209x comments that ignore). To add a code, add a Message to its range's module; to add a range, add
its module to `_RANGES`.
"""

from compiler.messages import (
    changes,
    charms,
    files,
    handlers,
    ignores,
    imports,
    lints,
    names,
    ranks,
    scopes,
    syntax,
    tests,
    times,
    types,
    views,
)
from compiler.messages.message import Message

__all__ = ["MESSAGES", "Message"]

_RANGES = (
    files.MESSAGES,
    syntax.MESSAGES,
    names.MESSAGES,
    imports.MESSAGES,
    types.MESSAGES,
    scopes.MESSAGES,
    handlers.MESSAGES,
    views.MESSAGES,
    ranks.MESSAGES,
    changes.MESSAGES,
    tests.MESSAGES,
    charms.MESSAGES,
    times.MESSAGES,
    lints.MESSAGES,
    ignores.MESSAGES,
)

MESSAGES: dict[str, Message] = {message.code: message for each in _RANGES for message in each}

assert len(MESSAGES) == sum(len(each) for each in _RANGES), "two messages have one code"
