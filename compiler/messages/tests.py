"""C09xx: test blocks."""

from compiler.messages.message import Message


def _test(*steps: str) -> str:
    """A recipe with one shared and one local cell, and a test of it."""
    lines = "".join(f"  {step}\n" for step in ("visitors ann, bo", "let page = spawn Page()", *steps))
    return (
        "recipe Page {\n  shared n: Int = 0\n  local mine: Int = 0\n  on press() {\n    n += 1\n  }\n"
        f'  on go() {{\n    navigate Page()\n  }}\n}}\n\ntest "it counts" {{\n{lines}}}\n'
    )


MESSAGES = (
    Message(
        code="C0901",
        name="unknown-visitor",
        severity="error",
        template="no visitor is called `{name}`",
        explanation="A test says at its start who takes part: `visitors ann, bo`.",
        failing=_test("anna: page.press()"),
        fixed=_test("ann: page.press()"),
    ),
    Message(
        code="C0902",
        name="not-a-charm",
        severity="error",
        template="{what} needs a charm",
        explanation=(
            "Events are sent to a charm, pages are shown by one: a name from `let room = spawn Room()`, or from a call "
            "that navigates, `ann: let a = room.join()`."
        ),
        failing=_test('ann: expect page.n shows "0"'),
        fixed=_test('ann: expect page shows "0"'),
    ),
    Message(
        code="C0903",
        name="local-of-nobody",
        severity="error",
        template="`{name}` is local: say whose",
        explanation="A local cell has one value per visitor. The step says who looks: `ann: expect page.mine == 1`.",
        failing=_test("expect page.mine == 0"),
        fixed=_test("ann: expect page.mine == 0"),
    ),
    Message(
        code="C0904",
        name="opens-nothing",
        severity="error",
        template="`{name}` navigates nowhere",
        explanation="A call in a test gives the charm that it navigated to. Without one there is nothing to name.",
        failing=_test("ann: let next = page.press()"),
        fixed=_test("ann: let next = page.go()"),
    ),
    Message(
        code="C0905",
        name="not-settable",
        severity="error",
        template="a test writes to a cell of a charm, as an input would: `ann: page.draft = …`",
        explanation=(
            "What a test writes stands for what a visitor types into an input that is bound to a cell. Everything else "
            "changes through handlers."
        ),
        failing=_test("let total = page.n", "total = 4"),
        fixed=_test("let total = page.n", "ann: page.mine = 4"),
    ),
    Message(
        code="C0906",
        name="nothing-to-refuse",
        severity="error",
        template="only a call can be refused",
        explanation='`expect page.press() refused "message"` sends an event that must have no effect.',
        failing=_test('ann: expect page.n refused "full"'),
        fixed=_test("ann: expect page.n == 0"),
    ),
    Message(
        code="C0907",
        name="who-leaves",
        severity="error",
        template="say who leaves",
        explanation="Leaving closes all pages of one visitor: `ann: leave`.",
        failing=_test("leave"),
        fixed=_test("ann: leave"),
    ),
)
