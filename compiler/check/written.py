"""Types as written, and what their refinements mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from compiler import syntax
from compiler.check.access import unknown
from compiler.check.braces import check_key
from compiler.check.calls import report_unknown_function
from compiler.check.describe import describe
from compiler.check.nodes import lit, node
from compiler.check.old_names import check_old_names
from compiler.check.relations import REFINED, Relations, is_key, option_of, widened
from compiler.check.signatures import Refusal, match_signature, signatures_of
from compiler.check.wanted import Wanted
from compiler.diagnostics import Label, diagnose
from compiler.resolve import BUILT_IN_TYPES
from compiler.scope import UNKNOWN, Meaning, Scope, Typed, Variables
from compiler.source import Span
from graph import types as t
from graph.library.catalogue import FUNCTIONS
from graph.model import Node
from graph.types import Type

if TYPE_CHECKING:
    from compiler.check.checker import Checker

_PLAIN: dict[str, Type] = {
    "Text": t.Text(),
    "Int": t.Int(),
    "Number": t.Number(),
    "Bool": t.Bool(),
    "Time": t.Time(),
    "Date": t.Date(),
    "Duration": t.Duration(),
    "Id": t.Id(),
    "Json": t.Json(),
}
_OTHER_NAMES = {
    "String": "Text",
    "Str": "Text",
    "Integer": "Int",
    "Float": "Number",
    "Double": "Number",
    "Decimal": "Number",
    "Boolean": "Bool",
    "Datetime": "Time",
    "DateTime": "Time",
    "Timestamp": "Time",
    "Uuid": "Id",
    "UUID": "Id",
    "Any": "Json",
}
NO_FIELDS: Mapping[str, Span] = MappingProxyType({})

# The fields above one, and where each is declared: what its default may read.
_Above = tuple[tuple[t.Slot, Span], ...]

_CLEANED: tuple[Type, ...] = (t.Text(), t.Int(), t.Number())

# What RE2 does not have: it looks at each character once, so that no pattern can hang.
_NOT_RE2 = r"\(\?(?:[=!]|<[=!])|\\[1-9]"


class Reader(Struct, frozen=True):
    """Reads types.

    The types of a file are read twice, since their defaults are expressions that need the types:
    at first (`outline`) every default is only known to be there, then it is checked.
    """

    checker: Checker
    outline: bool = False

    def read(self, type_: syntax.Type) -> Type:
        """The type as written; what is wrong is reported and unknown."""
        match type_:
            case syntax.TypeName():
                return self._named(type_)
            case syntax.CharmType(_, recipe):
                return self._charm(recipe)
            case syntax.ListType(_, item, size):
                return self._list(item, size)
            case syntax.MapType(_, key, value):
                return self._map(key, value)
            case syntax.RecordType():
                return self._record(type_)
            case syntax.OptionType(_, of):
                return option_of(self.read(of))
            case syntax.UnionType():
                return self._union(type_)
            case syntax.LiteralType(_, value):
                return t.Enum((value,))

    # --- names and refinements

    def _named(self, written: syntax.TypeName) -> Type:
        name = written.name.text
        if name in _PLAIN:
            base: Type = _PLAIN[name]
        elif (meant := self.checker.resolved.meant(written.name)) in self.checker.resolved.types:
            self.checker.witness.use(written.name, self.checker.resolved.types[meant].name.span)
            base = t.Named(meant)
        else:
            self._report_unknown(written.name)
            return UNKNOWN
        return self._refined(base, written) if written.refinements else base

    def _report_unknown(self, name: syntax.Name) -> None:
        resolved = self.checker.resolved
        meant, help_ = _OTHER_NAMES.get(name.text), None
        if meant is not None:
            help_ = f"use `{meant}`"
        elif resolved.meant(name) in resolved.recipes:
            meant, help_ = f"Charm({name.text})", f"`{name.text}` is a recipe; a charm of it is a `Charm({name.text})`"
        known: dict[str, Span | None] = dict.fromkeys(BUILT_IN_TYPES)
        known |= {key: each.name.span for key, each in resolved.seen(resolved.types, name.span.file).items()}
        self.checker.findings.unknown("C0315", name, "this file", known, meant=meant, help=help_)

    def _refined(self, base: Type, written: syntax.TypeName) -> Type:
        shape = self.checker.shape(base)
        if shape == UNKNOWN:
            return base
        if not isinstance(shape, REFINED):
            first = written.refinements[0]
            self.checker.report(diagnose("C0426", first.span, "not refined", type=describe(base)))
            return base
        bounded: Type = base
        for refinement in written.refinements:
            if isinstance(refinement, syntax.Range):
                bounded = self._ranged(self.checker.shape(bounded), refinement, base)
            elif isinstance(refinement, syntax.Named):
                bounded = self._matching(self.checker.shape(bounded), refinement, base)
        steps = [each for each in written.refinements if isinstance(each, syntax.CleanStep)]
        if not steps:
            return bounded
        clean = self._cleaning(steps, self.checker.shape(bounded))
        assert isinstance(bounded, (*REFINED, t.Named)), "only these are refined"
        return replace(bounded, clean=clean) if clean is not None else bounded

    def _ranged(self, shape: Type, written: syntax.Range, base: Type) -> Type:
        low, high = written.low, written.high
        if low is not None and high is not None and low > high:
            why = f"{low} is more than {high}"
            self.checker.report(diagnose("C0429", written.span, why, why=why))
            return shape
        match shape:
            case t.Text():
                if any(bound is not None and (bound < 0 or bound != int(bound)) for bound in (low, high)):
                    why = "a length is a whole number from 0"
                    self.checker.report(diagnose("C0429", written.span, why, why=why))
                    return shape
                return replace(shape, low=int(low or 0), high=None if high is None else int(high))
            case t.Int() | t.Number():
                return replace(shape, low=low, high=high)
        self.checker.report(diagnose("C0426", written.span, "not bounded", type=describe(base)))
        return shape

    def _matching(self, shape: Type, written: syntax.Named, base: Type) -> Type:
        value = written.value
        if written.name.text != "matches" or not isinstance(shape, t.Text):
            self.checker.report(diagnose("C0426", written.span, "no such refinement", type=describe(base)))
            return shape
        if not isinstance(value, syntax.Literal) or not isinstance(value.value, str):
            why = "it is written out as a text, so that the schema can have it"
            self.checker.report(diagnose("C0428", value.span, "no text", why=why))
            return shape
        fault = _pattern_fault(value.value)
        if fault is not None:
            self.checker.report(diagnose("C0428", value.span, "not a pattern", why=fault))
            return shape
        return replace(shape, pattern=value.value)

    def _cleaning(self, steps: list[syntax.CleanStep], shape: Type) -> t.Cleaning | None:
        """The steps as one expression over variable 0, and what the first of them takes."""
        takes: Type | None = None
        value = Typed(node("var", steps[0].span, n=0), UNKNOWN)
        for step in steps:
            done = self._clean_step(step, value, shape, takes is None)
            if done is None:
                return None
            first, value = done
            takes = takes or first
        assert takes is not None, "there is a first step"
        if not self.checker.relations.fits(value.type, widened(shape)):
            last = steps[-1]
            label = f"this gives {describe(value.type)}"
            self.checker.report(
                diagnose(
                    "C0427",
                    last.span,
                    label,
                    function=last.function.text,
                    gives=describe(value.type),
                    type=describe(widened(shape)),
                )
            )
            return None
        return t.Cleaning(value.node, takes)

    def _clean_step(
        self, step: syntax.CleanStep, value: Typed, shape: Type, is_first: bool
    ) -> tuple[Type, Typed] | None:
        """What the step takes, and the value behind it."""
        checker, name = self.checker, step.function.text
        scope = checker.module_scope(step.span.file).step(Variables(1))
        own = checker.own_function(name, scope)
        more = [checker.infer(arg.value, scope) for arg in step.args]
        if name == "clamp" and not more:
            bounds = (shape.low, shape.high) if isinstance(shape, t.Int | t.Number) else ()
            more = [Typed(lit(bound, step.span), t.Nothing() if bound is None else widened(shape)) for bound in bounds]
        if own is not None:
            checker.witness.use(step.function, own.written.name.span)
            types = checker.param_types(own)
            if len(types) == 1 + len(more) and (is_first or checker.relations.fits(value.type, types[0])):
                return types[0], checker.apply(own, [value, *more], step.span, scope)
        elif name in FUNCTIONS:
            cleaned = widened(shape) if is_first else value.type
            if not more and cleaned in _CLEANED:
                found = _cleaning_alone(name, cleaned, is_first)
            else:
                found = _cleaning_of(checker.relations, name, cleaned, is_first, [each.type for each in more])
            if found is not None:
                given, result = found
                made = node("call", step.span, function=name, args=[value.node, *(each.node for each in more)])
                return given, Typed(made, result)
        else:
            report_unknown_function(checker, step.function, scope)
            return None
        gives = describe(value.type if not is_first else widened(shape))
        checker.report(
            diagnose(
                "C0427", step.span, "does not go with it", function=name, gives=gives, type=describe(widened(shape))
            )
        )
        return None

    # --- made of other types

    def _charm(self, recipe: syntax.Name) -> Type:
        recipes, meant = self.checker.resolved.recipes, self.checker.resolved.meant(recipe)
        if meant not in recipes:
            self.checker.report_unknown_recipe(recipe)
            return UNKNOWN
        self.checker.witness.use(recipe, recipes[meant].written.name.span)
        return t.CharmOf(meant)

    def _list(self, item: syntax.Slot, size: syntax.Range | None) -> Type:
        type_ = self.read(item.type)
        low, high = (size.low, size.high) if size else (None, None)
        if size is not None and any(each is not None and (each < 0 or each != int(each)) for each in (low, high)):
            why = "a count is a whole number from 0"
            self.checker.report(diagnose("C0429", size.span, why, why=why))
            low = high = None
        elif size is not None and low is not None and high is not None and low > high:
            why = f"{low} is more than {high}"
            self.checker.report(diagnose("C0429", size.span, why, why=why))
        otherwise = self._stand_in(item.otherwise, type_, "an element", ())
        return t.ListOf(type_, int(low or 0), None if high is None else int(high), item.skips, otherwise)

    def _map(self, key: syntax.Type, value: syntax.Slot) -> Type:
        key_type, type_ = self.read(key), self.read(value.type)
        check_key(self.checker, key_type, key.span)
        if not is_key(self.checker.shape(key_type)):
            return UNKNOWN
        default = self._stand_in(value.default or value.otherwise, type_, "what a missing key reads as", (), whole=True)
        return t.MapOf(key_type, type_, default)

    def _record(self, written: syntax.RecordType) -> Type:
        slots: dict[str, t.Slot] = {}
        spans: dict[str, Span] = {}
        key: syntax.FieldDecl | None = None
        for field in written.fields:
            name = field.name.text
            if name in slots:
                label = (Label(spans[name], "declared here first"),)
                self.checker.report(diagnose("C0313", field.name.span, "declared again", secondary=label, name=name))
                continue
            if field.is_key:
                key = self._key(field, key)
            above = tuple(zip(slots.values(), spans.values(), strict=True))
            below = {each.name.text: each.name.span for each in written.fields if each.name.text not in slots}
            slots[name], spans[name] = self._slot(field, above, below), field.name.span
        check_old_names(self.checker, written.fields, "this record")
        record = t.Record(tuple(slots.values()), key.name.text if key else None)
        self.checker.witness.record(record, spans)
        return record

    def _slot(self, field: syntax.FieldDecl, above: _Above, below: Mapping[str, Span]) -> t.Slot:
        type_ = self.read(field.slot.type)
        what = f"the field `{field.name.text}`"
        default = self._stand_in(field.slot.default, type_, what, above, below)
        otherwise = self._stand_in(field.slot.otherwise, type_, what, above, below)
        return t.Slot(field.name.text, type_, default, otherwise, field.was.text if field.was else None)

    def _key(self, field: syntax.FieldDecl, key: syntax.FieldDecl | None) -> syntax.FieldDecl:
        if key is not None:
            label = (Label(key.name.span, "the key is declared here"),)
            self.checker.report(diagnose("C0439", field.name.span, "a second key", secondary=label))
            return key
        check_key(self.checker, self.read(field.slot.type), field.slot.type.span)
        return field

    def _stand_in(
        self,
        written: syntax.Expr | None,
        type_: Type,
        what: str,
        above: _Above,
        below: Mapping[str, Span] = NO_FIELDS,
        *,
        whole: bool = False,
    ) -> Node | None:
        """The node of a default; in a record it reads the fields above it through variable 0."""
        if written is None:
            return None
        if self.outline:
            return unknown(written.span).node
        scope = self.checker.module_scope(written.span.file).step(Variables(1))
        if (above or below) and not isinstance(written, syntax.Literal):
            scope = _among_fields(scope, written.span, above, below)
        wanted = Wanted(type_, what)
        put = self.checker.whole_wanted if whole else self.checker.expect_wanted
        return put(written, wanted, scope).node

    def _union(self, written: syntax.UnionType) -> Type:
        options = [self.checker.shape(self.read(option)) for option in written.options]
        if UNKNOWN in options:
            return UNKNOWN
        if all(isinstance(option, t.Enum) for option in options):
            return t.Enum(
                tuple(dict.fromkeys(value for each in options if isinstance(each, t.Enum) for value in each.values))
            )
        records = [option for option in options if isinstance(option, t.Record)]
        tag = _tag(records)
        if len(records) < len(options) or tag is None:
            why = "a union is of literal texts, or of records with a literal field that tells them apart"
            example = '`{ kind: "circle", r: Number } | { kind: "box", w: Number }`'
            self.checker.report(
                diagnose("C0430", written.span, "told apart by nothing", help=f"such as {example}", why=why)
            )
            return UNKNOWN
        return t.Union(tag, tuple(records))


def _among_fields(scope: Scope, span: Span, above: _Above, below: Mapping[str, Span]) -> Scope:
    """What a default at this place reads: the fields above it, of variable 0; those below are known to be there."""
    record = node("var", span, n=0)
    fields = [(slot, declared, node("field", span, of=record, name=slot.name)) for slot, declared in above]
    known = [Meaning(slot.name, "variable", declared, Typed(read, slot.type)) for slot, declared, read in fields]
    scope = scope.bind(*known)
    later = (each for each in below.items() if scope.find(each[0]) is None)
    return scope.bind(*(Meaning(name, "field below", declared, None) for name, declared in later))


def _cleaning_of(
    relations: Relations, name: str, cleaned: Type, is_first: bool, more: list[Type]
) -> tuple[Type, Type] | None:
    """What a function of the library takes as a step of cleaning, and what it gives; None where it does not go.

    cleaned: what is cleaned, which the first step may also make of something else. more: its other arguments.
    """
    for signature in signatures_of(name):
        if len(signature.params) != 1 + len(more):
            continue
        first = signature.params[0]
        given = first if is_first and not isinstance(first, t.Named) else cleaned
        result = match_signature(relations, signature, [given, *more])
        if not isinstance(result, Refusal):
            return given, result
    return None


@cache
def _cleaning_alone(name: str, cleaned: Type, is_first: bool) -> tuple[Type, Type] | None:
    """The same for one without other arguments over one of `_CLEANED`: nearly all, and the same in every program."""
    return _cleaning_of(Relations({}), name, cleaned, is_first, [])


def _tag(records: list[t.Record]) -> str | None:
    """The first field that is a different literal in each record."""
    for slot in records[0].fields if records else ():
        found = [other.type for record in records if (other := record.field(slot.name)) is not None]
        values = [type_.values[0] for type_ in found if isinstance(type_, t.Enum) and len(type_.values) == 1]
        if len(values) == len(records) == len(set(values)):
            return slot.name
    return None


def _pattern_fault(pattern: str) -> str | None:
    """Why the runtime would not take the pattern, as far as can be told here."""
    if re.search(_NOT_RE2, pattern):
        return "patterns have no lookahead, lookbehind or backreferences, so that none can hang"
    try:
        re.compile(pattern, re.ASCII)
    except re.error as error:
        return str(error)
    return None
