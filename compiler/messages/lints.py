"""C2xxx: what is allowed and seldom meant."""

from compiler.messages.message import Message


def _navigating(params: str) -> str:
    return (
        "recipe Start {\n  local secret: Int = 0\n  on go() {\n    navigate Page(secret)\n  }\n}\n\n"
        f"recipe Page({params}) {{\n  view {{\n    text n\n  }}\n}}\n"
    )


def _wall(scope: str) -> str:
    return (
        f'recipe Wall {{\n  shared notes: [Text] = []\n  {scope} draft: Text = ""\n'
        '  on pin() {\n    notes.push(draft)\n    draft = ""\n  }\n'
        "  view {\n    list { for note in notes { item note } }\n"
        '    form -> pin() { input draft label: "Note"; button "Pin" }\n  }\n}\n'
    )


def _tally(params: str, statement: str, arguments: str) -> str:
    return (
        f"recipe Tally {{\n  shared votes: Int = 0\n  on vote({params}) {{\n    {statement}\n  }}\n"
        f'  view {{\n    button "Vote ({{votes}})" -> vote({arguments})\n  }}\n}}\n'
    )


def _story(type_: str) -> str:
    return (
        f'recipe Story {{\n  shared tale: {type_} = ""\n  on tell(line: Text(..200)) {{\n'
        '    tale = "{tale} {line}"\n  }\n  view {\n    text tale\n'
        '    form -> tell() { input line label: "Go on"; button "Tell" }\n  }\n}\n'
    )


def _diary(statement: str) -> str:
    return f"recipe Diary {{\n  shared lines: [Text] = []\n  on write(line: Text) {{\n    {statement}\n  }}\n}}\n"


def _door(view: str) -> str:
    return (
        "recipe Door {\n  shared is_open: Bool = false\n  on open() {\n    is_open = true\n  }\n"
        "  on close() {\n    is_open = false\n  }\n"
        f'  view {{\n    text if is_open then "open" else "closed"\n{view}  }}\n}}\n'
    )


_OPEN = '    button "Open" -> open()\n'


def _game(cells: str, view: str = "") -> str:
    return (
        f"recipe Game {{\n  shared score: Int = 0\n{cells}  on hit() {{\n    score += 1\n    hits += 1\n  }}\n"
        f'  view {{\n    button "Hit ({{score}})" -> hit()\n{view}  }}\n}}\n'
    )


def _todos(key: str) -> str:
    return (
        f"type Todo {{\n{key}  title: Text\n  done: Bool = false\n}}\n\n"
        "recipe Todos {\n  shared todos: [Todo] = []\n"
        "  on tick(todo in todos) {\n    todo.done = true\n  }\n"
        "  on drop(todo in todos) {\n    remove todo\n  }\n}\n"
    )


def _reset(key: str, which: str) -> str:
    return (
        f"type Player {{\n{key}  name: Text\n  points: Int = 0\n}}\n\n"
        "recipe Match {\n  shared players: [Player] = []\n"
        f"  on score(which: Text) {{\n    for p in players where {which} {{ p.points += 1 }}\n  }}\n}}\n"
    )


def _form(label: str) -> str:
    return (
        'recipe Hall {\n  local name: Text = ""\n'
        f'  view {{\n    text "Hello, {{name}}"\n    input name label: "{label}"\n  }}\n}}\n'
    )


def _button(button: str) -> str:
    return (
        "recipe Board {\n  shared n: Int = 0\n  on reset() {\n    n = 0\n  }\n"
        f"  view {{\n    text n\n    {button} -> reset()\n  }}\n}}\n"
    )


def _posts(field: str, row: str) -> str:
    return (
        "type Post { author: Id, words: Text(trim, lower) }\n\n"
        "recipe Posts {\n  shared posts: [Post] = []\n"
        f"  let listed = [{{ words: p.words, {field} }} for p in posts]\n"
        "  on post(words: Text) {\n    posts.push({ author: me, words })\n  }\n"
        f"  view {{\n    for p in listed {{ row {{ text p.words; {row} }} }}\n"
        '    form -> post() { input words label: "Words"; button "Post" }\n  }\n}\n'
    )


