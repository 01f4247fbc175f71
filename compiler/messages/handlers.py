"""C06xx: handlers, their statements, and how they are called."""

from compiler.messages.message import Message

_TODO = "type Todo {\n  key id: Id = new_id()\n  title: Text\n}\n\n"


def _handler(body: str, cells: str = "  shared n: Int = 0\n", more: str = "", types: str = "") -> str:
    """A recipe with a handler `press`, and more members where asked for."""
    return f"{types}recipe Tally {{\n{cells}  on press() {{\n    {body}\n  }}\n{more}}}\n"


_ADD = "  on add(amount: Int) {\n    n += amount\n  }\n"
_TODOS = "  shared todos: [Todo] = []\n"
_BUTTONS = '  view {\n    button "{n}" -> press()\n    button "Reset" -> reset()\n  }\n'
_WORDS = "  shared words: [Text] = []\n"

MESSAGES = (
    Message(
        code="C0601",
        name="unknown-handler",
        severity="error",
        template="no handler of recipe `{recipe}` is called `{name}`",
        explanation="Statements that call, and arrows in views, name a handler of the same recipe: `on name() { … }`.",
        failing=_handler("ad(1)", more=_ADD),
        fixed=_handler("add(1)", more=_ADD),
    ),
    Message(
        code="C0602",
        name="surplus-argument",
        severity="error",
        template="{callee} takes {takes}",
        explanation="Arguments stand for parameters by position, in the order of the declaration, or by name.",
        failing=_handler("add(1, 2)", more=_ADD),
        fixed=_handler("add(1)", more=_ADD),
    ),
    Message(
        code="C0603",
        name="unknown-parameter",
        severity="error",
        template="{callee} has no parameter `{name}`",
        explanation="An argument with a name says which parameter it is for.",
        failing=_handler("add(1, by: 2)", more=_ADD),
        fixed=_handler("add(amount: 1)", more=_ADD),
    ),
    Message(
        code="C0604",
        name="argument-twice",
        severity="error",
        template="`{name}` of {callee} is given twice",
        explanation="Each parameter gets one argument, by position or by name.",
        failing=_handler("add(1, amount: 2)", more=_ADD),
        fixed=_handler("add(amount: 1)", more=_ADD),
    ),
    Message(
        code="C0605",
        name="missing-argument",
        severity="error",
        template="{callee} needs `{name}`",
        explanation="A parameter must be given unless it has a default (`= d`, `else d`) or is an option (`T?`).",
        failing=_handler("add()", more=_ADD),
        fixed=_handler("add(1)", more=_ADD),
    ),
    Message(
        code="C0606",
        name="unknown-method",
        severity="error",
        template="`.{name}(…)` is no statement",
        explanation=(
            "A list in a cell takes `xs.push(v)`, `xs.insert(i, v)` and `xs.clear()`; a map takes `clear` too. "
            "`remove x` takes an element away, `move x to 0` moves one, and assignment writes to a path."
        ),
        failing=_handler('words.append("hello")', _WORDS),
        fixed=_handler('words.push("hello")', _WORDS),
    ),
    Message(
        code="C0607",
        name="not-addable",
        severity="error",
        template="`{op}` adds numbers, and `{path}` is none",
        explanation=(
            "`+=` and `-=` change a number, a duration or a time. Text is put together in a template; a list gets "
            "elements by `push`."
        ),
        failing=_handler('line += "!"', '  shared line: Text(..80) = ""\n'),
        fixed=_handler('line = "{line}!"', '  shared line: Text(..80) = ""\n'),
    ),
    Message(
        code="C0608",
        name="not-an-element",
        severity="error",
        template="`{verb}` takes an element, and `{path}` is none",
        explanation=(
            "`remove` takes an element of a list or an entry of a map away, `move` moves an element: a parameter such "
            "as `todo in todos`, the name of a loop over a list, or a path that ends in `[…]`."
        ),
        failing=_handler("remove todos", _TODOS, types=_TODO),
        fixed=_handler("todos.clear()", _TODOS, types=_TODO),
    ),
    Message(
        code="C0609",
        name="move-between-lists",
        severity="error",
        template="an element moves within its own list",
        explanation="To bring it to another list, push it there and remove it here; both happen in one commit.",
        failing=_handler("move words[0] before others[0]", _WORDS + "  shared others: [Text] = []\n"),
        fixed=_handler("move words[0] before words[1]", _WORDS + "  shared others: [Text] = []\n"),
    ),
    Message(
        code="C0610",
        name="call-without-effect",
        severity="error",
        template="`{name}` is a function: calling it as a statement does nothing",
        explanation="Functions are pure. A statement that calls names a handler, which may write cells.",
        failing=_handler("round(2.5)"),
        fixed=_handler("n = round(2.5)"),
    ),
    Message(
        code="C0612",
        name="private-from-view",
        severity="error",
        template="`{name}` is private: a page cannot send it",
        explanation="A private handler is called by handlers and timers only, so no visitor can send its event.",
        failing=_handler(
            "n += 1",
            more="  private on reset() {\n    n = 0\n  }\n" + _BUTTONS,
        ),
        fixed=_handler(
            "n += 1",
            more="  on reset() {\n    n = 0\n  }\n" + _BUTTONS,
        ),
    ),
    Message(
        code="C0613",
        name="element-of-no-list",
        severity="error",
        template="a parameter that is an element needs a list in a cell",
        explanation="In `todo in todos` the payload says which element is meant, and the name is a reference to it.",
        failing=_handler("n = 0", more="  on pick(one in n) {\n    n = 1\n  }\n"),
        fixed=_handler("n = 0", _TODOS + "  shared n: Int = 0\n", "  on pick(one in todos) {\n    n = 1\n  }\n", _TODO),
    ),
    Message(
        code="C0615",
        name="element-without-key",
        severity="error",
        template="an element of a list without key cannot be passed on from here",
        explanation=(
            "What is passed for an element is its key. Elements of a list whose type has no `key` are known only to "
            "the page that shows them as rows; give the type a key to speak of them elsewhere."
        ),
        failing=_handler(
            "for word in words { drop(word) }", _WORDS, "  on drop(word_gone in words) {\n    remove word_gone\n  }\n"
        ),
        fixed=_handler(
            "for todo in todos { drop(todo) }", _TODOS, "  on drop(gone in todos) {\n    remove gone\n  }\n", _TODO
        ),
    ),
    Message(
        code="C0616",
        name="method-of-no-list",
        severity="error",
        template="`{path}` is no list: `{name}` changes lists",
        explanation="`push` and `insert` put elements in a list, `clear` empties one. Other cells are assigned to.",
        failing=_handler("n.push(1)"),
        fixed=_handler("n = 1"),
    ),
    Message(
        code="C0617",
        name="method-arguments",
        severity="error",
        template="`{name}` takes {wanted} arguments, without names",
        explanation="`xs.push(v)` has one, `xs.insert(i, v)` two, `xs.clear()` none.",
        failing=_handler('words.insert("hello")', _WORDS),
        fixed=_handler('words.insert(0, "hello")', _WORDS),
    ),
)
