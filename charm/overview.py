"""The page of `charm --help`. Typer prints the same one, so that asking for it need not load Typer."""

import sys

from charm.version import GRAPH_FORMAT, VERSION

COMMANDS = {
    "run": "serve a recipe or a built graph, and print its address",
    "check": "find mistakes in recipes and graphs; also called validate",
    "test": "run the tests of recipes, and try to break them",
    "fmt": "put recipes into the one style",
    "graph": "show what a recipe holds and what flows where",
    "build": "write a recipe's checked graph, which runs without the compiler",
    "doc": "describe the library, the view elements, a word, or a recipe",
    "explain": "tell what the code of a mistake means",
    "ps": "list the charms of a space, served or not",
    "log": "list what happened in a space, commit by commit",
    "new": "make a project: a recipe with its tests, CI, pre-commit, settings",
    "completion": "print the script that completes charm in bash, zsh or fish",
    "lsp": "serve an editor: mistakes, hover, completion, rename and more",
}

_LISTED = "\n".join(f"  {name:<11}{summary}" for name, summary in COMMANDS.items())

OVERVIEW = f"""\
Usage: charm COMMAND [ARGUMENTS]

charm turns a recipe, one short text file, into a live web app that many people
use at once.

Commands:
{_LISTED}

Options:
  --version  charm's version, that of the graph format, and Python's
  --help     this page; `charm COMMAND --help` tells more of one command

Exit status: 0 clean, 1 findings or failed tests, 2 wrong usage or a failure.

Start with:  charm run recipes/chat.recipe
"""


def version_line() -> str:
    """`charm 0.1.0 (graph format 1, Python 3.11.9)`."""
    return f"charm {VERSION} (graph format {GRAPH_FORMAT}, Python {'.'.join(map(str, sys.version_info[:3]))})"
