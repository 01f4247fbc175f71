"""C209x: comments that ignore, `# charm: ignore[C2001] reason`."""

from compiler.messages.message import Message


def _counting(comment: str) -> str:
    return (
        f"recipe Tally {{\n  shared n: Int = 0{comment}\n  on press() {{\n    n += 1\n  }}\n"
        '  view {\n    text "{n}"\n    button "More" -> press()\n  }\n}\n'
    )


MESSAGES = (
    Message(
        code="C2091",
        name="unused-ignore",
        severity="warning",
        template="nothing here has the code {code}, so there is nothing to ignore",
        explanation=(
            "`# charm: ignore[C2001] reason` behind code speaks of its line; on a line of its own, of the next line "
            "that has code. What it was written for was mended or has moved; left there, it would silence the next "
            "mistake of that kind."
        ),
        failing=_counting("  # charm: ignore[C2001] everyone may read it"),
        fixed=_counting(""),
    ),
    Message(
        code="C2092",
        name="unknown-ignore",
        severity="warning",
        template="{what}",
        explanation=(
            "A comment that ignores names one or more codes, `# charm: ignore[C2001, C2002] reason`, so that it "
            "silences what was looked at and nothing else. Codes of files and syntax (C00xx, C01xx) are never "
            "silenced: what a file means that cannot be read is not known."
        ),
        failing=_counting("  # charm: ignore[C7777] everyone may read it"),
        fixed=_counting(""),
    ),
)
