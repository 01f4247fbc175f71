"""What lints ask of one declaration as written, found in one walk of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from msgspec import Struct

from compiler import syntax
from compiler.lower.paths import root_name
from compiler.syntax.walk import Parts
from graph.elements import ELEMENTS

Declaration: TypeAlias = syntax.TypeDecl | syntax.Constant | syntax.Function | syntax.Recipe | syntax.View | syntax.Test
"""What stands at the top level of a file."""

_EMPTYING = frozenset({"push", "insert", "clear"})
_INPUTS = frozenset(name for name, element in ELEMENTS.items() if element.binds)
_NAMED_BY_CONTENT = frozenset({"title", "heading", "button", "link"})
# Pictographs have names that are read out, and so have the signs on a calculator.
_PICTOGRAPHS = 0x1F000
_SPOKEN = frozenset("+-\N{MINUS SIGN}%=")

# In these fields a name is declared, or says which field, recipe or parameter is meant.
_VALUES = Parts(without=frozenset({"name", "names", "alias", "was", "into", "recipe"}))


class Table(Struct, frozen=True):
    """A derived value that is a list of records put together from another list.

    around:  the names in its clauses.
    entries: of the record, each with the names in it.
    """

    member: syntax.Derive
    around: tuple[syntax.Name, ...]
    entries: tuple[tuple[syntax.Entry, tuple[syntax.Name, ...]], ...]


class Written(Struct, frozen=True):
    """The facts of a declaration. They follow from it alone, and show places by its own nodes.

    called: names that stand before an argument list, after a dot or not.
    picked: names that stand after a dot.
    copies: assignments that put a list together anew to add one element to it.
    mute:   labels of inputs, without a word.
    signs:  titles, headings, buttons and links of signs only, without a label in words.
    unread: shared cells and derived values of a recipe that it does not read itself.
    unseen: locals of a recipe that reach in it no page and no shared cell, not even through other locals.
    tables: derived lists of records.
    """

    called: frozenset[str]
    picked: frozenset[str]
    copies: tuple[syntax.Assign, ...]
    mute: tuple[tuple[syntax.Element, syntax.Attribute], ...]
    signs: tuple[syntax.Element, ...]
    unread: tuple[syntax.Cell | syntax.Derive, ...] = ()
    unseen: tuple[syntax.Cell, ...] = ()
    tables: tuple[Table, ...] = ()


class _Notes(Struct):
    """What a walk comes upon. written: the names that begin a path which is only written, by identity."""

    names: list[syntax.Name]
    written: set[int]
    called: set[str]
    picked: set[str]
    assigns: list[syntax.Assign]
    mute: list[tuple[syntax.Element, syntax.Attribute]]
    signs: list[syntax.Element]


def facts_of(declaration: Declaration) -> Written:
    """Walk a declaration once. Cost: linear in its nodes."""
    notes = _noted(declaration)
    called, picked = frozenset(notes.called), frozenset(notes.picked)
    copies = tuple(each for each in notes.assigns if _is_copy(each))
    mute, signs = tuple(notes.mute), tuple(notes.signs)
    if not isinstance(declaration, syntax.Recipe):
        return Written(called, picked, copies, mute, signs)
    reads = [name for name in notes.names if id(name) not in notes.written]
    unseen = _unseen(declaration, reads, notes.assigns)
    tables = tuple(found for each in declaration.members if (found := _table(each)))
    return Written(called, picked, copies, mute, signs, _unread(declaration, reads), unseen, tables)


def names_in(*parts: object) -> list[syntax.Name]:
    """Every name that stands for a value, a function or a handler in these parts of a declaration."""
    return _noted(*parts).names


def _noted(*parts: object) -> _Notes:
    notes = _Notes([], set(), set(), set(), [], [], [])
    waiting: list[Any] = [*parts[::-1]]
    # The longest loop of all lints: what it asks again and again has names of its own here.
    name, steps, add, pop = syntax.Name, _STEPS, notes.names.append, waiting.pop
    # The names are nearly half of the nodes, so they are asked for first.
    while waiting:
        part = pop()
        kind = type(part)
        if kind is name:
            add(part)
        elif kind is tuple:
            waiting += part[::-1]
        elif step := steps[kind]:
            below, note = step
            if note:
                note(notes, part)
            # A quarter of all fields are left out or empty.
            for each in below(part):
                if each:
                    waiting.append(each)
    return notes


def _note_call(notes: _Notes, call: syntax.Call) -> None:
    function = call.function
    if isinstance(function, syntax.Name):
        notes.called.add(function.text)
    elif isinstance(function, syntax.Field):
        name = function.name.text
        notes.called.add(name)
        if name in _EMPTYING:
            _note_path(notes, function.of)


def _note_field(notes: _Notes, field: syntax.Field) -> None:
    notes.picked.add(field.name.text)


def _note_assign(notes: _Notes, assign: syntax.Assign) -> None:
    notes.assigns.append(assign)
    _note_path(notes, assign.target)


def _note_removal(notes: _Notes, statement: syntax.Remove | syntax.Move) -> None:
    _note_path(notes, statement.target)


def _note_path(notes: _Notes, path: syntax.Expr) -> None:
    root = root_name(path)
    if root is not None:
        notes.written.add(id(root))


def _note_element(notes: _Notes, element: syntax.Element) -> None:
    name = element.name.text
    if name in _INPUTS:
        label = label_of(element)
        if label is not None and _says_nothing(label.value):
            notes.mute.append((element, label))
    elif name in _NAMED_BY_CONTENT and element.content is not None and _says_nothing(element.content):
        label = label_of(element)
        if label is None or _says_nothing(label.value):
            notes.signs.append(element)


_NOTING: Mapping[type, Callable[[_Notes, Any], None]] = {
    syntax.Call: _note_call,
    syntax.Field: _note_field,
    syntax.Assign: _note_assign,
    syntax.Remove: _note_removal,
    syntax.Move: _note_removal,
    syntax.Element: _note_element,
}


class _Steps(dict[type, Any]):
    """For each class what is below it, and what is noted of it; None for what is no node. Filled as classes are met."""

    def __missing__(self, kind: type) -> Any:
        below = _VALUES[kind]
        found = self[kind] = (below, _NOTING.get(kind)) if below else None
        return found


_STEPS = _Steps()


def _is_copy(assign: syntax.Assign) -> bool:
    """Whether it is `xs = [...xs, x]`."""
    if assign.op != "=" or not isinstance(assign.value, syntax.ListExpr):
        return False
    match assign.target, assign.value.items:
        case syntax.Name(text=target), (syntax.Spread(value=syntax.Name(text=spread)), item):
            return target == spread and not isinstance(item, syntax.Spread)
    return False


def label_of(element: syntax.Element) -> syntax.Attribute | None:
    """What an element says that it is called."""
    return next((each for each in element.attributes if each.name.text == "label"), None)


def _says_nothing(value: syntax.Expr) -> bool:
    """Whether a text as it stands has nothing that a screen reader would say."""
    if not isinstance(value, syntax.Literal) or not isinstance(value.value, str):
        return False
    text = value.value
    # Nearly every text begins with a letter.
    if text[:1].isalnum():
        return False
    return not any(sign.isalnum() or sign in _SPOKEN or ord(sign) >= _PICTOGRAPHS for sign in text)


def _unread(recipe: syntax.Recipe, reads: Sequence[syntax.Name]) -> tuple[syntax.Cell | syntax.Derive, ...]:
    read = {name.text for name in reads}
    return tuple(
        member
        for member in recipe.members
        if (isinstance(member, syntax.Derive) or (isinstance(member, syntax.Cell) and member.scope == "shared"))
        and member.name.text not in read
    )


def _unseen(
    recipe: syntax.Recipe, reads: Sequence[syntax.Name], assigns: Sequence[syntax.Assign]
) -> tuple[syntax.Cell, ...]:
    """The locals on which nothing depends but other locals that are not seen themselves."""
    locals_ = {
        each.name.text: each for each in recipe.members if isinstance(each, syntax.Cell) and each.scope == "local"
    }
    if not locals_:
        return ()
    inside: dict[int, str] = {}
    for assign in assigns:
        target = root_name(assign.target)
        if target is not None and target.text in locals_:
            inside |= {id(name): target.text for name in names_in(assign)}
    # Each use of a local, with the local that the value is for; None where it is for anything else.
    feeds = [(name.text, inside.get(id(name))) for name in reads if name.text in locals_]
    seen = {name for name, into in feeds if into is None}
    while more := {name for name, into in feeds if into in seen} - seen:
        seen |= more
    return tuple(cell for name, cell in locals_.items() if name not in seen)


def _table(member: syntax.Member) -> Table | None:
    match member:
        case syntax.Derive(value=syntax.Comprehension(item=syntax.Braces(entries=entries), clauses=clauses)):
            return Table(member, tuple(names_in(*clauses)), tuple((entry, tuple(names_in(entry))) for entry in entries))
    return None
