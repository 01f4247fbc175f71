"""Views to templates and slots: what stands still is in the template, what can change is a step of its own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from msgspec.structs import replace

from compiler import syntax
from compiler.check.access import unknown
from compiler.check.nodes import lit, node, nodes_in, placed
from compiler.diagnostics import Label, instead
from compiler.lower.arguments import demand, paired
from compiler.lower.context import Context
from compiler.lower.drags import accepted_by
from compiler.lower.effects import reads_of
from compiler.lower.elements import demand_filled, form_of, kind_of, lower_head
from compiler.lower.frames import Frame, Painter
from compiler.scope import Scope, Typed, Use
from compiler.spelling import closest
from graph.model import Node, View


def lower_view(context: Context, view: syntax.View) -> tuple[list[Node], list[View]]:
    """The template of a recipe's view and its slots, outer before inner."""
    painter = Painter(context)
    frame = Frame(context.scope.step(), f"{context.recipe}.view")
    return lower_nodes(painter, view.children, frame), painter.slots


def lower_unshown(context: Context, view: syntax.View) -> None:
    """Look for what is wrong in a named view that nothing shows; its parameters are of their types, and no places."""
    checker = context.checker
    scope = checker.module_scope(view.span.file).step()
    for param in view.params:
        if param.slot is not None:
            slot = checker.slot(param.slot, scope, what=f"the parameter `{param.name.text}`")
            value = Typed(node("var", param.span, n=scope.variables.next()), slot.type)
            scope = checker.bind(scope, param.inner, "parameter", value)
    assert view.name is not None, "a view at top level has a name"
    lower_nodes(Painter(context), view.children, Frame(scope, f"{context.recipe}.view.{view.name.text}"))


def lower_nodes(painter: Painter, nodes: Sequence[syntax.Node], frame: Frame) -> list[Node]:
    """The template of the nodes of a block; names that `let` gives hold to its end."""
    template: list[Node] = []
    for each in nodes:
        number = next(frame.numbers)
        match each:
            case syntax.Element():
                template += _element(painter, each, frame, number)
            case syntax.Let():
                frame = _with_let(painter, each, frame)
            case syntax.Show():
                template += _show(painter, each, frame, number)
            case syntax.ViewIf():
                template.append(_if(painter, each, frame, number))
            case syntax.ViewMatch():
                template.append(_match(painter, each, frame, number))
            case syntax.ViewFor():
                template.append(_rows(painter, each, frame, number))
    return template


def _element(painter: Painter, element: syntax.Element, frame: Frame, number: int) -> list[Node]:
    kind = kind_of(painter.context, element, frame)
    if kind is None:
        # What stands in it may be wrong too.
        lower_nodes(painter, element.children, frame)
        return []
    if kind.binds and frame.form is not None:
        # One with an arrow is reported, and stands for a control of the form.
        element = replace(element, arrow=None)
    form = form_of(painter.context, kind, element) if element.arrow is not None else None
    accepted = accepted_by(painter.context, element, frame) if kind.name == "column" else None
    # Whatever has no block and sends nothing leaves the frame as it is.
    inner = replace(frame, parent=kind.name, form=form or frame.form) if element.children or form else frame
    if accepted is not None:
        inner = replace(inner, accepted=(accepted, *frame.accepted))
    operands = lower_head(painter, kind, element, inner, number, accepted)
    if element.children:
        children = lower_nodes(painter, element.children, inner)
        if children:
            operands["children"] = children
    if form is not None and kind.name == "form":
        demand_filled(painter.context, form, element)
    return [{"op": "element", **operands, "span": placed(element.span)}]


def _with_let(painter: Painter, let: syntax.Let, frame: Frame) -> Frame:
    """A name in a view stands for its expression wherever it is read: slots have no order among them."""
    checker = painter.context.checker
    value = checker.pure(checker.infer(let.value, frame.scope), let.value.span, what="a view")
    return replace(frame, scope=checker.bind(frame.scope, let.name, "variable", value))


