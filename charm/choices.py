"""What an option may be, where it is one of a few words."""

from enum import Enum


class Format(Enum):
    """How findings are printed; always asked for, never guessed."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    JSON_LINES = "json-lines"
    GITHUB = "github"
    GITLAB = "gitlab"
    SARIF = "sarif"
    JUNIT = "junit"


class GraphFormat(Enum):
    """How a graph is shown."""

    TREE = "tree"
    SVG = "svg"
    HTML = "html"
    MERMAID = "mermaid"
    DOT = "dot"
    JSON = "json"


class Kind(Enum):
    """The kinds of steps, for choosing among them."""

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


class DocFormat(Enum):
    """How documentation is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


class ExplainFormat(Enum):
    """How the page of a code is printed."""

    TEXT = "text"
    JSON = "json"


class PsFormat(Enum):
    """How charms are listed."""

    TEXT = "text"
    JSON = "json"


class LogFormat(Enum):
    """How commits are listed."""

    TEXT = "text"
    JSON = "json"


class Shell(Enum):
    """The shells whose command lines are completed."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
