"""Which argument of a call is for which parameter: one rule for handlers, recipes and named views."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from compiler import syntax
from compiler.diagnostics import Label, instead
from compiler.lower.context import Context
from compiler.source import Span
from compiler.spelling import closest


def paired(
    params: Sequence[syntax.Param], args: Sequence[syntax.Arg], context: Context, callee: str
) -> dict[str, syntax.Expr]:
    """The argument for each parameter that has one, by the parameter's name, in the order of the parameters.

    callee: for messages: "handler `rename`".
    Errors: C0602 more arguments than parameters, C0603 no such parameter, C0604 given twice.
    """
    if not args:
        return {}
    names = [param.name.text for param in params]
    found: dict[str, syntax.Arg] = {}
    for position, arg in enumerate(args):
        name = _name_for(position, arg, names, context, callee)
        if name is None:
            continue
        if name in found:
            before = Label(found[name].span, "given here already")
            context.report("C0604", arg.span, "given again", secondary=(before,), name=name, callee=callee)
        else:
            found[name] = arg
            if arg.name is not None:
                context.checker.witness.use(arg.name, next(each.name.span for each in params if each.name.text == name))
    return {name: found[name].value for name in names if name in found}


def _name_for(position: int, arg: syntax.Arg, names: Sequence[str], context: Context, callee: str) -> str | None:
    if arg.name is None:
        if position < len(names):
            return names[position]
        takes = "no arguments" if not names else f"at most {len(names)}: {', '.join(names)}"
        context.report("C0602", arg.span, "one too many", callee=callee, takes=takes)
        return None
    if arg.name.text in names:
        return arg.name.text
    nearest = closest(arg.name.text, names)
    hint = f"use `{nearest}`" if nearest else f"it takes {', '.join(f'`{name}`' for name in names) or 'no arguments'}"
    context.report(
        "C0603",
        arg.name.span,
        "no such parameter",
        help=hint,
        fixes=instead(arg.name.span, nearest),
        name=arg.name.text,
        callee=callee,
    )
    return None


def demand(params: Sequence[syntax.Param], given: Collection[str], span: Span, context: Context, callee: str) -> None:
    """Report each parameter that must be given and is not (C0605), at the call."""
    for param in params:
        # A name that was missing is reported already.
        if param.name.text and param.name.text not in given and is_required(param):
            context.report(
                "C0605",
                span,
                f"`{param.name.text}` is missing",
                secondary=(Label(param.span, "it must be given"),),
                help=f"Give it: `{param.name.text}: …`; or give the parameter a default.",
                name=param.name.text,
                callee=callee,
            )


def is_required(param: syntax.Param) -> bool:
    """Whether a call must give it: it has no default and is no option. An element must always be given."""
    if param.slot is None:
        return True
    slot = param.slot
    return slot.default is None and slot.otherwise is None and not isinstance(slot.type, syntax.OptionType)
