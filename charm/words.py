"""What the words of the language mean, in a sentence: types, and the keywords that people ask about."""

from __future__ import annotations

from collections.abc import Mapping

SCOPES: Mapping[str, str] = {
    "shared": "**shared**: one value for everyone who has the charm's address.",
    "local": "**local**: each visitor has their own; it never leaves for anybody else's page.",
}
"""What it means for a value to be of a scope."""

TYPES: Mapping[str, str] = {
    "Bool": "`true` or `false`.",
    "Charm": "A running charm of a recipe: `Charm(Session)`.",
    "Date": "A day, such as `2026-11-22`.",
    "Duration": "A length of time, such as `20s`, `5m`, `2h` or `3d`.",
    "Id": "What tells one thing from all others; `new_id()` makes one.",
    "Int": "A whole number, exact: `Int(0..100)` has bounds.",
    "Json": "Any value; `x as T` makes it a T, or none where it does not fit.",
    "Number": "A number, with a fraction or without.",
    "Text": "Text; `Text(trim, 1..40)` is cleaned, then measured in characters.",
    "Time": "A moment, to the millisecond, in UTC.",
}
"""The types that need no declaration."""

MINTED: Mapping[str, str] = {
    "new_id": "A new Id. In handlers, defaults and initial values.",
    "now": "The time of the event. In handlers, defaults and initial values.",
    "random": "A number from 0 up to, but not, 1. In handlers, defaults and initial values.",
}
"""The functions that give something new each time."""

KEYWORDS: Mapping[str, str] = {
    "after": "`after 20s -> close(q)`: runs a handler later, as a commit of its own.",
    "always": '`always c else "…"`: what must hold of the shared cells; a handler that would break it is refused.',
    "child": "`child left = Counter(count)`: a charm that lives and ends with this one.",
    "every": "`every 10s -> tick()`: runs a handler again and again, without a visitor.",
    "fn": "`fn area(r: Rect) = r.w * r.h`: a pure function.",
    "fold": "`fold h = 7 for c in xs -> h * 31 + c`: one value from many, in order.",
    "group": "`group by e into g`: from here on there are groups, `g.key` and `g.items`.",
    "here": "Who looks at the charm now, each by their `me`, in the order in which they came. For views only.",
    "key": "The field that tells the elements of a list apart.",
    "let": "`let total = a + b`: a name for a value. In a recipe it is computed anew whenever what it reads changes.",
    "local": SCOPES["local"],
    "match": '`match e { "a" -> x, _ -> y }`: one of several cases; all must be named.',
    "me": "The visitor, as an Id: the same in every charm, different for each visitor.",
    "migrate": "`migrate users(old: [Text]) = …`: converts what was stored with another type.",
    "navigate": "`navigate Session(messages)`: makes a charm and sends the visitor there.",
    "on": "`on send() { … }`: a handler. It runs when its event arrives, and all that it writes happens, or nothing.",
    "private": "A handler that only handlers and timers may call.",
    "recipe": "What a charm is made from: cells, derived values, handlers and a view.",
    "require": '`require c else "…"`: refuses the event with the message unless the condition holds.',
    "scan": "Like `fold`, and keeps every value on the way.",
    "shared": SCOPES["shared"],
    "show": "`show Room(messages)`: places a named view, a child or a charm.",
    "spawn": "`spawn Room()`: makes a charm, and is the charm.",
    "was": "The former name, under which the value was stored.",
}
"""Keywords, and `me` and `here`."""
