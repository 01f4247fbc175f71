"""`charm new`: a project that passes check, fmt and test, and checks itself in CI and before each commit."""

from __future__ import annotations

import os
import re
import shutil
from importlib.resources import files
from pathlib import Path
from string import Template

from charm.failures import CommandError
from charm.screen import screen, visible
from charm.version import VERSION

NAME_MAX = 40
_NAME = re.compile(rf"[a-z][a-z0-9_-]{{0,{NAME_MAX - 1}}}")
_RULE = f"begin with a letter, and use only a-z, 0-9, - and _, at most {NAME_MAX} of them"

# Our own copies go without the dot, so that no tool that looks through this package takes them for its settings.
_FILES = {
    "$name.recipe": ("app.recipe", "the app: its state, its page, and its tests"),
    "README.md": ("readme.md", "how to run it and work on it"),
    ".github/workflows/charm.yml": ("workflow.yml", "check, fmt and test on every push"),
    ".pre-commit-config.yaml": ("pre-commit-config.yaml", "the same before each commit"),
    ".vscode/extensions.json": ("extensions.json", "names the extension to VS Code"),
    ".editorconfig": ("editorconfig", "spaces and line ends, for any editor"),
    ".gitignore": ("gitignore", "leaves stored state out of the repository"),
}
"""What a project holds: its file, the template in `charm/project/`, and what it is for."""


def new(name: str) -> int:
    """Make a folder of that name in the one that one is in, with a small app and what keeps it in order.

    It is there whole or not at all. Errors: CommandError for a name against the rule, one that is taken, and a folder
    that cannot be written.
    """
    _check(name)
    words = {"name": name, "title": _title(name), "version": VERSION}
    texts = {Template(path).substitute(words): _text(template, words) for path, (template, _) in _FILES.items()}
    _write(Path(name), texts)
    purposes = (purpose for _, purpose in _FILES.values())
    width = max(map(len, texts))
    screen().print(
        f"made {name}/",
        *(f"  {path:<{width}}  {purpose}" for path, purpose in zip(texts, purposes, strict=True)),
        "",
        "Start with:",
        f"  cd {name}",
        f"  charm run {name}.recipe",
    )
    return 0


def _check(name: str) -> None:
    if not _NAME.fullmatch(name):
        meant = _meant(name)
        raise CommandError(f"`{visible(name)}` is no name for a project", _RULE + (f": `{meant}`" if meant else ""))
    if os.path.lexists(name):
        raise CommandError(
            f"`{name}` is there already", "choose another name; nothing is ever written over what is there"
        )


def _meant(name: str) -> str | None:
    """The name nearest to it that the rule allows; None where nothing of it is left."""
    words = re.sub(r"[^a-z0-9_-]+", "-", Path(name).name.removesuffix(".recipe").lower())
    return re.sub(r"^[^a-z]+", "", words)[:NAME_MAX].rstrip("-_") or None


def _title(name: str) -> str:
    """`my-poll` as people read it: `My poll`."""
    words = " ".join(re.split(r"[-_]+", name)).strip()
    return words[:1].upper() + words[1:]


def _text(template: str, words: dict[str, str]) -> str:
    return Template((files("charm") / "project" / template).read_text(encoding="utf-8")).substitute(words)


def _write(folder: Path, texts: dict[str, str]) -> None:
    """Write the files beside the folder first, and give it its name once all are there."""
    whole = folder.with_name(f".{folder.name}.{os.getpid()}")
    try:
        for path, text in texts.items():
            file = whole / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        whole.rename(folder)
    except OSError as error:
        raise CommandError(
            f"`{folder}` cannot be made: {error.strerror}", "check this folder's permissions, or choose another"
        ) from error
    finally:
        # After the rename there is none.
        shutil.rmtree(whole, ignore_errors=True)