def _if(painter: Painter, first: syntax.ViewIf, frame: Frame, number: int) -> Node:
    """A chain of `if … else if … else` is one branch: a template for each block, and one for the missing `else`."""
    checker = painter.context.checker
    scope, use = frame.for_slot(), Use()
    tests: list[Typed] = []
    blocks: list[tuple[Sequence[syntax.Node], Scope]] = []
    chain = _chain(first)
    for each in chain:
        test, when_true, when_false = checker.condition(each.condition, scope)
        tests.append(checker.pure(test, each.condition.span, what="a view"))
        blocks.append((each.then, frame.scope.opened({**scope.facts, **when_true})))
        use |= test.use
        scope = scope.opened(when_false)
    blocks.append((chain[-1].otherwise, frame.scope.opened(scope.facts)))
    expr = lit(len(tests), first.span)
    for branch, (test, each) in reversed(list(enumerate(zip(tests, chain, strict=True)))):
        expr = node("cond", each.span, {"if": test.node, "then": lit(branch, each.span), "else": expr})
    return _templates(painter, blocks, _branch(painter, frame, number, expr, use, first), first)


def _chain(first: syntax.ViewIf) -> list[syntax.ViewIf]:
    """The `if` and the `else if`s behind it."""
    chain = [first]
    while len(chain[-1].otherwise) == 1 and isinstance(chain[-1].otherwise[0], syntax.ViewIf):
        chain.append(chain[-1].otherwise[0])
    return chain


def _match(painter: Painter, match: syntax.ViewMatch, frame: Frame, number: int) -> Node:
    """A template for each arm, in the order written."""
    found = painter.context.checker.match(match.of, match.arms, frame.for_slot())
    arms = list(zip(match.arms, found.cases, strict=True))
    numbered = [(case, lit(branch, arm.span)) for branch, (arm, case) in enumerate(arms)]
    cases = [{"values": list(case.values), "then": then} for case, then in numbered if not case.is_rest]
    rest = next((then for case, then in numbered if case.is_rest), None)
    expr = node("match", match.span, {"of": found.of.node, "cases": cases, "else": rest})
    inner = _branch(painter, frame, number, expr, found.of.use, match)
    blocks = [(arm.body, case.scope.step(frame.scope.variables)) for arm, case in arms]
    return _templates(painter, blocks, inner, match)


def _branch(
    painter: Painter, frame: Frame, number: int, expr: Node, use: Use, written: syntax.ViewIf | syntax.ViewMatch
) -> Frame:
    """Add the slot of a branch, and give the frame of its first block."""
    slot = painter.slot(frame, number, "branch", "branch", expr, use, written.span)
    return replace(frame, inside=(slot, 0), is_local=frame.is_local or use.local)


def _templates(
    painter: Painter,
    blocks: Sequence[tuple[Sequence[syntax.Node], Scope]],
    inner: Frame,
    written: syntax.ViewIf | syntax.ViewMatch,
) -> Node:
    assert inner.inside is not None, "a branch stands around its blocks"
    slot, _ = inner.inside
    templates = [
        lower_nodes(painter, block, replace(inner, inside=(slot, branch), scope=scope))
        for branch, (block, scope) in enumerate(blocks)
    ]
    return node("branch", written.span, step=slot, of=templates)


def _rows(painter: Painter, rows: syntax.ViewFor, frame: Frame, number: int) -> Node:
    """One row per pass, known by its key, so that rows move and change one by one."""
    passes = painter.context.checker.passes(rows.clauses, frame.for_slot(), rows=True)
    assert passes.key is not None, "rows were asked for"
    clauses, named = list(passes.nodes), _named_variables(passes.nodes)
    is_local = frame.is_local or passes.use.local
    at = len(painter.slots)
    slot = painter.add(
        View(
            f"{frame.prefix}.{number}.rows",
            "rows",
            "local" if is_local else "shared",
            1,
            reads_of(clauses, passes.key),
            frame.inside,
            clauses=tuple(clauses),
            key=passes.key,
            vars=named,
            span=rows.span.in_graph,
        )
    )
    row_ids = dict(frame.row_ids)
    id_ = passes.key["n"] if passes.key["op"] == "var" else None
    for clause in rows.clauses[:1]:
        if isinstance(clause, syntax.ForClause) and id_ is not None:
            row_ids[clause.names[-1].text] = id_
    inner = replace(frame, scope=passes.scope, inside=(slot, 0), is_local=is_local, row_ids=row_ids)
    body = lower_nodes(painter, rows.children, inner)
    if id_ is not None and id_ not in named and any(_reads_variable(each, id_) for each in painter.slots[at + 1 :]):
        painter.slots[at] = replace(painter.slots[at], vars=(*named, id_))
    return node("rows", rows.span, step=slot, body=body)


