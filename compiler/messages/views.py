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
_LANES = (
    '"""What is to do, and what is done."""\n\n'
    "type Task {{ key id: Id = new_id(), title: Text, done: Bool = false }}\n\n"
    "recipe Tasks {{\n  shared tasks: [Task] = []\n  shared done: Int = 0\n"
    "  on place({}) {{\n    task.done = true\n    done += 1\n  }}\n"
    '  view {{\n    title "{{done}} done"\n    column label: "Done" {} {{\n      for task in tasks where task.done {{\n'
    "        card {} {{ text task.title }}\n      }}\n    }}\n  }}\n}}\n"
)


def _lanes(place: str = "task in tasks", column: str = "accepts: tasks -> place()", card: str = "drag: task") -> str:
    """A recipe with a column that cards can be dropped on."""
    return _LANES.format(place, column, card)


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
        template="`{name}` is given by the arrow and by an input",
        explanation="A field of the payload has one source: an argument behind the arrow, or an input.",
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
        explanation=(
            "Pressing enter or a button in the inner one could mean either. A control with an arrow of its own is a "
            "form too: in another one, leave the arrow out."
        ),
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
    Message(
        code="C0719",
        name="control-of-no-parameter",
        severity="error",
        template="a control with an arrow is a parameter that the arrow leaves open; this is none of `{handler}`",
        explanation=(
            "`select lane … -> place(card)` sends `place` as soon as something is chosen, with `card` from the arrow "
            "and `lane` from the control. So the control has the name of a parameter. To keep a cell as it is typed, "
            "leave the arrow out: the control is then bound to it."
        ),
        failing=_view('input name label: "Name" -> sign()'),
        fixed=_view('input guest label: "Name" -> sign()'),
    ),
    Message(
        code="C0720",
        name="drag-of-no-element",
        severity="error",
        template="what is dragged is an element of a list in a cell",
        explanation=(
            "A drop sends the key of what was dragged, so a card stands for an element that a handler can be told of: "
            "a row of a `for` over a list in a cell, or a record of the list that the column around accepts."
        ),
        failing=_lanes(card="drag: task.title"),
        fixed=_lanes(),
    ),
    Message(
        code="C0721",
        name="accepts-no-list",
        severity="error",
        template="a column accepts the elements of a list in a cell",
        explanation=(
            "`accepts: cards` names the list whose elements can be dropped there: a cell or a field of one, with no "
            "key or position on the way, since it has to be the list of the handler's parameter as well."
        ),
        failing=_lanes(column="accepts: done -> place()"),
        fixed=_lanes(),
    ),
    Message(
        code="C0722",
        name="accepts-without-arrow",
        severity="error",
        template="`accepts` and an arrow stand together on a column",
        explanation="`accepts` says what can be dropped there, and the arrow what happens then.",
        failing=_lanes(column="accepts: tasks"),
        fixed=_lanes(),
    ),
    Message(
        code="C0723",
        name="drop-without-element",
        severity="error",
        template="a drop gives `{handler}` an element of `{list}`, and needs one parameter for it",
        explanation=(
            "What is dropped becomes the one parameter that is an element of the accepted list and that the arrow "
            "leaves open: with `on place(card in cards, lane: Lane)` it is `card` of `-> place(lane: lane)`."
        ),
        failing=_lanes(place="task in tasks, other in tasks"),
        fixed=_lanes(),
    ),
    Message(
        code="C0724",
        name="drop-before",
        severity="error",
        template="`before` of a drop is the key of an element, or none",
        explanation=(
            "A parameter called `before` gets the key of the element in front of which something was dropped. Behind "
            "the last one there is none, so its type is that of the key with a `?`. A parameter that means something "
            "else needs another name."
        ),
        failing=_lanes(place="task in tasks, before: Id"),
        fixed=_lanes(place="task in tasks, before: Id?"),
    ),
    Message(
        code="C0725",
        name="link-nowhere",
        severity="error",
        template="no page follows a link to `{url}`",
        explanation=(
            "A link leads to `http`, `https`, `mailto` and `tel` addresses; any other, `javascript:` above all, is "
            "shown as plain words, so that nobody is led astray by what a visitor wrote. A charm is linked with `to:`."
        ),
        failing=_view('link "More" url: "www.example.org/more"'),
        fixed=_view('link "More" url: "https://www.example.org/more"'),
    ),
)
