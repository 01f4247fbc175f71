"""C04xx: values that do not fit where they are."""

from compiler.messages.message import Message


def _recipe(members: str, before: str = "") -> str:
    """A whole file around the members that an example is about."""
    lines = "".join(f"  {line}\n" for line in members.splitlines())
    return f'{before}recipe Tally {{\n{lines}  view {{ heading "Tally" }}\n}}\n'


_STAGE = 'type Stage = "open" | "done"\n'
_POINT = "type Point { x: Int, y: Int }\n"
_SHAPE = 'type Shape = { kind: "circle", r: Number } | { kind: "box", w: Number }\n'

MESSAGES = (
    Message(
        code="C0401",
        name="mismatch",
        severity="error",
        template="{what} wants {wanted}, and this is {found}",
        explanation="The shape of a value is checked by the compiler; its bounds are checked where it is put.",
        failing=_recipe("shared total: Int = 1.5"),
        fixed=_recipe("shared total: Int = 1"),
    ),
    Message(
        code="C0402",
        name="differ",
        severity="error",
        template="{what} have nothing in common: {types}",
        explanation="Where one of several values is taken, all of them have one type, which is the type of the whole.",
        failing=_recipe('shared total: Int = 0\nlet label = if total > 0 then total else "nothing"'),
        fixed=_recipe('shared total: Int = 0\nlet label = if total > 0 then "{total}" else "nothing"'),
    ),
    Message(
        code="C0403",
        name="operands",
        severity="error",
        template="`{op}` does not go with {types}",
        explanation=(
            "Arithmetic is for numbers and durations, a Time takes a duration more or less, and an order exists "
            "among numbers, among texts and among times."
        ),
        failing=_recipe("shared ready: Bool = true\nlet half = ready / 2"),
        fixed=_recipe("shared ready: Int = 1\nlet half = ready / 2"),
    ),
    Message(
        code="C0404",
        name="text-sum",
        severity="error",
        template="texts are joined in a template, not with `+`",
        explanation=(
            '`"{first} {last}"` says how the parts stand together, and prints numbers as well. For a list: '
            '`join(xs, ", ")`.'
        ),
        failing=_recipe('shared name: Text = ""\nlet greeting = "Hello, " + name'),
        fixed=_recipe('shared name: Text = ""\nlet greeting = "Hello, {name}"'),
    ),
    Message(
        code="C0405",
        name="never-equal",
        severity="error",
        template="{left} and {right} are never equal",
        explanation="A comparison that can have only one outcome is a mistake. Only options can be none.",
        failing=_recipe('shared total: Int = 0\nlet empty = total == ""'),
        fixed=_recipe("shared total: Int = 0\nlet empty = total == 0"),
    ),
    Message(
        code="C0406",
        name="no-such-value",
        severity="error",
        template='"{value}" is none of {values}',
        explanation="A type of literal texts has these values and no others.",
        failing=_recipe('shared stage: Stage = "opne"', before=_STAGE),
        fixed=_recipe('shared stage: Stage = "open"', before=_STAGE),
    ),
    Message(
        code="C0407",
        name="literal-out-of-bounds",
        severity="error",
        template="{what} cannot be {value}: {why}",
        explanation="A value is checked where it is put; for one that is written out, that can be told at once.",
        failing=_recipe("shared percent: Int(0..100) = 101"),
        fixed=_recipe("shared percent: Int(0..100) = 100"),
    ),
    Message(
        code="C0408",
        name="missing-field",
        severity="error",
        template="{names} of {type} is missing",
        explanation="A record is put with all fields that have no default and are no options.",
        failing=_recipe("shared at: Point = { x: 1 }", before=_POINT),
        fixed=_recipe("shared at: Point = { x: 1, y: 2 }", before=_POINT),
    ),
    Message(
        code="C0410",
        name="given-twice",
        severity="error",
        template="`{name}` is given twice",
        explanation="A record has one value for each field.",
        failing=_recipe("shared at: Point = { x: 1, y: 2, x: 3 }", before=_POINT),
        fixed=_recipe("shared at: Point = { x: 1, y: 2 }", before=_POINT),
    ),
    Message(
        code="C0411",
        name="may-be-none",
        severity="error",
        template="`{written}` may be none, and is {use}",
        explanation=(
            "An option is opened once, at its end: `x ?? d` says what stands in for none, and behind `x != none` (in "
            "`if`, `require`, `and`, `where`) it is known to be there. Fields and keys of an option are options again."
        ),
        failing=_recipe("shared words: [Text] = []\nlet loud = upper(first(words))"),
        fixed=_recipe('shared words: [Text] = []\nlet loud = upper(first(words) ?? "")'),
    ),
    Message(
        code="C0412",
        name="not-a-condition",
        severity="error",
        template="a condition is true or false, and this is {type}",
        explanation="Nothing but a Bool is true or false: not a number, not a list, not an option.",
        failing=_recipe('shared words: [Text] = []\nlet label = if words then "some" else "none"'),
        fixed=_recipe('shared words: [Text] = []\nlet label = if count(words) > 0 then "some" else "none"'),
    ),
    Message(
        code="C0413",
        name="not-indexed",
        severity="error",
        template="{type} has no elements to take by `[…]`",
        explanation="Lists are indexed by position, or by key where their records have one; maps by key.",
        failing=_recipe('shared word: Text = "a"\nlet head = word[0]'),
        fixed=_recipe('shared word: Text = "a"\nlet head = chars(word)[0]'),
    ),
    Message(
        code="C0414",
        name="no-fields",
        severity="error",
        template="{type} has no field `{field}`",
        explanation="Only records have fields. What other languages keep behind a dot are functions here.",
        failing=_recipe("shared words: [Text] = []\nlet size_of = words.length"),
        fixed=_recipe("shared words: [Text] = []\nlet size_of = count(words)"),
    ),
    Message(
        code="C0415",
        name="argument",
        severity="error",
        template="`{param}` of `{name}` wants {wanted}, and this is {found}",
        explanation="Each function says what it takes; `charm doc` shows it with examples.",
        failing=_recipe("shared total: Int = 0\nlet loud = upper(total)"),
        fixed=_recipe('shared total: Int = 0\nlet loud = upper("{total}")'),
    ),
    Message(
        code="C0416",
        name="arguments",
        severity="error",
        template="`{name}` takes {takes}",
        explanation="Arguments are given in order or by name, each once.",
        failing=_recipe('shared word: Text = ""\nlet parts = split(word)'),
        fixed=_recipe('shared word: Text = ""\nlet parts = split(word, ",")'),
    ),
    Message(
        code="C0417",
        name="recursion-without-type",
        severity="error",
        template="`{name}` calls itself, so it has to say what it gives",
        explanation=(
            "The type of a function's result is inferred from its body, which works only where the body "
            "does not need it."
        ),
        failing=_recipe(
            "let six = factorial(3)", before="fn factorial(n: Int) = if n < 2 then 1 else n * factorial(n - 1)\n"
        ),
        fixed=_recipe(
            "let six = factorial(3)", before="fn factorial(n: Int) -> Int = if n < 2 then 1 else n * factorial(n - 1)\n"
        ),
    ),
    Message(
        code="C0418",
        name="not-pure",
        severity="error",
        template="{what} cannot use `{effect}()`",
        explanation=(
            "A derived value is computed whenever somebody looks, on any machine, and gives the same each time. What "
            "is new each time is taken in a handler, a default or an initial value."
        ),
        failing=_recipe("let today = date_of(now())"),
        fixed=_recipe("shared opened: Time? = none\non open() { opened = now() }\nlet today = opened"),
    ),
    Message(
        code="C0419",
        name="not-in-every-option",
        severity="error",
        template="`{field}` is there only where the record is {owners}",
        explanation=(
            "Of several records, those fields can be read that all have. Asking for the literal field opens "
            "one of them."
        ),
        failing=_recipe('shared s: Shape = { kind: "circle", r: 1 }\nlet width = s.w', before=_SHAPE),
        fixed=_recipe(
            'shared s: Shape = { kind: "circle", r: 1 }\nlet width = if s.kind == "box" then s.w else 0', before=_SHAPE
        ),
    ),
    Message(
        code="C0420",
        name="not-exhaustive",
        severity="error",
        template="this `match` has no arm for {missing}",
        explanation="A match covers every value, so that nothing is forgotten when a type gets one more.",
        failing=_recipe('shared stage: Stage = "open"\nlet mark = match stage { "open" -> 1 }', before=_STAGE),
        fixed=_recipe(
            'shared stage: Stage = "open"\nlet mark = match stage { "open" -> 1, "done" -> 2 }', before=_STAGE
        ),
    ),
    Message(
        code="C0421",
        name="never-reached",
        severity="error",
        template="{value} never gets here",
        explanation="The first arm that matches is taken; what stands behind it for the same value is never reached.",
        failing=_recipe("shared n: Int = 0\nlet mark = match n { _ -> 1, 2 -> 3 }"),
        fixed=_recipe("shared n: Int = 0\nlet mark = match n { 2 -> 3, _ -> 1 }"),
    ),
    Message(
        code="C0422",
        name="no-place",
        severity="error",
        template="{what} needs a path in a cell, and this is a computed value",
        explanation=(
            "What is written to or bound is a cell, a reference to one, or a path in it: a field, a key, an element. "
            "What a function gives is a value of its own, and nothing would keep what is written to it."
        ),
        failing=_recipe("shared points: [Point] = []\non press() { remove first(points) }", before=_POINT),
        fixed=_recipe("shared points: [Point] = []\non press() { remove points[0] }", before=_POINT),
    ),
    Message(
        code="C0423",
        name="not-a-list",
        severity="error",
        template="`for` goes through lists and maps, and this is {type}",
        explanation=(
            "`for x in xs` goes through a list, `for i, x in xs` counts along, `for k, v in m` goes through a map."
        ),
        failing=_recipe("shared total: Int = 3\nlet squares = [n * n for n in total]"),
        fixed=_recipe("shared total: Int = 3\nlet squares = [n * n for n in range(total)]"),
    ),
    Message(
        code="C0424",
        name="no-order",
        severity="error",
        template="{type} has no order",
        explanation="Numbers, texts, times, dates, durations and Bools can be ordered by.",
        failing=_recipe("shared all: [[Int]] = []\nlet sorted_all = [x for x in all order by x]"),
        fixed=_recipe("shared all: [[Int]] = []\nlet sorted_all = [x for x in all order by count(x)]"),
    ),
    Message(
        code="C0426",
        name="refinement",
        severity="error",
        template="{type} cannot be refined like this",
        explanation=(
            "Text has a length, cleaning and `matches:`; Int and Number have bounds and cleaning; a list has a size."
        ),
        failing=_recipe("shared ready: Bool(trim) = true"),
        fixed=_recipe("shared ready: Bool = true"),
    ),
    Message(
        code="C0427",
        name="cleaning",
        severity="error",
        template="`{function}` does not clean {type}: it meets {gives}",
        explanation=(
            "Cleaning functions take one value and give one, applied in order whenever a value is put. The first may "
            "take another type, the last gives the type that is declared."
        ),
        failing=_recipe("shared percent: Int(trim, 0..100) = 1"),
        fixed=_recipe("shared percent: Int(round, clamp, 0..100) = 1"),
    ),
    Message(
        code="C0428",
        name="pattern",
        severity="error",
        template="this is no pattern: {why}",
        explanation="Patterns are RE2, which reads each character once: no pattern can hang the server.",
        failing=_recipe("shared code: Text(matches: '^(a+$') = \"a\""),
        fixed=_recipe("shared code: Text(matches: '^(a+)$') = \"a\""),
    ),
    Message(
        code="C0429",
        name="bounds",
        severity="error",
        template="these bounds hold nothing: {why}",
        explanation="Bounds are written from low to high and both belong to them: `1..40`.",
        failing=_recipe("shared percent: Int(100..0) = 50"),
        fixed=_recipe("shared percent: Int(0..100) = 50"),
    ),
    Message(
        code="C0430",
        name="union",
        severity="error",
        template="these cannot be told apart: {why}",
        explanation="Which option a value is must be plain from the value itself, also to a program that sends it.",
        failing=_recipe("shared total: Int = 0", before="type Amount = Int | Text\n"),
        fixed=_recipe(
            "shared total: Int = 0", before='type Amount = { kind: "count", n: Int } | { kind: "words", t: Text }\n'
        ),
    ),
    Message(
        code="C0431",
        name="type-circle",
        severity="error",
        template="the type `{name}` is nothing but itself",
        explanation="A name that leads back to itself without a list, map, option or record between says nothing.",
        failing=_recipe("shared total: Int = 0", before="type A = B\ntype B = A\n"),
        fixed=_recipe("shared total: Int = 0", before="type A = B\ntype B = Int\n"),
    ),
    Message(
        code="C0432",
        name="never-such",
        severity="error",
        template="{found} is never {type}",
        explanation=(
            "`x as T` asks whether a Json or a wider value is a T. Where it can never be, the answer is always none."
        ),
        failing=_recipe("shared ready: Bool = true\nlet n = ready as Int"),
        fixed=_recipe("shared ready: Json = true\nlet n = ready as Int"),
    ),
    Message(
        code="C0433",
        name="record-or-map",
        severity="error",
        template="a field and a key stand in the same braces",
        explanation='`{ a: 1 }` is a record with the field a; `{ "a": 1 }` and `{ [k]: 1 }` are maps.',
        failing=_recipe('let mixed = { "a": 1, b: 2 }'),
        fixed=_recipe('let mixed = { "a": 1, "b": 2 }'),
    ),
    Message(
        code="C0434",
        name="number-format",
        severity="error",
        template="`{format}` does not print this: {why}",
        explanation="Behind the colon stands how a number is printed: `{price:.2}`, `{total:,}`, `{hour:02}`.",
        failing=_recipe('shared price: Number = 1\nlet label = "{price:2f}"'),
        fixed=_recipe('shared price: Number = 1\nlet label = "{price:.2}"'),
    ),
    Message(
        code="C0435",
        name="spread",
        severity="error",
        template="this cannot be spread here: {why}",
        explanation="`[...xs, x]` spreads a list, `{ ...r, a: 1 }` starts from a record and replaces fields of it.",
        failing=_recipe("shared at: Point = { x: 1, y: 2 }\nlet moved = { x: 5, ...at }", before=_POINT),
        fixed=_recipe("shared at: Point = { x: 1, y: 2 }\nlet moved = { ...at, x: 5 }", before=_POINT),
    ),
    Message(
        code="C0436",
        name="key-type",
        severity="error",
        template="{type} cannot be a key",
        explanation=(
            "Keys are texts, Ids, integers, dates, times and charms: what can be written as a key of a JSON object."
        ),
        failing=_recipe("shared names: {Bool: Text} = {}"),
        fixed=_recipe("shared names: {Text: Text} = {}"),
    ),
    Message(
        code="C0437",
        name="not-searched",
        severity="error",
        template="`in` searches lists and the keys of maps, and this is {type}",
        explanation="`x in xs` asks whether the list has the element; `k in m` whether the map has the key.",
        failing=_recipe('shared word: Text = ""\nlet has_a = "a" in word'),
        fixed=_recipe('shared word: Text = ""\nlet has_a = contains(word, "a")'),
    ),
    Message(
        code="C0438",
        name="never-none",
        severity="error",
        template="`{written}` is never none, so `??` has nothing to do",
        explanation="`x ?? d` is for options. A map with a default gives it for a missing key, so it needs no `??`.",
        failing=_recipe("shared total: Int = 0\nlet n = total ?? 1"),
        fixed=_recipe("shared total: Int? = none\nlet n = total ?? 1"),
    ),
    Message(
        code="C0439",
        name="two-keys",
        severity="error",
        template="a record has one key",
        explanation="`key` marks the one field that tells an element of a list from the others.",
        failing=_recipe("shared all: [Seat] = []", before="type Seat { key row: Int, key place: Int }\n"),
        fixed=_recipe("shared all: [Seat] = []", before="type Seat { key row: Int, place: Int }\n"),
    ),
    Message(
        code="C0440",
        name="needs-itself",
        severity="error",
        template="`{name}` is needed to know `{name}`",
        explanation="The value leads back to itself, so there is nothing to start from.",
        failing=_recipe("shared total: Int = 0", before="let one = two + 1\nlet two = one + 1\n"),
        fixed=_recipe("shared total: Int = 0", before="let one = 1\nlet two = one + 1\n"),
    ),
    Message(
        code="C0441",
        name="spawn-in-expression",
        severity="error",
        template="a charm of `{name}` cannot be made here: `spawn` happens exactly once",
        explanation=(
            "`spawn` creates something that stays. It stands in a handler: alone, as `let made = spawn R(…)`, or in "
            "what is assigned, pushed or passed. Within `if`, `match` and comprehensions it would happen never, or "
            "several times; the statements `if`, `match` and `for` say that in the open."
        ),
        failing=_recipe(
            "let other = spawn Room()",
            before='recipe Lobby { view { heading "Lobby" } }\nrecipe Room { view { heading "Room" } }\n',
        ),
        fixed=_recipe(
            "shared n: Int = 0",
            before='recipe Lobby { view { heading "Lobby" } }\nrecipe Room { view { heading "Room" } }\n',
        ),
    ),
)
