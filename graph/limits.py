"""The bounds on graph documents, which may come from anyone; each is far above what recipes compile to."""

DOCUMENT_BYTES_MAX = 16 * 1024 * 1024
"""Size of a document as UTF-8."""

STEPS_MAX = 20_000
"""Steps in a document."""

ID_CHARACTERS_MAX = 400
"""Length of an id of a step: the names of what it is within, joined by dots."""

ARITY_MAX = 1_000
"""Values that a function takes: its parameters, and what it reads of its recipe."""

NESTING_MAX = 200
"""Levels of objects and lists within a document: expression nesting about halves it."""

PERIOD_MS_MIN = 1_000
"""How often an `every` may come at most: each time is a commit, on disk before anyone sees it."""

PATTERN_CHARACTERS_MAX = 1_000
"""Length of the pattern of a text."""
