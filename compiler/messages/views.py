"""C07xx: views, their elements, inputs and arrows."""

from compiler.messages.message import Message


def _view(body: str, more: str = "") -> str:
    """A recipe with a view around the lines that an example is about."""
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return (
        '"""A guest book."""\n\nrecipe Book {\n  shared guests: Int = 0\n  local name: Text = ""\n'
        "  local agreed: Bool = false\n  on sign(guest: Text) {\n    require agreed\n    guests += 1\n"
        f'    name = guest\n  }}\n  view {{\n    title "{{name}} of {{guests}}"\n{lines}  }}\n}}\n{more}'
    )


_FORM = 'form -> sign() {{\n  input {} label: "Name"\n  button "Sign"\n}}'
_CARD = "\nview Card(words: Text) {\n  text words\n}\n"

MESSAGES = (
    Message(
        code="C0701",
        name="unknown-view",
        severity="error",
        template="no view is called `{name}`",
        explanation="`show` places a view that is declared at the top of a file: `view Room(…) { … }`.",
        failing=_view('show Crad("hello")', _CARD),
        fixed=_view('show Card("hello")', _CARD),
    ),
    Message(
        code="C0702",
        name="view-in-itself",
        severity="error",
        template="`{name}` shows itself",
        explanation="A view that shows itself, directly or through another, would never end.",
        failing=_view('show Card("hello")', "\nview Card(words: Text) {\n  text words\n  show Card(words)\n}\n"),
        fixed=_view('show Card("hello")', _CARD),
    ),
    Message(
        code="C0703",
        name="element-parameter-of-view",
        severity="error",
        template="`{name}` of a view is a value, not an element",
        explanation=(
            "Parameters of views have types: `view Line(todo: Todo)`. A row that is passed can still be sent to a "
            "handler, and inputs can be bound to its fields."
        ),
        failing=_view('show Card("hello")', "\nview Card(words in all) {\n  text words\n}\n"),
        fixed=_view('show Card("hello")', _CARD),
    ),
    Message(
        code="C0704",
        name="unknown-element",
        severity="error",
        template="no element is called `{name}`",
        explanation="Views are made of a fixed set of elements that say what something means; `charm doc` lists them.",
        failing=_view('headin "Guests"'),
        fixed=_view('heading "Guests"'),
    ),
    Message(
        code="C0705",
        name="element-incomplete",
        severity="error",
        template="`{name}` needs {part}",
        explanation="Each element has the parts that make it useful; `charm doc` shows an example of each.",
        failing=_view("heading"),
        fixed=_view('heading "Guests"'),
    ),
    Message(
        code="C0706",
        name="element-overfull",
        severity="error",
        template="`{name}` cannot have {part}",
        explanation="Each element has the parts that its meaning asks for; `charm doc` shows an example of each.",
        failing=_view('heading "Guests" { text "…" }'),
        fixed=_view('heading "Guests"\ntext "…"'),
    ),
    Message(
        code="C0707",
        name="element-misplaced",
        severity="error",
        template="`{name}` stands in {wanted}",
        explanation="Some elements have a meaning only within another, such as an item in a list.",
        failing=_view('item "Ann"'),
        fixed=_view('list label: "Guests" { item "Ann" }'),
    ),
    Message(
        code="C0708",
        name="unknown-attribute",
        severity="error",
        template="`{element}` has no attribute `{name}`",
        explanation="Each element has its own attributes; `charm doc` lists them.",
        failing=_view('button "Sign" tones: "good" -> sign(name)'),
        fixed=_view('button "Sign" tone: "good" -> sign(name)'),
    ),
    Message(
        code="C0709",
        name="missing-attribute",
        severity="error",
        template="`{element}` needs the attribute `{name}`",
        explanation=(
            "An input without a label tells nobody what to type, least of all those who listen to the page instead of "
            "looking at it. Other attributes without which an element has no meaning must be there as well."
        ),
        failing=_view("input name"),
        fixed=_view('input name label: "Name"'),
    ),
    Message(
        code="C0710",
        name="attribute-choice",
        severity="error",
        template="`{name}` is one of {choices}",
        explanation="The attribute picks one of a few meanings, so it is written as one of these texts.",
        failing=_view('button "Sign" tone: "pink" -> sign(name)'),
        fixed=_view('button "Sign" tone: "good" -> sign(name)'),
    ),
    Message(
        code="C0711",
        name="field-given-twice",
        severity="error",
        template="`{name}` is given by the form's arrow and by an input",
        explanation="A field of the payload has one source: an argument behind the arrow, or an input of the form.",
        failing=_view(_FORM.format("guest").replace("sign()", 'sign("Ann")')),
        fixed=_view(_FORM.format("guest")),
    ),
    Message(
        code="C0712",
        name="field-left-open",
        severity="error",
        template="nothing in the form gives `{name}` to `{handler}`",
        explanation=(
            "A form sends its handler what its inputs are named for: `input username` is the parameter `username`. "
            "What no input gives stands behind the arrow, has a default, or is an option."
        ),
        failing=_view(_FORM.format("name")),
        fixed=_view(_FORM.format("guest")),
    ),
    Message(
        code="C0713",
        name="button-without-effect",
        severity="error",
        template="this button does nothing",
        explanation='A button sends a handler, `button "Save" -> save()`, or stands in a form, which it sends.',
        failing=_view('button "Sign"'),
        fixed=_view('button "Sign" -> sign(name)'),
    ),
    Message(
        code="C0714",
        name="form-in-form",
        severity="error",
        template="a form cannot stand in a form",
        explanation="Pressing enter or a button in the inner one could mean either.",
        failing=_view('form -> sign(name) {\n  form -> sign(name) { button "Sign" }\n  button "Sign"\n}'),
        fixed=_view('form -> sign(name) { button "Sign" }\nform -> sign(name) { button "Sign" }'),
    ),
    Message(
        code="C0715",
        name="attribute-twice",
        severity="error",
        template="`{name}` is given twice",
        explanation="An attribute has one value.",
        failing=_view('input name label: "Name" label: "Guest"'),
        fixed=_view('input name label: "Name"'),
    ),
    Message(
        code="C0716",
        name="input-of-nothing",
        severity="error",
        template="`{name}` is neither a parameter of `{handler}` nor a cell",
        explanation=(
            "In a form, an input names a parameter of the form's handler, which gets what was typed, or a path in a "
            "cell, which then always holds it."
        ),
        failing=_view(_FORM.format("gust")),
        fixed=_view(_FORM.format("guest")),
    ),
    Message(
        code="C0717",
        name="input-kind",
        severity="error",
        template="`{name}` takes {takes}",
        explanation="Each kind of input holds the kind of value that people can enter in it.",
        failing=_view('input agreed label: "I agree"'),
        fixed=_view('checkbox agreed label: "I agree"'),
    ),
    Message(
        code="C0718",
        name="attribute-of-several",
        severity="error",
        template="`{element}` takes exactly one of {names}",
        explanation="A link leads to one place: to a charm of this app with `to`, or to a page elsewhere with `url`.",
        failing=_view('link "Rules"'),
        fixed=_view('link "Rules" url: "https://example.org/rules"'),
    ),
)
