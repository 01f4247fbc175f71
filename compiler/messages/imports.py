"""C033x and C202x: what one file imports of another."""

from compiler.messages.message import Message

_PEOPLE = {
    "people.recipe": (
        "type Person {\n  key id: Id = new_id()\n  name: Text(1..40)\n}\n\n"
        "fn shortened(name: Text) = slice(name, 0, 2)\n"
    )
}


def _importing(names: str) -> str:
    """A file that imports names, and keeps a list of persons."""
    return (
        f'use "people.recipe" ({names})\n\nrecipe Team {{\n  shared people: [Person] = []\n  on add(name: Text) {{\n'
        '    people.push({ name: name })\n  }\n  view {\n    text "{count(people)} people"\n'
        '    form -> add() {\n      input name label: "Name"\n      button "Add"\n    }\n  }\n}\n'
    )


MESSAGES = (
    Message(
        code="C0330",
        name="unknown-import",
        severity="error",
        template="`{file}` declares no `{name}`",
        explanation=(
            "What a file can be asked for is what it declares at its top level: types, constants, functions, recipes "
            "and named views. What it imports itself is asked for where it is declared."
        ),
        failing=_importing("Persn, Person"),
        fixed=_importing("Person"),
        files=_PEOPLE,
    ),
    Message(
        code="C0331",
        name="imported-twice",
        severity="error",
        template="`{name}` would mean two things in this file",
        explanation=(
            "A name that is imported must not be declared or imported already. Of two files that declare the same "
            "name and are used by a third, one has to give it another."
        ),
        failing=_importing("Person, Person"),
        fixed=_importing("Person"),
        files=_PEOPLE,
    ),
    Message(
        code="C2020",
        name="unused-import",
        severity="warning",
        template="`{name}` is imported and never used",
        explanation=(
            "Nothing in the file mentions it. Whoever reads the first lines of a file learns from them what it needs."
        ),
        failing=_importing("Person, shortened"),
        fixed=_importing("Person"),
        files=_PEOPLE,
    ),
)
