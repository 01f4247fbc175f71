"""How much room text takes. The painter sets what it writes to this width, so that no font can make two things meet."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

MONO_EM = 0.6
"""Width of a cell of a monospaced font, in heights of the font: Menlo, DejaVu, Liberation; Consolas is narrower."""

PROSE_EM = 0.53
"""Width of a cell of running text in a sans serif font, on the average of English words and wider than most."""


def mono(text: str, size: float) -> float:
    """Pixels that `text` takes in a monospaced font of `size` pixels; wide characters take two cells."""
    return cell_len(text) * size * MONO_EM


def prose(text: str, size: float) -> float:
    """Pixels that a few words take in a sans serif font of `size` pixels."""
    return cell_len(text) * size * PROSE_EM


def cut(text: str, cells: int) -> str:
    """The text, or its beginning with `…`, in at most so many cells."""
    if cell_len(text) <= cells:
        return text
    return f"{set_cell_size(text, cells - 1).rstrip()}…"
