"""What an option may be, where it is one of a few words."""

from typing import Literal

Format = Literal["full", "concise", "json", "json-lines", "github", "gitlab", "sarif", "junit"]
"""How findings are printed; always asked for, never guessed."""

GraphFormat = Literal["tree", "svg", "html", "mermaid", "dot", "json"]
"""How a graph is shown."""

DocFormat = Literal["text", "markdown", "json"]
"""How documentation is printed."""

ExplainFormat = Literal["text", "json"]
"""How the page of a code is printed."""

PsFormat = Literal["text", "json"]
"""How charms are listed."""

LogFormat = Literal["text", "json"]
"""How commits are listed."""

Shell = Literal["bash", "zsh", "fish"]
"""The shells whose command lines are completed."""
