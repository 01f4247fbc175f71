"""Documents that are broken in what they take over from stored state of an older recipe."""

from tests.graph.breaking import Corruption, both, lit, put, ref

_TEXTS = {"type": "array", "items": {"type": "string"}}
_VAR = {"op": "var", "n": 0}


def _migration(name: str, **parts: object) -> dict[str, object]:
    return {name: {"takes": _TEXTS, **parts}}


CHANGES = (
    Corruption("an old name that is there still", put("Chat.users", "was", "messages"), "Chat.users", "was", "still"),
    Corruption(
        "one old name for two cells",
        both(put("Chat.users", "was", "old"), put("Chat.messages", "was", "old")),
        "Chat.users",
        "was",
        "already",
    ),
    Corruption("a recipe that was one that is there", put("Chat", "was", "Session"), "Chat", "was", "still"),
    Corruption(
        "a migration of no cell",
        put("Chat", "migrations", _migration("nobody", expr=_VAR)),
        "Chat",
        "migrations.nobody",
        "no cell",
    ),
    Corruption(
        "a cell that is let go and still there",
        put("Chat", "migrations", _migration("users")),
        "Chat",
        "migrations.users",
        "still has",
    ),
    Corruption(
        "a migration that reads a cell",
        put("Chat", "migrations", _migration("users", expr=ref("Chat.messages"))),
        "Chat",
        "migrations.users.expr.step",
        "are given",
    ),
    Corruption(
        "a migration from no type",
        put("Chat", "migrations", {"users": {"takes": {"type": "string", "minItems": 1}, "expr": lit({})}}),
        "Chat",
        "migrations.users.takes",
        "minItems",
    ),
    Corruption(
        "an old name of what is no field", put("Chat.users", "type.x-was", "old"), "Chat.users", "type.x-was", "of none"
    ),
)
