"""The kinds of steps that a graph is asked for."""

from enum import Enum


class Kind(Enum):
    """The kinds of steps, for choosing among them. Of an option that may be given again, Typer takes no Literal."""

    INPUT = "input"
    CELL = "cell"
    CHILD = "child"
    HERE = "here"
    DERIVE = "derive"
    HANDLER = "handler"
    EVERY = "every"
    NAVIGATE = "navigate"
    SPAWN = "spawn"
    ALWAYS = "always"
    VIEW = "view"
