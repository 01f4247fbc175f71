"""C10xx: several charms: children, `spawn`, and what is read, called, shown and linked to of another charm."""

from compiler.messages.message import Message

_COUNTER = "recipe Counter(shared count: Int = 0) {\n  local draft: Int = 0\n  on add() {\n    count += 1\n  }\n}\n"


def _parent(members: str, child: str = _COUNTER) -> str:
    """A recipe with these members, and one that it may have as a child."""
    lines = "".join(f"  {line}\n" for line in members.splitlines())
    return f"recipe Parent {{\n{lines}}}\n\n{child}"


def _view(body: str, members: str = "child left = Counter()") -> str:
    return _parent(f"{members}\nview {{\n  {body}\n}}")


MESSAGES = (
    Message(
        code="C1001",
        name="no-child",
        severity="error",
        template="`child {name}` makes no charm",
        explanation=(
            "A child is a charm, made by its recipe: `child left = Counter(count)`. One for each element of a list is "
            "`child rows = [Counter(c) for c in counts]`, with that one `for`: which children there are follows from "
            "the list alone."
        ),
        failing=_parent("child left = 5"),
        fixed=_parent("child left = Counter()"),
    ),
    Message(
        code="C1002",
        name="children-of-no-list",
        severity="error",
        template="children go along with a list in a cell",
        explanation=(
            "Each child belongs to an element, and is there as long as that is. A list that is computed anew has no "
            "elements that stay."
        ),
        failing=_parent("child rows = [Counter(n) for n in range(3)]"),
        fixed=_parent("shared counts: [Int] = [0, 1, 2]\nchild rows = [Counter(n) for n in counts]"),
    ),
    Message(
        code="C1003",
        name="local-in-child",
        severity="error",
        template="a child cannot be made of what is local",
        explanation="A child is there for all who have the address, and a local has another value for each of them.",
        failing=_parent("local start: Int = 0\nchild left = Counter(start + 1)"),
        fixed=_parent("shared start: Int = 0\nchild left = Counter(start + 1)"),
    ),
    Message(
        code="C1004",
        name="endless-children",
        severity="error",
        template="each `{recipe}` would have another `{recipe}` in it, without end",
        explanation=(
            "A child is made together with its charm, and so are the children of that. Where a recipe comes back to "
            "itself, a list has to stand between, since a list can be empty."
        ),
        failing="recipe Branch {\n  child inner = Branch()\n}\n",
        fixed="recipe Branch {\n  shared names: [Text] = []\n  child inner = [Branch() for name in names]\n}\n",
    ),
    Message(
        code="C1005",
        name="local-without-visitor",
        severity="error",
        template="{what} cannot give the local parameter `{name}`",
        explanation=(
            "A local parameter belongs to the visitor who navigates. A charm that is only made has no visitor yet."
        ),
        failing=_parent("child left = Named(1)", "recipe Named(local n: Int) {\n}\n"),
        fixed=_parent("child left = Named()", "recipe Named(local n: Int = 1) {\n}\n"),
    ),
    Message(
        code="C1006",
        name="local-of-another-charm",
        severity="error",
        template="`{name}` is local in `{recipe}`: no other charm can read it",
        explanation=(
            "A local has one value for each visitor of its charm and never leaves it. What others are to see is shared."
        ),
        failing=_view("text left.draft"),
        fixed=_view("text left.count"),
    ),
    Message(
        code="C1007",
        name="unknown-value-of-charm",
        severity="error",
        template="recipe `{recipe}` has no value called `{name}`",
        explanation="Of a charm one reads its shared cells and parameters, its derived values and its children.",
        failing=_view("text left.counts"),
        fixed=_view("text left.count"),
    ),
    Message(
        code="C1009",
        name="printed-charm",
        severity="error",
        template="a charm cannot be printed",
        explanation="Its id is an address, and says nothing to people.",
        failing=_view("text left"),
        fixed=_view("text left.count"),
    ),
    Message(
        code="C1010",
        name="no-charm",
        severity="error",
        template="`{what}` takes a charm, and this is {type}",
        explanation="A charm is a child, what `spawn` gives, or what a cell of the type `Charm(R)` holds.",
        failing=_view("show left.count"),
        fixed=_view("show left"),
    ),
    Message(
        code="C1012",
        name="arrow-to-another-charm",
        severity="error",
        template="an arrow leads to a handler of the same recipe",
        explanation=(
            "What a page sends goes to its own charm, which says what may be done from there. A handler calls those of "
            "other charms, in the same commit; and what `show` shows of a charm sends to that charm by itself."
        ),
        failing=_view('button "Add" -> left.add()'),
        fixed=_view('button "Add" -> add()', "child left = Counter()\non add() {\n  left.add()\n}"),
    ),
    Message(
        code="C1013",
        name="child-of-what-is-not-there",
        severity="error",
        template="a child is made before `{name}` can be computed",
        explanation=(
            "A child is made together with its charm, of the cells, of the children above it, and of what is derived "
            "from cells alone. What other charms say is not there yet, and would not be followed later."
        ),
        failing=_parent("child left = Counter()\nchild right = Counter(left.count + 1)"),
        fixed=_parent("shared start: Int = 0\nchild left = Counter(start)\nchild right = Counter(start + 1)"),
    ),
    Message(
        code="C1015",
        name="local-key",
        severity="warning",
        template="a local value says which charm this is",
        explanation=(
            "`keyed by` leads all who have the same key to the same charm. So whoever guesses a local that is a key "
            "gets where its owner is. `me` is no secret within a space, and the usual key."
        ),
        failing=_parent('local word: Text = ""\non open() {\n  navigate Counter() keyed by word\n}'),
        fixed=_parent("on open() {\n  navigate Counter() keyed by me\n}"),
    ),
)
