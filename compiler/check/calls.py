"""Calls of functions: the library's, the recipe's own, and those that other languages have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from compiler import syntax
from compiler.check.access import unknown
from compiler.check.describe import describe
from compiler.check.functions import OwnFunction
from compiler.check.habits import FUNCTIONS as OTHER_FUNCTIONS
from compiler.check.habits import METHODS
from compiler.check.nodes import node
from compiler.check.relations import opened
from compiler.check.signatures import OPEN_NAMES, Refusal, Signature, match_signature, signatures_of
from compiler.check.wanted import Wanted, report_option
from compiler.diagnostics import Edit, Fix, Label, diagnose, instead
from compiler.scope import NO_USE, UNKNOWN, Effect, Scope, Typed, Use
from compiler.source import Span
from graph import types as t
from graph.library.catalogue import FUNCTIONS
from graph.types import Type

if TYPE_CHECKING:
    from compiler.check.checker import Checker

_MINTED: dict[str, tuple[Effect, Type]] = {
    "now": ("now", t.Time()),
    "new_id": ("new_id", t.Id()),
    "random": ("random", t.Number()),
}


def infer_call(checker: Checker, expr: syntax.Call, scope: Scope) -> Typed:
    """`f(a, b: c)` as an expression."""
    match expr.function:
        case syntax.Name(_, text) if not expr.function.is_upper:
            if text in _MINTED:
                return _minted(checker, expr, text, scope)
            own = checker.own_function(text, scope)
            if own is not None:
                checker.witness.use(expr.function, own.written.name.span)
                return _call_own(checker, expr, own, scope)
            if text in FUNCTIONS:
                return _call_library(checker, expr, text, scope)
            _report_unknown(checker, expr, expr.function, scope)
        case syntax.Name(span, text):
            meant = checker.resolved.meant(expr.function)
            recipe = meant in checker.resolved.recipes
            help_ = f"a charm is made in a handler: `spawn {text}(…)`, `navigate {text}(…)`" if recipe else None
            if meant in checker.resolved.types:
                help_ = "a record is written `{ field: value }`; the place where it stands gives it its type"
            checker.report(diagnose("C0316", span, "no function", help=help_, name=text))
        case syntax.Field(_, of, name):
            _report_method(checker, expr, of, name, scope)
        case other:
            checker.report(diagnose("C0325", other.span, "no function", name=checker.written(other.span)))
    for arg in expr.args:
        checker.infer(arg.value, scope)
    return unknown(expr.span)


def _minted(checker: Checker, expr: syntax.Call, name: str, scope: Scope) -> Typed:
    effect, type_ = _MINTED[name]
    for arg in expr.args:
        checker.infer(arg.value, scope)
    if expr.args:
        checker.report(diagnose("C0416", expr.args[0].span, "one too many", name=name, takes="no arguments"))
    return Typed(node(name, expr.span), type_, use=Use(effects=frozenset({effect})))


def _report_unknown(checker: Checker, expr: syntax.Call, name: syntax.Name, scope: Scope) -> None:
    text = name.text
    meaning = scope.find(text)
    if meaning is not None:
        label = (Label(meaning.declared, f"the {meaning.kind} is declared here"),)
        help_ = f"read it as `{text}`"
        fixes = (Fix(f"write `{text}`", "unsafe", (Edit(expr.span, text),)),) if not expr.args else ()
        checker.report(diagnose("C0325", name.span, "no function", secondary=label, help=help_, fixes=fixes, name=text))
        return
    handler = checker.handler_declared(text, scope)
    if handler is not None:
        label = (Label(handler, "the handler is declared here"),)
        help_ = "call it as a statement of a handler, or after `->` in a view"
        checker.report(diagnose("C0326", name.span, "a handler", secondary=label, help=help_, name=text))
        return
    first = checker.written(expr.args[0].value.span) if expr.args else "…"
    if text in OTHER_FUNCTIONS:
        meant = OTHER_FUNCTIONS[text].format(first)
        # Only a whole replacement is one: what has a hole left is for the author to fill in.
        mended = instead(expr.span, meant, "placeholder" if "…" in meant or len(expr.args) > 1 else "unsafe")
        said = diagnose("C0323", name.span, "not called so here", help=f"write `{meant}`", fixes=mended, name=text)
        checker.report(said)
        return
    report_unknown_function(checker, name, scope)


def report_unknown_function(checker: Checker, name: syntax.Name, scope: Scope) -> None:
    """Report a function that neither the file nor the library has."""
    known: dict[str, Span | None] = dict.fromkeys((*FUNCTIONS, *_MINTED))
    known |= checker.own_names(scope)
    checker.findings.unknown("C0316", name, scope.owner, known, help="`charm doc` lists the functions that there are")


def _report_method(checker: Checker, expr: syntax.Call, of: syntax.Expr, name: syntax.Name, scope: Scope) -> None:
    receiver = checker.infer(of, scope)
    written = checker.written(of.span)
    charm = checker.shape(opened(checker.shape(receiver.type)))
    if isinstance(charm, t.CharmOf) and name.text in (handlers := checker.resolved.recipes[charm.recipe].handlers):
        label = (Label(handlers[name.text].name.span, "the handler is declared here"),)
        help_ = f"call it as a statement of a handler: `{checker.written(expr.span)}`"
        checker.report(diagnose("C0326", name.span, "a handler", secondary=label, help=help_, name=name.text))
        return
    rest = [checker.written(arg.span) for arg in expr.args]
    meant: str | None = None
    if name.text in FUNCTIONS or checker.own_function(name.text, scope) is not None:
        meant = f"{name.text}({', '.join([written, *rest])})"
        help_ = f"write `{meant}`"
    elif name.text in METHODS:
        meant = METHODS[name.text].format(written) if not rest else None
        help_ = f"write `{METHODS[name.text].format(written)}`"
    elif name.text in ("push", "insert", "clear"):
        help_ = f"`{name.text}` is a statement of a handler; as a value, write `[...{written}, x]`"
    else:
        help_ = f"a function is called on its own: `f({written})`"
    if receiver.type != UNKNOWN or name.text in METHODS:
        fixes = instead(expr.span, meant, "placeholder" if meant and "…" in meant else "unsafe")
        called = f".{name.text}"
        checker.report(diagnose("C0323", name.span, "no functions after a dot", help=help_, fixes=fixes, name=called))


def _call_library(checker: Checker, expr: syntax.Call, name: str, scope: Scope) -> Typed:
    args = [(arg, checker.infer(arg.value, scope)) for arg in expr.args]
    use = NO_USE
    for _, value in args:
        use |= value.use
    refusals: list[Refusal] = []
    for signature in signatures_of(name):
        ordered = _in_order(signature, args)
        if ordered is None:
            continue
        found = match_signature(checker.relations, signature, [value.type for _, value in ordered])
        if not isinstance(found, Refusal):
            made = node("call", expr.span, function=name, args=[value.node for _, value in ordered])
            return Typed(made, found, use=use)
        refusals.append(found)
    _report_refused(checker, expr, name, args, refusals)
    return Typed(unknown(expr.span).node, UNKNOWN, use=use)


def _in_order(signature: Signature, args: Sequence[tuple[syntax.Arg, Typed]]) -> list[tuple[syntax.Arg, Typed]] | None:
    """The arguments in the order of the parameters, or None where they are not these."""
    if len(args) != len(signature.params):
        return None
    if all(arg.name is None for arg, _ in args):
        return [*args]
    placed: dict[str, tuple[syntax.Arg, Typed]] = {}
    for position, (arg, value) in enumerate(args):
        placed.setdefault(signature.names[position] if arg.name is None else arg.name.text, (arg, value))
    if set(placed) != set(signature.names):
        return None
    return [placed[name] for name in signature.names]


def _report_refused(
    checker: Checker,
    expr: syntax.Call,
    name: str,
    args: Sequence[tuple[syntax.Arg, Typed]],
    refusals: Sequence[Refusal],
) -> None:
    ways = [signature.text for signature in signatures_of(name)]
    if not refusals:
        takes = " or ".join(f"`{way}`" for way in ways)
        checker.report(diagnose("C0416", expr.span, f"{len(args)} given", name=name, takes=takes))
        return
    refusal = max(refusals, key=lambda each: each.position)
    ordered = _in_order(refusal.signature, args)
    assert ordered is not None, "a signature that was tried takes these names"
    arg, value = ordered[refusal.position]
    param = refusal.signature.names[refusal.position]
    shape = checker.shape(value.type)
    if isinstance(shape, t.Option):
        without = [opened(checker.shape(each.type)) if each is value else each.type for _, each in ordered]
        if not isinstance(match_signature(checker.relations, refusal.signature, without), Refusal):
            report_option(checker, value, arg.value.span, f"given to `{name}`")
            return
    wanted = describe(refusal.wanted)
    letters = [f"{letter} is {OPEN_NAMES[letter]}" for letter in OPEN_NAMES if letter in re.findall(r"\w+", wanted)]
    notes = f"it is called as {' or '.join(f'`{way}`' for way in ways)}", *letters
    label = f"this is {describe(value.type)}"
    checker.report(
        diagnose(
            "C0415",
            arg.value.span,
            label,
            notes=notes,
            help=_without_none(checker, shape, refusal, ordered),
            param=param,
            name=name,
            wanted=wanted,
            found=describe(value.type),
        )
    )


def _without_none(
    checker: Checker, shape: Type, refusal: Refusal, ordered: Sequence[tuple[syntax.Arg, Typed]]
) -> str | None:
    """The way out where only that an element of a list may be none is in the way."""
    item = checker.shape(shape.item) if isinstance(shape, t.ListOf) else None
    if not isinstance(item, t.Option):
        return None
    types = [value.type for _, value in ordered]
    types[refusal.position] = t.ListOf(item.of)
    if isinstance(match_signature(checker.relations, refusal.signature, types), Refusal):
        return None
    return "an element may be none: say what stands in for it, `x ?? …`, or leave it out, `for … where x != none`"


def _call_own(checker: Checker, expr: syntax.Call, own: OwnFunction, scope: Scope) -> Typed:
    placed: dict[str, syntax.Arg] = {}
    names = [param.name.text for param in own.written.params]
    for position, arg in enumerate(expr.args):
        name = arg.name.text if arg.name else names[position] if position < len(names) else ""
        if name not in names or name in placed:
            _report_own(checker, arg.span, own, "does not belong here")
            return unknown(expr.span).using(*(checker.infer(each.value, scope) for each in expr.args))
        if arg.name is not None:
            checker.witness.use(arg.name, own.written.params[names.index(name)].name.span)
        placed[name] = arg
    values: list[Typed] = []
    for param, type_ in zip(own.written.params, checker.param_types(own), strict=True):
        given = placed.get(param.name.text)
        stand_in = None if param.slot is None else param.slot.default or param.slot.otherwise
        if given is None and stand_in is None:
            _report_own(
                checker, Span(expr.span.file, expr.span.end - 1, expr.span.end), own, f"`{param.name.text}` is missing"
            )
            return unknown(expr.span).using(*values)
        value = given.value if given is not None else stand_in
        assert value is not None
        wanted = Wanted(type_, f"the argument `{param.name.text}` of `{own.written.name.text}`", param.span)
        # A default stands in the declaration and is read there, not among the names of the caller.
        values.append(checker.whole_wanted(value, wanted, scope if given else checker.declared_scope(own, scope)))
    return checker.apply(own, values, expr.span, scope)


def _report_own(checker: Checker, span: Span, own: OwnFunction, label: str) -> None:
    params = ", ".join(checker.written(param.span) for param in own.written.params)
    takes = f"`{own.written.name.text}({params})`"
    secondary = (Label(own.written.name.span, "declared here"),)
    checker.report(diagnose("C0416", span, label, secondary=secondary, name=own.written.name.text, takes=takes))
