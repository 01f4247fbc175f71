"""What becomes of the stored cells of one recipe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct

from graph.changes.fitting import Finding, Fitting, effects
from graph.changes.report import Change, Verdict, written
from graph.changes.surface import Holder, Surface, stored
from graph.model import Cell, Child, Graph, Input, Migration, Recipe, Schema, StepId, name_of
from graph.schemas import type_of
from graph.types import Type

How = Literal["kept", "carried", "migrated"]


class Carried(Struct, frozen=True):
    """Where a cell's values are stored, and what becomes of them.

    how: `kept` as they are; `carried`: fields renamed and filled, then checked; `migrated` by the recipe's function.
    """

    stored: StepId
    how: How


def source_of(name: str, was: str | None, before: Mapping[str, object], after: Mapping[str, object]) -> str | None:
    """What a thing was called: its own name if that is stored, else what it says that it was; None: it is new."""
    if name in before:
        return name
    return was if was is not None and was in before and was not in after else None


class StoredCells:
    """The cells of one recipe, compared.

    declared: the types of `after` as it declares them, with all that a surface leaves out.
    changes:  in the order of the recipe, then of what is gone.  cells, dropped: see `graph.changes.compare`.
    """

    def __init__(
        self,
        old: str,
        recipe: Recipe,
        before: Surface,
        now: Surface,
        after: Graph,
        declared: Mapping[str, Type],
        recipes: Mapping[str, str],
    ) -> None:
        self._old, self._recipe = old, recipe
        self._surfaces, self._recipes = (before, now), recipes
        self._declared = declared
        self._now = now.recipes[recipe.id].holders
        self.cells: dict[StepId, Carried] = {}
        self.dropped: set[StepId] = set()
        self.changes: list[Change] = []
        left = dict(before.recipes[old].holders)
        for step in after.of(recipe.id):
            if isinstance(step, Input | Cell | Child):
                was = None if isinstance(step, Child) else step.was
                name = source_of(name_of(step.id), was, left, self._now)
                self.changes += [self._gained(step)] if name is None else self._kept(step, name, left.pop(name))
        self.changes += [self._lost(name, holder) for name, holder in left.items()]

    def _gained(self, step: Input | Cell | Child) -> Change:
        name = name_of(step.id)
        if self._now[name].needed:
            why = "is new, and nobody gave it to the charms that are there"
            return Change("storage", "breaks", step.id, why, f"give it a default: `{name}: … = …`", self._old)
        return Change("storage", "safe", step.id, "is new, and begins with its first value")

    def _lost(self, name: str, holder: Holder) -> Change:
        id_, at = f"{self._recipe.id}.{name}", f"{self._old}.{name}"
        if holder.by == "reference" and holder.needed:
            return Change("storage", "safe", id_, "is gone, and held nothing of its own")
        migration = self._recipe.migrations.get(name)
        if migration is None or migration.expr is not None:
            help_ = f"write `was {name}` where another cell takes it over, or {self._letting_go(name, holder)}"
            return Change("storage", "breaks", id_, "is gone, and what it holds would be lost", help_, at)
        if "lost" in effects(self._findings(type_of(holder.type), type_of(migration.takes), name)):
            help_ = f"its `migrate` names another type than is stored; {self._letting_go(name, holder)}"
            return Change("storage", "breaks", id_, "is gone, and what it holds would be lost", help_, at)
        self.dropped.add(at)
        return Change("storage", "safe", id_, "is gone, and so is what it held, as its `migrate` says", stored=at)

    def _letting_go(self, name: str, holder: Holder) -> str:
        type_ = self._written(holder.type)
        return f"let it go in `recipe {self._recipe.id}`: `migrate {name}(old: {type_}) = none`"

    def _kept(self, step: Input | Cell | Child, name: str, holder: Holder) -> Iterator[Change]:
        at, now = f"{self._old}.{name}", self._now[name_of(step.id)]
        if holder.scope != now.scope:
            why = f"was {holder.scope} and is {now.scope} now: " + (
                "a value for all is none for each" if now.scope == "local" else "of many values none is that for all"
            )
            help_ = f"give it a new name, and {self._letting_go(name, holder)}"
            yield Change("storage", "breaks", step.id, why, help_, at)
            return
        if holder.by == "reference" and now.by != "reference":
            help_ = f"keep it `shared {name_of(step.id)}`, or give what is passed by value a new name"
            yield Change("storage", "breaks", step.id, "was passed by reference and is no longer", help_, f"&{at}")
            return
        yield from self._typed(step, name, holder)

    def _typed(self, step: Input | Cell | Child, name: str, holder: Holder) -> Iterator[Change]:
        """What becomes of the values, by the type that they have and the one that they are to have."""
        at, old = f"{self._old}.{name}", type_of(holder.type)
        if holder.by == "reference" and holder.needed:
            # It holds nothing of its own; what it refers to has to have its type, and that is looked at there.
            self.cells[step.id] = Carried(at, "kept")
            if name != name_of(step.id):
                yield Change("storage", "safe", step.id, f"refers to what `{name}` referred to")
            return
        findings = list(self._findings(old, type_of(step.type), name_of(step.id)))
        lost = [finding for finding in findings if finding.effect == "lost"]
        said = [f"takes over what is stored as `{name}`"] if name != name_of(step.id) else []
        migration = self._recipe.migrations.get(name_of(step.id))
        if migration is not None and self._is_for(migration, old, step.type, is_needed=bool(lost)):
            self.cells[step.id] = Carried(at, "migrated")
            yield Change("storage", "safe", step.id, "; ".join([*said, "is converted by its `migrate`"]), stored=at)
        elif lost:
            convert = (
                f"`migrate {name_of(step.id)}(old: {self._written(holder.type)}) = …` in `recipe {self._recipe.id}`"
            )
            takes_other = "its `migrate` takes another type than is stored; " if migration is not None else ""
            help_ = f"{takes_other}say what becomes of it: {convert}"
            cannot = "cannot hold what is stored: " if lost[0].is_inner else ""
            yield Change("storage", "breaks", step.id, cannot + "; ".join(map(str, lost)), help_, at)
        else:
            self.cells[step.id] = Carried(at, "carried" if findings else "kept")
            if not findings and not self._is_same(old, step.type):
                said.append("has room for all that is stored, and for more")
            said += map(str, findings)
            if said:
                verdict: Verdict = "depends" if "narrowed" in effects(findings) else "safe"
                yield Change("storage", verdict, step.id, "; ".join(said), stored=at)

    def _is_for(self, migration: Migration, old: Type, new: Schema, *, is_needed: bool) -> bool:
        """Whether a migration is about values of this type. One that has done its work stays, and is passed over."""
        if self._is_same(old, new):
            return False
        takes = type_of(migration.takes)
        return self._is_same(old, migration.takes) or (
            is_needed and "lost" not in effects(self._findings(old, takes, ""))
        )

    def _is_same(self, old: Type, new: Schema) -> bool:
        """Whether two types hold the same values, stored in the same way."""
        before, now = (surface.named for surface in self._surfaces)
        plain, back = type_of(stored(new)), {new: old for old, new in self._recipes.items()}
        there, again = Fitting(before, now, self._recipes), Fitting(now, before, back)
        return not any(there.findings(old, plain, "")) and not any(again.findings(plain, old, ""))

    def _findings(self, old: Type, new: Type, path: str) -> Iterator[Finding]:
        return Fitting(self._surfaces[0].named, self._declared, self._recipes).findings(old, new, path)

    def _written(self, schema: Schema) -> str:
        return written(schema, self._surfaces[0].types, self._surfaces[1].types)
