"""A file as it was in a revision of the git repository that it is in."""

from __future__ import annotations

import subprocess
from pathlib import Path

from charm.failures import CommandError


class NotInRevision(CommandError):
    """The revision is there, and the file is not in it."""


def content_at(revision: str, file: str) -> bytes:
    """The bytes of `file` in a revision: a branch, a tag, a commit, `HEAD~3`.

    Raises CommandError where there is no git, no repository, no such revision, or no such file in it.
    """
    path = Path(file)
    if _git(path, "rev-parse", "--is-inside-work-tree") is None:
        raise CommandError(
            f"`{file}` is not in a git repository", f"name a file to compare with instead of `{revision}`"
        )
    if _git(path, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}") is None:
        raise CommandError(
            f"`{revision}` is no file, and no revision that git knows",
            "check its spelling; `git log --oneline` lists revisions",
        )
    content = _git(path, "show", "--end-of-options", f"{revision}:./{path.name}")
    if content is None:
        raise NotInRevision(
            f"`{file}` is not in the revision `{revision}`", "name a revision that has it, or another file"
        )
    return content


def _git(path: Path, *arguments: str) -> bytes | None:
    """What git prints about the folder of `path`; None when it refuses."""
    folder = path.parent
    if not folder.is_dir():
        return None
    try:
        ran = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    except FileNotFoundError as error:
        raise CommandError("git is not installed", "install it, or name a file to compare with") from error
    return ran.stdout if ran.returncode == 0 else None