MESSAGES = (
    Message(
        code="C2001",
        name="local-published",
        severity="warning",
        template="a local value becomes visible to all as `{name}`",
        explanation=(
            "A parameter by value can be read by everyone who opens the charm. Where only the visitor who navigates "
            "is to see it, the parameter is `local`."
        ),
        failing=_navigating("n: Int"),
        fixed=_navigating("local n: Int"),
    ),
    Message(
        code="C2002",
        name="shared-draft",
        severity="warning",
        template="everyone types into the same `{name}`, and overwrites what others have begun",
        explanation=(
            "A shared cell has one value for all. An input that is bound to it shows everyone what one types, "
            "and who sends it sends what is there then, perhaps half of somebody else's words. A draft is `local`, one "
            "for each visitor. A text that all are meant to edit, which no handler takes away, is not warned about."
        ),
        failing=_wall("shared"),
        fixed=_wall("local"),
    ),
    Message(
        code="C2003",
        name="lost-update",
        severity="warning",
        template="of two visitors who change `{name}` at once, one loses the change",
        explanation=(
            "What a page sends was computed from what it showed when it was pressed. Two pages that show 4 send 5, "
            "and one vote is gone. A handler runs on what is there at that moment, one after the other: let the page "
            "say what to do, and the handler compute what comes of it."
        ),
        failing=_tally("count: Int", "votes = count", "votes + 1"),
        fixed=_tally("", "votes += 1", ""),
    ),
    Message(
        code="C2004",
        name="unbounded-growth",
        severity="warning",
        template="`{name}` gets longer with every event, and nothing ever shortens it",
        explanation=(
            "A text that is put together from itself and more is written anew, stored anew and sent anew, whole, with "
            "every event. A list takes an element at its end and leaves the rest alone; a text with a greatest length "
            "refuses what is too much."
        ),
        failing=_story("Text"),
        fixed=_story("Text(..2000)"),
    ),
    Message(
        code="C2005",
        name="growing-cost",
        severity="warning",
        template="{what} costs more the longer `{list}` is",
        explanation=(
            "A list that gathers history gets long, and what is done for each event should not get dearer with it. "
            "`[...xs, x]` makes all of it anew where `push` adds one element. A loop over a list in a loop over the "
            "same list goes through it once for each element: a thousand elements make a million steps."
        ),
        failing=_diary("lines = [...lines, line]"),
        fixed=_diary("lines.push(line)"),
    ),
    Message(
        code="C2006",
        name="handler-uncalled",
        severity="warning",
        template="nothing sends `{name}`",
        explanation=(
            "The page of this recipe sends other handlers and not this one: perhaps a button was forgotten. Where "
            "scripts send it, a test that does so says that it is meant; recipes whose page sends nothing are for "
            "scripts anyway. A private handler can only be called by handlers and timers."
        ),
        failing=_door(_OPEN),
        fixed=_door(_OPEN + '    button "Close" -> close()\n'),
    ),
    Message(
        code="C2007",
        name="unread",
        severity="warning",
        template="nothing reads the {kind} `{name}`",
        explanation=(
            "It is kept, and no view shows it, no handler or derived value uses it, no test looks at it. Where scripts "
            "read it, a test that does so says that it is meant."
        ),
        failing=_game("  shared hits: Int = 0\n"),
        fixed=_game("  shared hits: Int = 0\n", '    text "{hits} hits"\n'),
    ),
    Message(
        code="C2008",
        name="local-unshown",
        severity="warning",
        template="the local `{name}` reaches no page and no shared cell",
        explanation=(
            "A local belongs to one visitor. One that the view does not show, and that no handler puts elsewhere or "
            "decides by, is kept for nobody."
        ),
        failing=_game("  local hits: Int = 0\n"),
        fixed=_game("  local hits: Int = 0\n", '    text "You: {hits}"\n'),
    ),
    Message(
        code="C2009",
        name="list-without-key",
        severity="warning",
        template="an element of `{name}` is known by its position only, and others change positions",
        explanation=(
            "A script says which element of a list without key it means by its position. When somebody else removes or "
            "moves an element at the same time, the position means another one. A `key` field stays with its element: "
            "`key id: Id = new_id()` costs nothing to those who push, since the default fills it."
        ),
        failing=_todos(""),
        fixed=_todos("  key id: Id = new_id()\n"),
    ),
    Message(
        code="C2010",
        name="label-without-words",
        severity="warning",
        template="the label of this `{element}` says nothing",
        explanation=(
            "The label stands beside an input and is what a screen reader says for it. Without words nobody knows what "
            "is asked for, and who listens hears only that there is a field."
        ),
        failing=_form(""),
        fixed=_form("Your name"),
    ),
    Message(
        code="C2011",
        name="no-accessible-name",
        severity="warning",
        template="this `{element}` has no name in words",
        explanation=(
            "Some signs are not read out, others by a name that means nothing here: a cross is not `Remove`. Who "
            "listens to a page needs words. A button can keep its sign and have a `label:` beside it."
        ),
        failing=_button('button "✕"'),
        fixed=_button('button "✕" label: "Reset"'),
    ),
    Message(
        code="C2012",
        name="list-local-by-one-field",
        severity="warning",
        template="the list `{name}` is computed for every visitor because of one field",
        explanation=(
            "A derived value that reads a local has a value per visitor. Here all fields but one are the same for all: "
            "without it the list is computed once, and only what differs is computed for each visitor, in the view."
        ),
        failing=_posts("mine: p.author == me", 'text if p.mine then "yours" else ""'),
        fixed=_posts("author: p.author", 'text if p.author == me then "yours" else ""'),
    ),
    Message(
        code="C2013",
        name="loop-without-key",
        severity="warning",
        template="a loop writes to elements of `{name}`, which have no key",
        explanation=(
            "Which elements such a loop means is only known once all of them were read, so it conflicts with whatever "
            "else is done to the list, and nobody can name the element that it changed. With a `key` field, "
            "`where x.id == …` reads and writes that element alone."
        ),
        failing=_reset("", "p.name == which"),
        fixed=_reset("  key id: Id = new_id()\n", "p.id == which"),
    ),
)
