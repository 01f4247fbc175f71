"""C081x: what a recipe takes over from what an older one stored."""

from compiler.messages.message import Message


def _names(cells: str) -> str:
    return f"recipe Register {{\n{cells}  view {{\n    text count(users)\n  }}\n}}\n"


_MAP = "  shared users: {Id: Text} = {}\n"

MESSAGES = (
    Message(
        code="C0811",
        name="old-name-still-there",
        severity="error",
        template="`{name}` cannot take over what `{old}` has: {owner} still declares `{old}`",
        explanation=(
            "`was` says what something was called when its values were stored. A name that is still declared keeps "
            "its values, so there is nothing to take over. Remove what has the old name, or the `was`."
        ),
        failing=_names("  shared users was people: [Text] = []\n  shared people: [Text] = []\n"),
        fixed=_names("  shared users was people: [Text] = []\n  shared guests: [Text] = []\n"),
    ),
    Message(
        code="C0812",
        name="old-name-claimed-twice",
        severity="error",
        template="what was stored as `{old}` is taken over twice",
        explanation="Stored values go to one place. The second one starts with its own first value: remove its `was`.",
        failing=_names("  shared users was people: [Text] = []\n  shared guests was people: [Text] = []\n"),
        fixed=_names("  shared users was people: [Text] = []\n  shared guests: [Text] = []\n"),
    ),
    Message(
        code="C0813",
        name="migration-of-nothing",
        severity="error",
        template="recipe `{recipe}` has no cell or parameter `{name}` that could take over what was stored",
        explanation=(
            "`migrate` converts what was stored for the cell or parameter of its name. With `= none` it lets go what "
            "was stored under a name that the recipe has no more; anything else would have nowhere to go."
        ),
        failing=_names(_MAP + "  migrate guests(old: [Text]) = count(old)\n"),
        fixed=_names(_MAP + "  migrate guests(old: [Text]) = none\n"),
    ),
    Message(
        code="C0814",
        name="migration-to-the-same",
        severity="error",
        template="what is stored for `{name}` has this type already, so it is never migrated",
        explanation=(
            "A migration runs once, when values are stored with the type that it takes and the cell has another one "
            "now. With one type on both sides nobody could tell whether it has run: values that change their meaning "
            "need a cell with a new name."
        ),
        failing=_names(_MAP + "  migrate users(old: {Id: Text}) = old\n"),
        fixed=_names(_MAP + "  migrate users(old: [Text]) = { [name]: name for name in old }\n"),
    ),
    Message(
        code="C0815",
        name="migration-reads",
        severity="error",
        template="the migration of `{name}` reads `{what}`, but sees only what was stored",
        explanation=(
            "While values are converted the rest of the state is still the old one, and nobody is there. A migration "
            "is a function of the value that it takes, of constants, and of functions that read no cells."
        ),
        failing=_names(
            "  shared more: [Text] = []\n" + _MAP + "  migrate users(old: [Text]) = { [name]: name for name in more }\n"
        ),
        fixed=_names(
            "  shared more: [Text] = []\n" + _MAP + "  migrate users(old: [Text]) = { [name]: name for name in old }\n"
        ),
    ),
)
