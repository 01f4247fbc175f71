"""C03xx: names that mean nothing, or too much."""

from compiler.messages.message import Message


def _recipe(members: str, before: str = "") -> str:
    """A whole file around the members that an example is about."""
    lines = "".join(f"  {line}\n" for line in members.splitlines())
    return f'{before}recipe Tally {{\n{lines}  view {{ heading "Tally" }}\n}}\n'


MESSAGES = (
    Message(
        code="C0312",
        name="unknown-name",
        severity="error",
        template="no cell, parameter or derived value is called `{name}` in {owner}",
        explanation=(
            "A name stands for what is declared around it: the cells, parameters, children and derived values of its "
            "recipe, constants of the file, and what the handler, view or comprehension itself names."
        ),
        failing=_recipe("shared messages: [Text] = []\nlet total = count(mesages)"),
        fixed=_recipe("shared messages: [Text] = []\nlet total = count(messages)"),
    ),
    Message(
        code="C0313",
        name="declared-twice",
        severity="error",
        template="`{name}` is declared twice",
        explanation=(
            "Of two declarations with one name nobody could say which is meant. Handlers and cells share names."
        ),
        failing=_recipe("shared total: Int = 0\nshared total: Int = 1"),
        fixed=_recipe("shared total: Int = 0\nshared extra: Int = 1"),
    ),
    Message(
        code="C0314",
        name="hides",
        severity="error",
        template="`{name}` would hide the {kind} of the same name",
        explanation=(
            "No name hides another, so that a name means one thing wherever it stands in a recipe. A payload field "
            "that has the name of a cell is renamed inside: `on setRate(rate as wanted: Number)`."
        ),
        failing=_recipe('shared name: Text = ""\nshared all: [Text] = []\nlet sizes = [size(name) for name in all]'),
        fixed=_recipe('shared name: Text = ""\nshared all: [Text] = []\nlet sizes = [size(each) for each in all]'),
    ),
    Message(
        code="C0315",
        name="unknown-type",
        severity="error",
        template="no type is called `{name}`",
        explanation=(
            "Types are Text, Int, Number, Bool, Time, Date, Duration, Id, Json, `Charm(R)`, those that the file "
            "declares with `type`, and what is built of them: `[T]`, `{K: T}`, `T?`, records and unions."
        )
        .replace("{{", "{")
        .replace("}}", "}"),
        failing=_recipe("shared total: Integer = 0"),
        fixed=_recipe("shared total: Int = 0"),
    ),
    Message(
        code="C0316",
        name="unknown-function",
        severity="error",
        template="no function is called `{name}`",
        explanation=(
            "Functions are those of the library (`charm doc` lists them) and those that the file declares with `fn`."
        ),
        failing=_recipe('shared word: Text = ""\nlet loud = uper(word)'),
        fixed=_recipe('shared word: Text = ""\nlet loud = upper(word)'),
    ),
    Message(
        code="C0317",
        name="unknown-recipe",
        severity="error",
        template="no recipe is called `{name}`",
        explanation="What can be navigated to, spawned, or held in a `Charm(R)` is a recipe of the file.",
        failing=_recipe("shared rooms: [Charm(Rom)] = []", before='recipe Room { view { heading "Room" } }\n'),
        fixed=_recipe("shared rooms: [Charm(Room)] = []", before='recipe Room { view { heading "Room" } }\n'),
    ),
    Message(
        code="C0319",
        name="unknown-field",
        severity="error",
        template="{of} has no field `{field}`",
        explanation="Records are closed: they have the fields that their type declares, and no others.",
        failing=_recipe(
            "shared at: Point = { x: 1, y: 2 }\nlet sum_of = at.x + at.z", before="type Point { x: Int, y: Int }\n"
        ),
        fixed=_recipe(
            "shared at: Point = { x: 1, y: 2 }\nlet sum_of = at.x + at.y", before="type Point { x: Int, y: Int }\n"
        ),
    ),
    Message(
        code="C0320",
        name="name-taken",
        severity="error",
        template="`{name}` is {kind} of the language",
        explanation="A declaration cannot take the name of a type, a function or a value that every recipe has.",
        failing=_recipe('fn trim(t: Text) = ""'),
        fixed=_recipe('fn blank(t: Text) = ""'),
    ),
    Message(
        code="C0322",
        name="foreign-name",
        severity="error",
        template="`{name}` is not a word of this language",
        explanation="It has this name in other languages. The help says what is written here.",
        failing=_recipe("shared name: Text = ''\nlet label = this.name"),
        fixed=_recipe("shared name: Text = ''\nlet label = name"),
    ),
    Message(
        code="C0323",
        name="foreign-function",
        severity="error",
        template="`{name}` is not how it is called here",
        explanation=(
            "Functions are called on their own, `count(xs)`, never after a dot. Mapping, filtering and sorting are "
            "comprehensions: `[f(x) for x in xs where c order by x]`."
        ),
        failing=_recipe("shared words: [Text] = []\nlet size_of = len(words)"),
        fixed=_recipe("shared words: [Text] = []\nlet size_of = count(words)"),
    ),
    Message(
        code="C0324",
        name="no-value",
        severity="error",
        template="`{name}` is {what}, and a value is needed here",
        explanation="Functions are only ever called; recipes, types, views and handlers are no values either.",
        failing=_recipe("shared words: [Text] = []\nlet sizes = [size for w in words]"),
        fixed=_recipe("shared words: [Text] = []\nlet sizes = [size(w) for w in words]"),
    ),
    Message(
        code="C0325",
        name="no-function",
        severity="error",
        template="`{name}` is a value and cannot be called",
        explanation="A cell, parameter or derived value is read by its name alone.",
        failing=_recipe("shared total: Int = 0\nlet twice = total() * 2"),
        fixed=_recipe("shared total: Int = 0\nlet twice = total * 2"),
    ),
    Message(
        code="C0326",
        name="handler-in-expression",
        severity="error",
        template="`{name}` is a handler and has no value",
        explanation=(
            "A handler changes cells and gives nothing back, so it is called in statements and after `->` only."
        ),
        failing=_recipe("shared total: Int = 0\non press() { total += 1 }\nlet next = press()"),
        fixed=_recipe("shared total: Int = 0\non press() { total += 1 }\nlet next = total + 1"),
    ),
    Message(
        code="C0327",
        name="declared-below",
        severity="error",
        template="`{name}` cannot be read here: initial values and defaults read what stands above them",
        explanation=(
            "A charm is created from top to bottom, so what a cell starts with and what a parameter defaults to can "
            "read the parameters and cells above, and no derived values."
        ),
        failing=_recipe("shared first_one: Int = second_one\nshared second_one: Int = 1"),
        fixed=_recipe("shared second_one: Int = 1\nlet first_one = second_one"),
    ),
    Message(
        code="C0328",
        name="mark-out-of-place",
        severity="error",
        template="`{mark}` has no meaning for a parameter of a {owner}",
        explanation=(
            "A recipe's parameters may be `shared` or `local` and have an older name (`was`); a handler's may be "
            "elements (`todo in todos`) and have another name inside (`rate as new_rate`). Functions and views get "
            "plain values."
        ),
        failing=_recipe("fn twice(shared n: Int) = 2 * n\nlet four = twice(2)"),
        fixed=_recipe("fn twice(n: Int) = 2 * n\nlet four = twice(2)"),
    ),
)
