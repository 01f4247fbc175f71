"""C11xx: time and presence: `every`, `after`, `on enter()`, `on leave()`, `here`."""

from compiler.messages.message import Message


def _quiz(members: str) -> str:
    """A recipe with a shared and a local cell, and these members."""
    lines = "".join(f"  {line}\n" for line in members.splitlines())
    return f"recipe Quiz {{\n  shared round: Int = 0\n  local choice: Int = 0\n{lines}}}\n"


_CLOSE = "private on close() {\n  round += 1\n}"

MESSAGES = (
    Message(
        code="C1101",
        name="timer-needs-visitor",
        severity="error",
        template="`{name}` is called by a timer, and needs a visitor",
        explanation=(
            "When the time has come nobody pressed anything, so there is no `me`, and no local has a value. What is "
            "a visitor's can be passed along by the handler that says `after`, as an argument: those are evaluated "
            "when it is said."
        ),
        failing=_quiz("on start() {\n  after 20s -> close()\n}\nprivate on close() {\n  round = choice\n}"),
        fixed=_quiz("on start() {\n  after 20s -> close(choice)\n}\nprivate on close(last: Int) {\n  round = last\n}"),
    ),
    Message(
        code="C1102",
        name="too-often",
        severity="error",
        template="an `every` comes at most once in a second",
        explanation=(
            "Each call is a commit, which is on disk before anyone sees it. What moves more often on a page is the "
            "page's own business: `countdown` and `time` go on by themselves."
        ),
        failing=_quiz(f"every 100ms -> close()\n{_CLOSE}"),
        fixed=_quiz(f"every 1s -> close()\n{_CLOSE}"),
    ),
    Message(
        code="C1103",
        name="period-changes",
        severity="error",
        template="the period of an `every` never changes",
        explanation=(
            "It is made of constants and of parameters by value, which stay what they are as long as the charm "
            "lives. Where the time between two calls depends on what happens, let the handler call itself again: "
            "`after pause -> tick()`."
        ),
        failing=_quiz(f"shared pause: Duration = 10s\nevery pause -> close()\n{_CLOSE}"),
        fixed=_quiz(f"every 10s -> close()\n{_CLOSE}"),
    ),
    Message(
        code="C1104",
        name="no-visitor",
        severity="error",
        template="there is no visitor where `every` calls",
        explanation="It calls by the clock, for nobody in particular: what has a value per visitor has none there.",
        failing=_quiz("every 10s -> close(choice)\nprivate on close(last: Int) {\n  round = last\n}"),
        fixed=_quiz("every 10s -> close(round)\nprivate on close(last: Int) {\n  round = last\n}"),
    ),
    Message(
        code="C1105",
        name="presence-in-state",
        severity="error",
        template="who is there is for views only",
        explanation=(
            "`here` changes as connections come and go, and no commit tells of it. What a handler wrote by it could "
            "not be told again after a restart, and two servers could see different people. Views read it, and "
            "derived values that only views read. A handler that has to know who is there keeps it in a cell: "
            "`on enter()` and `on leave()` say who came and who left."
        ),
        failing=_quiz("on start() {\n  round = count(here)\n}"),
        fixed=_quiz("on enter() {\n  round += 1\n}"),
    ),
    Message(
        code="C1106",
        name="sent-by-presence",
        severity="error",
        template="`{name}` comes from the runtime, and nothing else can call it",
        explanation=(
            "`on enter()` runs when a visitor comes to the charm, `on leave()` when they have been gone for 30 "
            "seconds. If pages, handlers or scripts could call them as well, they would say nothing."
        ),
        failing=_quiz("on enter() {\n  round += 1\n}\non start() {\n  enter()\n}"),
        fixed=_quiz("on enter() {\n  go()\n}\non start() {\n  go()\n}\nprivate on go() {\n  round += 1\n}"),
    ),
    Message(
        code="C1107",
        name="presence-says-nothing",
        severity="error",
        template="`on {name}()` takes nothing",
        explanation="Nobody sends it, so nobody says anything with it. Who came or left is `me`.",
        failing=_quiz("on enter(number: Int) {\n  round = number\n}"),
        fixed=_quiz("on enter() {\n  round += 1\n}"),
    ),
    Message(
        code="C1108",
        name="nobody-asked",
        severity="error",
        template="`on {name}()` cannot navigate",
        explanation=(
            "Whoever opens a page came to see that page, and whoever has left sees none. A visitor goes somewhere "
            "when they press something."
        ),
        failing=_quiz("on enter() {\n  navigate Room()\n}") + "\nrecipe Room {\n}\n",
        fixed=_quiz("on start() {\n  navigate Room()\n}") + "\nrecipe Room {\n}\n",
    ),
    Message(
        code="C1109",
        name="here-of-no-charm",
        severity="error",
        template="`here` is who looks at a charm, and this is in none",
        explanation=(
            "A named view, a function or a constant at top level belongs to no charm. A recipe passes on who is there, "
            "and a test asks the charm."
        ),
        failing=(
            'view People() {\n  text "{count(here)} here"\n}\n\nrecipe Room {\n  view {\n    show People()\n  }\n}\n'
        ),
        fixed=(
            'view People(here_now: [Id]) {\n  text "{count(here_now)} here"\n}\n\n'
            "recipe Room {\n  view {\n    show People(here)\n  }\n}\n"
        ),
    ),
)
