"""C00xx: files that cannot be read as a recipe at all, and what one file says of another."""

from compiler.messages.message import Message

_SMALLEST = 'recipe Hello {\n  view {\n    heading "Hello"\n  }\n}\n'

_PEOPLE = "type Person {\n  key id: Id = new_id()\n  name: Text(1..40)\n}\n"


def _using(path: str, name: str = "Person") -> str:
    """A recipe that imports a type and keeps a list of it."""
    return (
        f'use "{path}" ({name})\n\nrecipe Team {{\n  shared people: [{name}] = []\n  on add(name: Text) {{\n'
        '    people.push({ name: name })\n  }\n  view {\n    text "{count(people)} people"\n  }\n}\n'
    )


_DEEP_MAX = 32
_CHAIN = {
    f"{number}.recipe": (
        f'use "{number + 1}.recipe" (Person{number + 1})\n\n'
        f"type Person{number} {{\n  key id: Id = new_id()\n  name: Text\n  friend: Person{number + 1}?\n}}\n"
    )
    for number in range(1, _DEEP_MAX + 1)
}

MESSAGES = (
    Message(
        code="C0001",
        name="empty-file",
        severity="error",
        template="the file is empty",
        explanation="A recipe file declares at least one thing: a recipe, or a type, function or view that others use.",
        failing="# Nothing but a comment.\n",
        fixed=_SMALLEST,
    ),
    Message(
        code="C0002",
        name="not-utf-8",
        severity="error",
        template="the file is not UTF-8 text: byte {at} is 0x{byte:02x}",
        explanation=(
            'Recipes are UTF-8, with or without a byte order mark. An editor\'s "save with encoding" converts a file '
            "in another encoding. What follows the byte named here was not read."
        ),
        # Written as Latin-1: the last letter of the name is the byte 0xe9.
        failing='recipe Caf\udce9 {\n  view {\n    heading "Hello"\n  }\n}\n',
        fixed=_SMALLEST,
    ),
    Message(
        code="C0003",
        name="file-too-large",
        severity="error",
        template="the file has {size} bytes; at most {limit} are read",
        explanation=(
            "The limit keeps a file that was passed by mistake, such as a database, from being read as a recipe. "
            "A recipe that large is split with `use`, or its data is passed as a parameter."
        ),
        failing="# " + "x" * 2_000_000 + "\n",
        fixed=_SMALLEST,
    ),
    Message(
        code="C0004",
        name="no-such-file",
        severity="error",
        template="there is no file `{path}`",
        explanation=(
            "The path of a `use` starts in the folder of the file that says it, wherever charm was started. It is "
            "written with forward slashes, and with `..` for the folder above."
        ),
        failing=_using("peple.recipe"),
        fixed=_using("people.recipe"),
        files={"people.recipe": _PEOPLE},
    ),
    Message(
        code="C0005",
        name="file-unreadable",
        severity="error",
        template="`{path}` cannot be read: {reason}",
        explanation=(
            "There is something of this name, and the system does not let charm read it: a folder, a file without "
            "permission to read it, or links that lead round in a circle."
        ),
        failing=_using("folder.recipe"),
        fixed=_using("people.recipe"),
        files={"people.recipe": _PEOPLE, "folder.recipe/": ""},
    ),
    Message(
        code="C0006",
        name="path-not-relative",
        severity="error",
        template="`{path}` {why}, so it is not the path of another file of this project",
        explanation=(
            "A path is relative to the file that says `use`, such as `people.recipe`, `shared/people.recipe` or "
            "`../people.recipe`, so that a folder of recipes works wherever it is copied. It is no address of the web."
        ),
        failing=_using("/srv/people.recipe"),
        fixed=_using("people.recipe"),
        files={"people.recipe": _PEOPLE},
    ),
    Message(
        code="C0007",
        name="no-recipe-file",
        severity="error",
        template="`{path}` is no recipe: what is used ends in `.recipe`",
        explanation="Only recipes can be used. The name is written out, with its ending.",
        failing=_using("people"),
        fixed=_using("people.recipe"),
        files={"people.recipe": _PEOPLE},
    ),
    Message(
        code="C0008",
        name="files-in-a-circle",
        severity="error",
        template="the `use`s of `{file}` lead back to it",
        explanation=(
            "Of two files that use each other neither could be read on its own, checked on its own or moved. What "
            "both need goes into a third file, which uses neither of them."
        ),
        failing=_using("circle.recipe", "Badge"),
        fixed=_using("people.recipe"),
        files={
            "people.recipe": _PEOPLE,
            "circle.recipe": 'use "example.recipe" (Team)\n\ntype Badge {\n  name: Text\n  of: Charm(Team)?\n}\n',
        },
    ),
    Message(
        code="C0009",
        name="files-too-deep",
        severity="error",
        template="more than {limit} files use one another in a row",
        explanation=(
            "A file uses a file that uses a file, and so on. Nobody can follow that far; most often a folder is linked "
            "into itself, and the same files are met under ever longer names."
        ),
        failing=_using("1.recipe", "Person1"),
        fixed=_using("people.recipe"),
        files=_CHAIN | {"people.recipe": _PEOPLE, f"{_DEEP_MAX + 1}.recipe": _PEOPLE},
    ),
    Message(
        code="C0010",
        name="use-without-file",
        severity="error",
        template="`{path}` cannot be found: this text is not in a file, so nothing lies beside it",
        explanation=(
            "The path of a `use` starts in the folder of its file. A recipe that is handed over as a text has none: "
            "save it beside the files that it uses, or, on standard input, say where it lies with `--stdin-filename`."
        ),
        failing=_using("people.recipe"),
        fixed=_using("people.recipe").replace('use "people.recipe" (Person)\n', _PEOPLE),
    ),
)