def _named_variables(clauses: Sequence[Node]) -> tuple[int, ...]:
    """The variables that stand for names of the recipe behind the clauses; a group leaves only its own."""
    found: list[int] = []
    for clause in clauses:
        match clause["op"]:
            case "for_entries":
                found += [clause["key"], clause["var"]]
            case "for":
                found += [clause[name] for name in ("var", "index") if name in clause]
            case "bind":
                found.append(clause["var"])
            case "group":
                found = [clause["var"]]
    return tuple(found)


def _reads_variable(slot: View, variable: int) -> bool:
    trees = (slot.expr, slot.clauses, slot.key, slot.at)
    return any(each["op"] == "var" and each["n"] == variable for each in nodes_in(trees))


def _show(painter: Painter, show: syntax.Show, frame: Frame, number: int) -> list[Node]:
    """A named view in place, its parameters replaced by what is passed; or the view of a charm, by a slot."""
    context, value = painter.context, show.value
    if not (isinstance(value, syntax.Call) and isinstance(value.function, syntax.Name) and value.function.is_upper):
        charm = context.checker.charm(value, frame.for_slot(), what="show", may_be_none=True)
        context.checker.pure(charm, value.span, what="a view")
        slot = painter.slot(frame, number, "charm", "charm", charm.node, charm.use, value.span)
        return [node("charm", show.span, step=slot)]
    name = value.function
    resolved = context.checker.resolved
    view = context.program.views.get(resolved.meant(name))
    if view is None:
        nearest = closest(name.text, resolved.seen(resolved.views, name.span.file))
        hint = f"use `{nearest}`" if nearest else f"declare it: `view {name.text}(…) {{ … }}`"
        if not context.checker.findings.is_broken(name.text):
            context.report(
                "C0701", name.span, "no such view", help=hint, fixes=instead(name.span, nearest), name=name.text
            )
        return []
    assert view.name is not None, "a view at top level has a name"
    context.shown.add(view.name.text)
    context.checker.witness.use(name, view.name.span)
    if view in frame.shown:
        around = Label(view.span, f"`{name.text}` is shown in here already")
        context.report("C0702", show.span, "here again", secondary=(around,), name=name.text)
        return []
    inner = Frame(
        _with_arguments(painter, view, value, frame),
        painter.prefix_for(frame, name.text),
        count(1),
        frame.inside,
        frame.is_local,
        frame.parent,
        frame.form,
        frame.row_ids,
        (*frame.shown, view),
        frame.accepted,
    )
    return lower_nodes(painter, view.children, inner)


def _with_arguments(painter: Painter, view: syntax.View, call: syntax.Call, frame: Frame) -> Scope:
    """The scope of a named view: the names of the file, and its parameters, each standing for what is passed.

    A path in a cell stays one, so that an input of the view can be bound through it.
    """
    context, checker = painter.context, painter.context.checker
    assert view.name is not None, "a view at top level has a name"
    callee = f"view `{view.name.text}`"
    given = paired(view.params, call.args, context, callee)
    demand(view.params, given, call.span, context, callee)
    scope = checker.module_scope(view.span.file).step(frame.scope.variables)
    for param in view.params:
        if param.slot is None:
            context.report("C0703", param.span, "no element can be passed", name=param.name.text)
            scope = checker.bind(scope, param.inner, "parameter", unknown(param.span))
            continue
        slot = checker.slot(param.slot, scope, what=f"the parameter `{param.name.text}`")
        value = slot.default
        if param.name.text in given:
            what = f"the parameter `{param.name.text}`"
            value = checker.whole(given[param.name.text], slot.type, frame.scope, what=what)
        if value is not None:
            scope = checker.bind(scope, param.inner, "parameter", replace(value, type=slot.type))
    return scope
