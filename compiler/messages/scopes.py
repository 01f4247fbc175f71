"""C05xx: what is shared and what is local, and what may be passed, written and started from."""

from compiler.messages.message import Message


def _navigating(cells: str, passed: str, params: str) -> str:
    """Two recipes, the first of which navigates to the second."""
    return (
        f"recipe Start {{\n{cells}  on go() {{\n    navigate Page({passed})\n  }}\n}}\n\n"
        f"recipe Page({params}) {{\n  view {{\n    text n\n  }}\n}}\n"
    )


def _writing(declared: str, statement: str, params: str = "") -> str:
    """A recipe with one handler."""
    return f"recipe Tally{params} {{\n{declared}  on press() {{\n    {statement}\n  }}\n}}\n"


MESSAGES = (
    Message(
        code="C0501",
        name="local-by-reference",
        severity="error",
        template="`{path}` is local: it cannot be passed by reference to `{name}`",
        explanation=(
            "A local cell has one value per visitor and never leaves its charm. A `shared` parameter is a reference: "
            "everyone who opens the new charm would read and write one visitor's own value. Pass a copy instead."
        ),
        failing=_navigating("  local n: Int = 0\n", "n", "shared n: Int"),
        fixed=_navigating("  local n: Int = 0\n", "n", "local n: Int"),
    ),
    Message(
        code="C0502",
        name="write-to-a-copy",
        severity="error",
        template="`{name}` is a parameter by value: it cannot be written",
        explanation=(
            "What is passed by value is copied when the charm is created, and stays as it is. A `shared` parameter "
            "is a reference to a cell of the caller, and what is written through it is seen by all who have it."
        ),
        failing=_writing("", "n += 1", "(n: Int = 0)"),
        fixed=_writing("", "n += 1", "(shared n: Int = 0)"),
    ),
    Message(
        code="C0503",
        name="not-writable",
        severity="error",
        template="`{name}` is a {kind}: it cannot be written",
        explanation="State lives in cells; other names stand for values that are computed or came with the event.",
        failing=_writing("  shared n: Int = 0\n  let twice = n * 2\n", "twice = 4"),
        fixed=_writing("  shared n: Int = 0\n  let twice = n * 2\n", "n = 2"),
    ),
    Message(
        code="C0504",
        name="local-in-shared-start",
        severity="error",
        template="`{name}` is shared: its initial value cannot depend on a local or on `me`",
        explanation=(
            "A shared cell starts with one value for all, before any visitor has come: there is nobody yet whose "
            "local, or whose `me`, could be read."
        ),
        failing=_writing("  shared owner: Id = me\n", 'owner = "nobody"'),
        fixed=_writing('  shared owner: Id = "nobody"\n', "owner = me"),
    ),
    Message(
        code="C0505",
        name="unsteady-local-start",
        severity="error",
        template="`{name}` is local: its initial value cannot depend on {what}",
        explanation=(
            "Looking never writes, so the initial value of a local is computed anew for each page until it is first "
            "written. It must come out the same each time: it reads only constants, `me`, parameters by value and "
            "locals above it. `new_id()` and `random()` give the same visitor the same value each time."
        ),
        failing=_writing("  local since: Time = now()\n", "since = now()"),
        fixed=_writing("  local since: Time? = none\n", "since = now()"),
    ),
    Message(
        code="C0506",
        name="not-a-reference",
        severity="error",
        template="`{name}` is a reference: it takes a path in a cell",
        explanation=(
            "A `shared` parameter leads to a cell of the caller, or into one, such as `todos[i]`. A computed value "
            "stands nowhere, so nothing could be written to it. With a default, the charm owns a fresh cell and a "
            "value may say what it starts with."
        ),
        failing=_navigating("  shared n: Int = 0\n", "n + 1", "shared n: Int"),
        fixed=_navigating("  shared n: Int = 0\n", "n", "shared n: Int"),
    ),
    Message(
        code="C0507",
        name="reference-misfit",
        severity="error",
        template="the cell cannot stand for `{name}`: its value {why}",
        explanation=(
            "Who writes through a reference obeys the type of the cell that it leads to. So the parameter has the same "
            "shape and the same defaults of maps, and its bounds are no narrower than those of the cell."
        ),
        failing=_navigating("  shared n: Int = 0\n", "n", "shared n: Int(0..9)"),
        fixed=_navigating("  shared n: Int(0..9) = 0\n", "n", "shared n: Int(0..9)"),
    ),
    Message(
        code="C0508",
        name="local-in-passed-start",
        severity="error",
        template="`{name}` is shared: it cannot start with a local value",
        explanation=(
            "A value that is passed for a reference is what the new charm's own shared cell starts with, for all who "
            "open it. A local value would be published without a word; a handler can write it, in plain sight."
        ),
        failing=_navigating("  local n: Int = 0\n", "n + 1", "shared n: Int = 0"),
        fixed=_navigating("  local n: Int = 0\n", "n + 1", "local n: Int = 0"),
    ),
    Message(
        code="C0509",
        name="no-start",
        severity="error",
        template="`{name}` has no initial value",
        explanation=(
            "A charm has all its cells from its first moment. Only an option needs no initial value: it starts as none."
        ),
        failing=_writing("  shared n: Int\n", "n = 1"),
        fixed=_writing("  shared n: Int = 0\n", "n = 1"),
    ),
    Message(
        code="C0510",
        name="local-in-always",
        severity="error",
        template="an `always` cannot depend on a local or on `me`",
        explanation=(
            "An `always` is a promise about what everyone shares. It is looked at after each commit, whoever made it, "
            "so there is no one visitor whose local, or whose `me`, could be meant. What holds for the visitor who "
            "acts is required in the handler."
        ),
        failing=_writing("  shared n: Int = 0\n  local limit: Int = 9\n  always n <= limit\n", "n += 1"),
        fixed=_writing("  shared n: Int = 0\n  shared limit: Int = 9\n  always n <= limit\n", "n += 1"),
    ),
    Message(
        code="C0511",
        name="foreign-in-always",
        severity="error",
        template="an `always` cannot depend on `{path}`, which is not the charm's own",
        explanation=(
            "An `always` is looked at in each commit that writes a cell of its own charm. What a reference leads to, "
            "and what other charms have, can be written without this charm knowing of it. State the `always` in the "
            "recipe whose cells it is about: it holds there, through whichever reference they are written."
        ),
        failing=_writing("  always n >= 0\n", "n += 1", "(shared n: Int = 0)"),
        fixed=_writing("  shared n: Int = 0\n  always n >= 0\n", "n += 1"),
    ),
)
