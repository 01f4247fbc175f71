"""`.gitignore` and `.charmignore`: what is left out where a folder is named.

Both are written as git reads them: a file's patterns speak of its own folder and all below; those of an inner folder
decide over those of an outer one, and `.charmignore` over `.gitignore` beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from pathlib import Path

    from pathspec import GitIgnoreSpec

NAMES = (".gitignore", ".charmignore")
"""From the one that decides less."""


class Rules(Struct, frozen=True):
    """The patterns that hold in a folder, from the outermost; each with the folder it speaks of:
    a whole path that ends in a slash.
    """

    specs: tuple[tuple[str, GitIgnoreSpec], ...] = ()

    @classmethod
    def above(cls, folder: Path) -> Rules:
        """What holds in a folder that was named, from the root of its repository down to it.

        Rules that leave out the folder itself do not hold: who names it wants to see into it.
        """
        whole = folder.resolve()
        root = next((each for each in (whole, *whole.parents) if (each / ".git").exists()), whole)
        rules = cls()
        for each in reversed([each for each in whole.parents if each.is_relative_to(root)]):
            rules = rules.with_files_of(each, NAMES)
        return cls() if rules.leave_out(f"{whole}/") else rules

    def with_files_of(self, folder: Path, names: Sequence[str]) -> Rules:
        """What holds in a folder inside, given as a whole path, whose files have these names."""
        specs = tuple((f"{folder}/", spec) for name in NAMES if name in names and (spec := _spec(folder / name)))
        return Rules(self.specs + specs) if specs else self

    def leave_out(self, path: str) -> bool:
        """Whether a whole path below is left out; a folder's ends in a slash."""
        for folder, spec in reversed(self.specs):
            verdict = spec.check_file(path[len(folder) :]).include
            if verdict is not None:
                return verdict
        return False


def _spec(file: Path) -> GitIgnoreSpec | None:
    """The patterns of a file; None where it cannot be read, which git passes over too."""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    # Most folders have no such file, and then nothing is loaded for it.
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)
