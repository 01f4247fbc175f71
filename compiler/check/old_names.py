"""`was`: names under which values were stored, each claimed once and given up by what had it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from compiler import syntax
from compiler.diagnostics import Label, diagnose

if TYPE_CHECKING:
    from compiler.check.checker import Checker

_Named = syntax.Recipe | syntax.Param | syntax.Cell | syntax.FieldDecl


def check_old_names(checker: Checker, named: Iterable[_Named], owner: str) -> None:
    """Report old names of things side by side that one of them still has (C0811), or that two claim (C0812).

    owner: where they stand: "this file", "recipe `Chat`", "this record".
    """
    side_by_side = list(named)
    present = {each.name.text: each.name.span for each in side_by_side}
    claimed: dict[str, syntax.Name] = {}
    for each in side_by_side:
        if each.was is None:
            continue
        old = each.was
        if old.text in present:
            label = (Label(present[old.text], "declared here"),)
            name = each.name.text
            checker.report(
                diagnose("C0811", old.span, "still there", secondary=label, old=old.text, name=name, owner=owner)
            )
        elif old.text in claimed:
            label = (Label(claimed[old.text].span, "claimed here first"),)
            checker.report(diagnose("C0812", old.span, "claimed again", secondary=label, old=old.text))
        claimed.setdefault(old.text, old)
