"""C00xx: files that cannot be read as a recipe at all."""

from compiler.messages.message import Message

_SMALLEST = 'recipe Hello {\n  view {\n    heading "Hello"\n  }\n}\n'

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
)
