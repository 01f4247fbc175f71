"""The page of every code that can be printed: those of the compiler, and those of the command line itself."""

from __future__ import annotations

from collections.abc import Mapping

from compiler.messages import MESSAGES, Message

COMMANDS = (
    Message(
        code="C0091",
        name="unreadable",
        severity="error",
        template="`{path}` cannot be read: {reason}",
        explanation=(
            "There is nothing of that name, or the system does not let charm read it. The reason is the system's own. "
            "Paths start in the folder in which the command runs."
        ),
        failing="$ charm check recipes/caht.recipe\n",
        fixed="$ charm check recipes/chat.recipe\n",
    ),
    Message(
        code="C0092",
        name="no-recipes",
        severity="error",
        template="there is no `.recipe` file in `{path}`",
        explanation=(
            "A folder stands for all recipes in it, at any depth; those of tools and hidden ones are left out. A check "
            "of nothing would pass for ever, so it is an error: most often the folder was renamed or moved."
        ),
        failing="$ charm check docs/images\n",
        fixed="$ charm check recipes\n",
    ),
    Message(
        code="C0093",
        name="broken-graph",
        severity="error",
        template="{what}",
        explanation=(
            "A built graph, `.graph.json`, is checked before it is used, like anything from outside. This one was "
            "written by another version of charm, changed by hand, or cut off. It is built anew from its recipe."
        ),
        failing="$ echo '{ \"format\": 1 }' > chat.graph.json\n$ charm check chat.graph.json\n",
        fixed="$ charm build chat.recipe\n$ charm check chat.graph.json\n",
    ),
    Message(
        code="C0094",
        name="lossy-change",
        severity="error",
        template="{what}",
        explanation=(
            "State that the older recipe stored has no place in this one, so a start with it would be refused and "
            "nothing would be lost. Say what becomes of it: `was` for another name, `migrate` for another type, and "
            "`migrate … = none` for what may go. Or start anew with `charm run --fresh`, which moves it aside."
        ),
        failing="$ charm check chat.recipe --against HEAD\n",
        fixed="$ charm check chat.recipe --against HEAD\n",
    ),
    Message(
        code="C9999",
        name="mistake-in-charm",
        severity="error",
        template="charm itself failed: {summary}",
        explanation=(
            "This is never the recipe's fault, whatever stands in it. The report says what happened, and on which "
            "version; it is written to a file and sent nowhere. Look through it before it goes into an issue, since it "
            "may quote your files. The status of the command is 2."
        ),
        failing="$ charm check chat.recipe\nerror[C9999]: charm itself failed: …\n",
        fixed="$ charm check chat.recipe\nchecked 1 recipe: no problems\n",
    ),
)
"""Found by `charm/problems.py` and `charm/failures.py`; what they show is typed in a terminal."""

PAGES: Mapping[str, Message] = dict(sorted((MESSAGES | {message.code: message for message in COMMANDS}).items()))
"""By code, in order."""
