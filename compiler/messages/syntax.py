"""C01xx: text that the grammar does not allow."""

from compiler.messages.message import Message


def _handler(body: str) -> str:
    """A recipe around the statement that an example is about."""
    return f"recipe Tally {{\n  shared n: Int = 0\n  on press() {{\n    {body}\n  }}\n}}\n"


MESSAGES = (
    Message(
        code="C0101",
        name="unexpected",
        severity="error",
        template="expected {wanted}, found {found}",
        explanation=(
            "The text up to here reads as a recipe, and what follows cannot go on from it. What stood there "
            "was left out and reading went on behind it, so other mistakes in the file are reported too."
        ),
        failing=_handler("n = ) 3 + + 4 ( 5"),
        fixed=_handler("n = 3 + 4"),
    ),
    Message(
        code="C0102",
        name="missing",
        severity="error",
        template="{wanted} is missing {place}",
        explanation="Reading goes on as if it stood there, so nothing else is reported because of it.",
        failing=_handler("n 3"),
        fixed=_handler("n = 3"),
    ),
    Message(
        code="C0103",
        name="surplus",
        severity="error",
        template="{found} does not belong here",
        explanation="Without it the text reads as a recipe. Often it was left over by an edit.",
        failing=_handler("n = = 3"),
        fixed=_handler("n = 3"),
    ),
    Message(
        code="C0104",
        name="unclosed-bracket",
        severity="error",
        template="`{bracket}` is never closed",
        explanation=(
            "Every `(`, `[` and `{` has its partner. Where braces do not match in a file, the indentation of "
            "the lines tells where the partner is missing."
        ),
        failing=_handler("n = (1 + 2"),
        fixed=_handler("n = (1 + 2)"),
    ),
    Message(
        code="C0105",
        name="unopened-bracket",
        severity="error",
        template="`{bracket}` closes nothing",
        explanation="No bracket of its kind is open here.",
        failing=_handler("n = (1 + 2))"),
        fixed=_handler("n = (1 + 2)"),
    ),
    Message(
        code="C0106",
        name="unclosed-text",
        severity="error",
        template="the text is not closed on its line",
        explanation=(
            'Text stands between two `"` or two `\'` on one line; `\\n` in "…" is a line end. '
            'Documentation stands between two `"""` and may run over many lines.'
        ),
        failing='recipe Hello {\n  view {\n    heading "Hello\n  }\n}\n',
        fixed='recipe Hello {\n  view {\n    heading "Hello"\n  }\n}\n',
    ),
    Message(
        code="C0107",
        name="unclosed-hole",
        severity="error",
        template="`{{` in the text opens a hole that is not closed",
        explanation="`{…}` in \"…\" is an expression. A brace that is meant as it stands is written `\\{`, or in '…'.",
        failing='recipe Hello {\n  view {\n    heading "Hello {me"\n  }\n}\n',
        fixed='recipe Hello {\n  view {\n    heading "Hello {me}"\n  }\n}\n',
    ),
    Message(
        code="C0108",
        name="unknown-escape",
        severity="error",
        template="`{escape}` is no escape",
        explanation=(
            'In "…" these are: `\\n` line end, `\\t` tab, `\\"`, `\\\\`, `\\{`, `\\}`, and `\\u{1F600}` for the '
            "character with that number. '…' has no escapes."
        ),
        failing='recipe Hello {\n  view {\n    heading "C:\\dir"\n  }\n}\n',
        fixed="recipe Hello {\n  view {\n    heading 'C:\\dir'\n  }\n}\n",
    ),
    Message(
        code="C0109",
        name="unknown-character",
        severity="error",
        template="`{character}` means nothing in a recipe",
        explanation="Outside text and comments there are letters, digits and a few signs. The character was left out.",
        failing=_handler("n = 3 $"),
        fixed=_handler("n = 3"),
    ),
    Message(
        code="C0110",
        name="too-deep",
        severity="error",
        template="this is nested more than {limit} deep",
        explanation="Such depth is out of generated text. A `let` or a function for the inner part makes it flat.",
        failing=_handler("let deep = " + "[" * 210 + "]" * 210),
        fixed=_handler("let deep = " + "[" * 50 + "]" * 50),
    ),
    Message(
        code="C0111",
        name="no-effect",
        severity="error",
        template="this does nothing: a statement is a call, an assignment, or begins with a word such as `require`",
        explanation="A value by itself changes nothing. Handlers are called with parentheses, even without arguments.",
        failing=_handler("n"),
        fixed=_handler("n += 1"),
    ),
    Message(
        code="C0112",
        name="arrow-without-call",
        severity="error",
        template="after `->` stands a call of a handler, with parentheses",
        explanation="`-> send()` runs the handler `send` when the event comes; arguments go between the parentheses.",
        failing='recipe Tally {\n  shared n: Int = 0\n  on press() { n += 1 }\n  view { button "{n}" -> press }\n}\n',
        fixed='recipe Tally {\n  shared n: Int = 0\n  on press() { n += 1 }\n  view { button "{n}" -> press() }\n}\n',
    ),
    Message(
        code="C0113",
        name="foreign-habit",
        severity="error",
        template="`{found}` is written `{wanted}` in a recipe",
        explanation="A word or sign of another language, read here as what it was meant for.",
        failing=_handler('require n === 0 && n < 9 else "No."'),
        fixed=_handler('require n == 0 and n < 9 else "No."'),
    ),
    Message(
        code="C0114",
        name="foreign-construct",
        severity="error",
        template="`{found}` is not in the language: {instead}",
        explanation="A construct of another language, with what a recipe says in its place.",
        failing="fn double(n: Int) -> Int {\n  return n * 2\n}\n",
        fixed="fn double(n: Int) -> Int {\n  n * 2\n}\n",
    ),
    Message(
        code="C0115",
        name="not-a-place",
        severity="error",
        template="nothing can be put here: the left side of `{sign}` is a cell, or a path in one",
        explanation="`name`, `todo.done` and `users[id]` are places; a call or a literal is a value without a place.",
        failing=_handler("min(n, 3) = 3"),
        fixed=_handler("n = min(n, 3)"),
    ),
    Message(
        code="C0116",
        name="malformed-number",
        severity="error",
        template="`{found}` is neither a number nor a duration",
        explanation="Numbers are `12`, `1.5`, `2e6`; durations are `250ms 20s 5m 2h 3d`. A name begins with a letter.",
        failing=_handler("n = 12px"),
        fixed=_handler("n = 12"),
    ),
    Message(
        code="C0117",
        name="not-a-charm-type",
        severity="error",
        template="`{found}` takes bounds and cleaning, not the type `{given}`; only `Charm(…)` takes a recipe",
        explanation="A list is `[T]`, a map `{K: V}`, an option `T?`. `Charm(R)` is a charm of the recipe R.",
        failing="type Names = List(Text)\n",
        fixed="type Names = [Text]\n",
    ),
    Message(
        code="C0118",
        name="unreadable-name",
        severity="error",
        template="`{found}` cannot be a name: names begin with a letter",
        explanation="Lower case for values, functions, handlers and fields; upper case for types, recipes and views.",
        failing=_handler("let _m = n"),
        fixed=_handler("let m = n"),
    ),
    Message(
        code="C0119",
        name="too-many-errors",
        severity="error",
        template="reading stopped after {count} syntax errors",
        explanation="After so many, what follows would be guesses. Mend the first ones and check again.",
        failing="".join(f"type T{n} = ) {n} (\n" for n in range(60)),
        fixed="type T = Int\n",
    ),
    Message(
        code="C0120",
        name="key-without-brackets",
        severity="error",
        template="the key of a map that is computed stands in brackets: `{key}`",
        explanation=(
            "In braces a plain word is the name of a field, `{ id: 1 }`, and `{ t.id }` is short for `{ id: t.id }`; "
            'a key is a text in quotes, `{ "tea": 1 }`, or any expression in brackets, `{ [t.id]: 1 }`. A list of '
            "what a `for` goes through has brackets around it: `[t.id for t in ts]`."
        ),
        failing="recipe Map {\n  shared words: [Text] = []\n  let sizes = { w: size(w) for w in words }\n}\n",
        fixed="recipe Map {\n  shared words: [Text] = []\n  let sizes = { [w]: size(w) for w in words }\n}\n",
    ),
    Message(
        code="C0121",
        name="too-large",
        severity="error",
        template="this is larger than any app: {why}",
        explanation=(
            "Who runs an app bounds what it may cost, so there is a limit to each thing that can be many: parameters, "
            "steps, the length of a name within names, declarations that lead to one another in a row. Each is far "
            "above what people write; a list holds what such generated text writes out."
        ),
        failing="fn first_of(" + ", ".join(f"x{n}: Int" for n in range(1_001)) + ") = x0\n",
        fixed="fn first_of(xs: [Int]) = first(xs) ?? 0\n",
    ),
)
