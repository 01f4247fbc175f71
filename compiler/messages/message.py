"""What one diagnostic code says, in full."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct


class Message(Struct, frozen=True):
    """The wording of a code. Documentation, `charm explain`, SARIF rules and tests come from here.

    code:        `C` and four digits; the first two are the range (see `messages/__init__.py`).
    name:        the slug, words joined by hyphens.
    template:    one line, with `{holes}` that `diagnose` fills.
    explanation: what it means and why the language asks for it; sentences.
    failing:     a whole recipe file that triggers this code and no other.
    fixed:       the same file, mended: no diagnostics.
    files:       the files beside it that both can use, by name (`name/` is a folder); few codes need any.
    """

    code: str
    name: str
    severity: Literal["error", "warning"]
    template: str
    explanation: str
    failing: str
    fixed: str
    files: Mapping[str, str] = {}
