"""Syntax nodes of expressions and types; see build.py."""

import re
from typing import Any, TypeVar, cast
from typing import Literal as Choice

from compiler import syntax
from compiler.diagnostics import Diagnostic, Edit, Fix, diagnose
from compiler.lex import Token
from compiler.source import Source, Span

Item = TypeVar("Item")

_UNIT_MS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_ESCAPE = r"\\(u\{[^}]*\}|.)"
_HEX = r"u\{[0-9A-Fa-f]{1,6}\}"
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "{": "{", "}": "}"}
_CODE_POINT_MAX = 0x10FFFF


def cleaned(text: str) -> str:
    """A documentation without the indentation that its lines share, and without blank lines around it.

    The first line, which stands behind the quotes, has none. `inspect.cleandoc` says the same of all that Python calls
    a documentation; it is not loaded for it, since that takes as long as checking a short recipe.
    """
    first, *others = text.expandtabs().split("\n")
    margin = min((len(line) - len(line.lstrip()) for line in others if line.strip()), default=0)
    lines = [first.lstrip(), *(line[margin:] for line in others)]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        del lines[0]
    return "\n".join(lines)


class ExpressionBuilder:
    """Expressions and types. Collects diagnostics, in no order; keeps no other state."""

    def __init__(self, source: Source) -> None:
        self.source, self.file, self.number_of_file = source, source.name, source.number
        self.diagnostics: list[Diagnostic] = []

    def report(self, code: str, span: Span, label: str, fixes: tuple[Fix, ...] = (), **values: Any) -> None:
        self.diagnostics.append(diagnose(code, span, label, fixes=fixes, **values))

    def span_of(self, token: Token) -> Span:
        return self.source.span(token.start, token.end)

    def row(self, span: Span, *items: Item) -> tuple[Item, ...]:
        """What stands one behind the other, and is no node; made without a call by the parser's stack."""
        return items

    args = attributes = clauses = members = nodes = params = patterns = refinements = row

    # --- Words

    def name(self, token: Token) -> syntax.Name:
        return syntax.Name(Span(self.file, token.start, token.end, self.number_of_file), token.text)

    def word(self, span: Span, token: Token) -> syntax.Name:
        return syntax.Name(span, token.text)

    statement_word = expression_word = joining_word = was_label = word

    def documentation(self, doc: Token | None) -> str | None:
        return None if doc is None else cleaned(doc.text[3:-3].replace('\\"', '"'))

    # --- Text

    def text_of(self, token: Token) -> str:
        """What a STRING or RAW token, or a piece of a template, says."""
        inner = token.text[1:-1]
        if token.kind == "RAW" or "\\" not in inner:
            return inner
        return re.sub(_ESCAPE, lambda found: self._escaped(token, found), inner)

    def _escaped(self, token: Token, found: re.Match[str]) -> str:
        escape = found.group(1)
        if escape in _ESCAPES:
            return _ESCAPES[escape]
        number = int(escape[2:-1], 16) if re.fullmatch(_HEX, escape) else _CODE_POINT_MAX + 1
        # A surrogate is half of a character and cannot be written to UTF-8.
        if number <= _CODE_POINT_MAX and not 0xD800 <= number <= 0xDFFF:
            return chr(number)
        start = token.start + 1 + found.start()
        self.report("C0108", self.source.span(start, start + len(found.group())), "", escape=found.group())
        return found.group()

    def literal_text(self, span: Span, token: Token) -> syntax.Literal:
        return syntax.Literal(span, self.text_of(token))

    def template(self, span: Span, *parts: Token | syntax.Expr | None) -> syntax.Template:
        """Text and holes, by turns: a piece of text, then an expression and its format or None."""
        pieces = cast(tuple[Token, ...], parts[::3])
        holes = zip(
            cast(tuple[syntax.Expr, ...], parts[1::3]), cast(tuple[Token | None, ...], parts[2::3]), strict=True
        )
        made: list[str | syntax.Hole] = [self.text_of(pieces[0])]
        for (value, shape), left, right in zip(holes, pieces, pieces[1:], strict=False):
            format_text = shape.text[1:].strip() if shape else None
            made += (
                syntax.Hole(self.source.span(left.end - 1, right.start + 1), value, format_text),
                self.text_of(right),
            )
        return syntax.Template(span, tuple(part for part in made if part != ""))

    # --- Literals

    def number(self, span: Span, token: Token) -> syntax.Literal:
        return syntax.Literal(span, _number(token.text))

    def signed(self, span: Span, minus: Token | None, token: Token) -> syntax.Literal:
        value = _number(token.text)
        return syntax.Literal(span, value if minus is None else -value)

    def duration(self, span: Span, token: Token) -> syntax.Duration:
        digits = token.text.rstrip("mshd")
        return syntax.Duration(span, int(digits) * _UNIT_MS[token.text[len(digits) :]])

    def true(self, span: Span) -> syntax.Literal:
        return syntax.Literal(span, True)

    def false(self, span: Span) -> syntax.Literal:
        return syntax.Literal(span, False)

    def none(self, span: Span) -> syntax.Literal:
        return syntax.Literal(span, None)

    # --- Paths and calls

    def field(self, span: Span, of: syntax.Expr, name: syntax.Name) -> syntax.Field:
        return syntax.Field(span, of, name)

    def index(self, span: Span, of: syntax.Expr, key: syntax.Expr) -> syntax.Index:
        return syntax.Index(span, of, key)

    def call(self, span: Span, function: syntax.Name | Token, args: tuple[syntax.Arg, ...]) -> syntax.Call:
        called = self.name(function) if isinstance(function, Token) else function
        return syntax.Call(span, called, args)

    def call_method(self, span: Span, of: syntax.Expr, name: syntax.Name, args: tuple[syntax.Arg, ...]) -> syntax.Call:
        return syntax.Call(span, syntax.Field(of.span.to(name.span), of, name), args)

    def args_comprehension(
        self, span: Span, item: syntax.Expr, clauses: tuple[syntax.Clause, ...]
    ) -> tuple[syntax.Arg, ...]:
        whole = item.span.to(clauses[-1].span)
        return (syntax.Arg(whole, None, syntax.Comprehension(whole, "argument", item, clauses)),)

    def arg(self, span: Span, value: syntax.Expr) -> syntax.Arg:
        return syntax.Arg(span, None, value)

    def named_arg(self, span: Span, name: syntax.Name, value: syntax.Expr) -> syntax.Arg:
        return syntax.Arg(span, name, value)

    def spawn(self, span: Span, recipe: Token, args: tuple[syntax.Arg, ...]) -> syntax.Spawn:
        return syntax.Spawn(span, self.name(recipe), args)

    # --- Operators

    def binary(self, span: Span, left: syntax.Expr, sign: Token, right: syntax.Expr) -> syntax.Binary:
        return syntax.Binary(span, sign.text, left, right)

    def not_in(self, span: Span, left: syntax.Expr, right: syntax.Expr) -> syntax.Unary:
        return syntax.Unary(span, "not", syntax.Binary(span, "in", left, right))

    def unary(self, span: Span, sign: Token, operand: syntax.Expr) -> syntax.Unary:
        return syntax.Unary(span, cast("Choice['-', 'not']", sign.text), operand)

    def as_(self, span: Span, value: syntax.Expr, wanted: syntax.Type) -> syntax.As:
        return syntax.As(span, value, wanted)

    def cond(self, span: Span, condition: syntax.Expr, then: syntax.Expr, otherwise: syntax.Expr) -> syntax.Cond:
        return syntax.Cond(span, condition, then, otherwise)

    def match(self, span: Span, of: syntax.Expr, *arms: syntax.Arm[syntax.Expr]) -> syntax.Match:
        return syntax.Match(span, of, arms)

    def arm(self, span: Span, patterns: tuple[syntax.Pattern, ...], body: syntax.Expr) -> syntax.Arm[syntax.Expr]:
        return syntax.Arm(span, patterns, body)

    def wildcard(self, span: Span) -> syntax.Wildcard:
        return syntax.Wildcard(span)

    def fold(
        self,
        span: Span,
        kind: Token,
        name: syntax.Name,
        initial: syntax.Expr,
        clauses: tuple[syntax.Clause, ...],
        step: syntax.Expr,
    ) -> syntax.Fold:
        return syntax.Fold(span, cast("Choice['fold', 'scan']", kind.text), name, initial, clauses, step)

    # --- Braces and lists

    def braces(self, span: Span, *entries: syntax.Entry) -> syntax.Braces:
        return syntax.Braces(span, entries)

    def field_entry(self, span: Span, name: syntax.Name, value: syntax.Expr | None) -> syntax.FieldEntry:
        return syntax.FieldEntry(span, name, name if value is None else value)

    def picked_entry(
        self, span: Span, picked: syntax.Field, value: syntax.Expr | None
    ) -> syntax.FieldEntry | syntax.KeyEntry:
        return syntax.FieldEntry(span, picked.name, picked) if value is None else self._bracketed(span, picked, value)

    def _bracketed(self, span: Span, key: syntax.Expr, value: syntax.Expr) -> syntax.KeyEntry:
        """The entry of a map whose key has no brackets (C0120)."""
        bracketed = f"[{self.source.slice(key.span)}]"
        fix = Fix(f"write `{bracketed}`", "safe", (Edit(key.span, bracketed),))
        self.report("C0120", key.span, "a key", (fix,), key=bracketed)
        return syntax.KeyEntry(span, key, value)

    def text_entry(self, span: Span, key: syntax.Expr, value: syntax.Expr) -> syntax.KeyEntry:
        return syntax.KeyEntry(span, key, value)

    def key_entry(self, span: Span, key: syntax.Expr, value: syntax.Expr) -> syntax.KeyEntry:
        return syntax.KeyEntry(span, key, value)

    def spread(self, span: Span, value: syntax.Expr) -> syntax.Spread:
        return syntax.Spread(span, value)

    def map_comprehension(
        self, span: Span, item: syntax.FieldEntry | syntax.KeyEntry, clauses: tuple[syntax.Clause, ...]
    ) -> syntax.Comprehension:
        if isinstance(item, syntax.FieldEntry):
            item = self._bracketed(item.span, item.name, item.value)
        return syntax.Comprehension(span, "map", item, clauses)

    def list_expr(self, span: Span, *items: syntax.Expr | syntax.Spread) -> syntax.ListExpr:
        return syntax.ListExpr(span, items)

    def list_comprehension(
        self, span: Span, item: syntax.Expr, clauses: tuple[syntax.Clause, ...]
    ) -> syntax.Comprehension:
        return syntax.Comprehension(span, "list", item, clauses)

    # --- Clauses

    def for_clause(self, span: Span, *parts: syntax.Name | syntax.Expr) -> syntax.ForClause:
        *names, source = parts
        return syntax.ForClause(span, cast(tuple[syntax.Name, ...], tuple(names)), source)

    def let_clause(self, span: Span, name: syntax.Name, value: syntax.Expr) -> syntax.LetClause:
        return syntax.LetClause(span, name, value)

    def where(self, span: Span, condition: syntax.Expr) -> syntax.WhereClause:
        return syntax.WhereClause(span, condition)

    def order(self, span: Span, *keys: syntax.OrderKey) -> syntax.OrderClause:
        return syntax.OrderClause(span, keys)

    def order_key(self, span: Span, value: syntax.Expr, direction: Token | None) -> syntax.OrderKey:
        return syntax.OrderKey(span, value, direction is not None and direction.kind == "DESC")

    def group(self, span: Span, by: syntax.Expr, into: syntax.Name) -> syntax.GroupClause:
        return syntax.GroupClause(span, by, into)

    def limit(self, span: Span, count: syntax.Expr) -> syntax.LimitClause:
        return syntax.LimitClause(span, count)

    # --- Types

    def union_type(self, span: Span, *options: syntax.Type) -> syntax.UnionType:
        """Options in parentheses that are unions themselves are taken apart."""
        flat = (option.options if isinstance(option, syntax.UnionType) else (option,) for option in options)
        return syntax.UnionType(span, tuple(each for group in flat for each in group))

    def literal_type(self, span: Span, token: Token) -> syntax.LiteralType:
        return syntax.LiteralType(span, self.text_of(token))

    def option_type(self, span: Span, of: syntax.Type) -> syntax.OptionType:
        return syntax.OptionType(span, of)

    def type_name(self, span: Span, name: Token, refinements: tuple[syntax.Refinement, ...] | None) -> syntax.TypeName:
        return syntax.TypeName(span, self.name(name), refinements or ())

    def charm_type(self, span: Span, name: Token, recipe: Token) -> syntax.CharmType | syntax.TypeName:
        if name.text == "Charm":
            return syntax.CharmType(span, self.name(recipe))
        self.report("C0117", self.span_of(recipe), "a type", found=name.text, given=recipe.text)
        return syntax.TypeName(span, self.name(name), ())

    def list_type(self, span: Span, item: syntax.Slot, size: syntax.Range | None) -> syntax.ListType:
        return syntax.ListType(span, item, size)

    def map_type(self, span: Span, key: syntax.Type, value: syntax.Slot) -> syntax.MapType:
        return syntax.MapType(span, key, value)

    def record_type(self, span: Span, *fields: syntax.FieldDecl) -> syntax.RecordType:
        return syntax.RecordType(span, fields)

    def field_decl(
        self, span: Span, doc: Token | None, name: syntax.Name, was: syntax.Name | None, slot: syntax.Slot
    ) -> syntax.FieldDecl:
        return syntax.FieldDecl(span, name, was, slot, False, self.documentation(doc))

    def key_decl(
        self, span: Span, doc: Token | None, key: Token, name: syntax.Name, was: syntax.Name | None, slot: syntax.Slot
    ) -> syntax.FieldDecl:
        return syntax.FieldDecl(span, name, was, slot, True, self.documentation(doc))

    def slot(self, span: Span, declared: syntax.Type) -> syntax.Slot:
        return syntax.Slot(span, declared, None, None, False)

    def slot_default(self, span: Span, declared: syntax.Type, default: syntax.Expr) -> syntax.Slot:
        return syntax.Slot(span, declared, default, None, False)

    def slot_otherwise(self, span: Span, declared: syntax.Type, otherwise: syntax.Expr) -> syntax.Slot:
        return syntax.Slot(span, declared, None, otherwise, False)

    def list_slot(self, span: Span, declared: syntax.Type, otherwise: syntax.Expr | None) -> syntax.Slot:
        if isinstance(otherwise, syntax.Name) and otherwise.text == "skip":
            return syntax.Slot(span, declared, None, None, True)
        return syntax.Slot(span, declared, None, otherwise, False)

    def clean_step(self, span: Span, function: Token, args: tuple[syntax.Arg, ...] | None) -> syntax.CleanStep:
        return syntax.CleanStep(span, self.name(function), args or ())

    def named(self, span: Span, name: Token, value: syntax.Expr) -> syntax.Named:
        return syntax.Named(span, self.name(name), value)

    def range_from(self, span: Span, low: int | float, high: int | float | None) -> syntax.Range:
        return syntax.Range(span, low, high)

    def range_to(self, span: Span, high: int | float) -> syntax.Range:
        return syntax.Range(span, None, high)

    def bound(self, span: Span, minus: Token | None, token: Token) -> int | float:
        value = _number(token.text)
        return value if minus is None else -value


def _number(text: str) -> int | float:
    """An int unless it was written with a point or an exponent."""
    return int(text) if text.isdecimal() else float(text)
