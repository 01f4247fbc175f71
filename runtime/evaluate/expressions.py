"""Expression nodes as Python expressions.

Generated code holds names that we made (`v3`, `r0`, `k5`) and literals that `repr` wrote; text of a recipe only ever
appears inside such a literal. Every loop asks `over` for its elements, which charges the budget by their number, and
every call of a recipe's function is charged too: a graph from outside has no other guard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from graph.model import Node, StepId
from graph.operators import OPERATORS
from runtime.evaluate.apart import is_sure
from runtime.values.shapes import Shape

Written = str
"""A Python expression."""

# What may give the list or map of a cell itself, rather than something new or something below it.
_MAY_BE_A_CELL = {"ref", "var", "place", "cond", "match", "coalesce", "then", "let", "apply", "payload"}


class Expressions:
    """Writes expressions. Variables are Python locals named by number.

    constant: gives the name under which a value is at hand in the generated code.
    ref:      gives what stands for the value of a step.
    shape:    gives the shape of a type's schema.
    spawn:    in a handler, gives what creates the charm of a spawn step.
    isolates: whether a fault in an element of a list stays in that element. In a handler it ends the handler.
    """

    def __init__(
        self, constant: Callable[[Any], str], ref: Callable[[str], Written], shape: Callable[[dict[str, Any]], Shape]
    ) -> None:
        self.constant = constant
        self.ref = ref
        self.shape = shape
        self.spawn: Callable[[StepId], Written] | None = None
        self.isolates = False
        self._elsewhere: dict[int, Written] = {}
        self._rows = 0

    def write(self, node: Node) -> Written:
        """The Python expression for a node."""
        operator = OPERATORS[node["op"]]
        if operator.python is None:
            written: Written = getattr(self, f"op_{operator.name}")(node)
            return written
        operands = {
            name: self.write(node[name]) if kind == "expression" else repr(node[name])
            for name, kind in operator.operands.items()
        }
        return operator.python.format(**operands)

    def kept(self, node: Node) -> Written:
        """A value that is stored beyond this expression: see `runtime.values.collections.kept`."""
        written = self.write(node)
        return f"kept({written})" if node["op"] in _MAY_BE_A_CELL else written

    def variable(self, n: int) -> Written:
        """What stands for a numbered variable."""
        return self._elsewhere.get(n, f"v{n}")

    @contextmanager
    def _in_row(self, variables: list[int]) -> Iterator[str]:
        """Within, the variables are the parts of the tuple whose name is given: one of its own, since rows nest."""
        before = self._elsewhere
        self._rows += 1
        row = f"t{self._rows}"
        self._elsewhere = before | {n: f"{row}[{position}]" for position, n in enumerate(variables)}
        yield row
        self._elsewhere = before

    def _list(self, nodes: list[Node]) -> Written:
        return ", ".join(self.write(node) for node in nodes)

    def op_lit(self, node: Node) -> Written:
        value = node["value"]
        return repr(value) if value is None or isinstance(value, bool | int | str) else self.constant(value)

    def op_ref(self, node: Node) -> Written:
        return self.ref(node["step"])

    def op_var(self, node: Node) -> Written:
        return self.variable(node["n"])

    def op_place(self, node: Node) -> Written:
        return f"x.value(p{node['n']})"

    def op_payload(self, node: Node) -> Written:
        return f"payload[{node['name']!r}]"

    def op_me(self, node: Node) -> Written:
        return "x.me"

    def op_now(self, node: Node) -> Written:
        return "x.now()"

    def op_new_id(self, node: Node) -> Written:
        return "x.new_id()"

    def op_random(self, node: Node) -> Written:
        return "x.random()"

    def op_peek(self, node: Node) -> Written:
        return f"x.peek({self.write(node['of'])}, {node['step']!r})"

    def op_spawn(self, node: Node) -> Written:
        assert self.spawn is not None, "graph.check looked at where charms are created"
        return self.spawn(node["step"])

    def op_entry(self, node: Node) -> Written:
        of, key = self.write(node["of"]), self.write(node["key"])
        missing = node.get("missing")
        if missing is None:
            return f"{of}.get({key})"
        if missing["op"] == "lit":
            return f"{of}.get({key}, {self.write(missing)})"
        return f"entry({of}, {key}, lambda: {self.write(missing)})"

    def op_find(self, node: Node) -> Written:
        return f"find({self.write(node['of'])}, {self.write(node['key'])}, {node.get('by')!r})"

    def op_then(self, node: Node) -> Written:
        v = f"v{node['var']}"
        return f"(lambda {v}: None if {v} is None else {self.write(node['do'])})({self.write(node['of'])})"

    def op_let(self, node: Node) -> Written:
        return f"(lambda v{node['var']}: {self.write(node['in'])})({self.write(node['to'])})"

    def op_as(self, node: Node) -> Written:
        return f"as_type({self.constant(self.shape(node['type']))}, {self.write(node['of'])})"

    def op_fit(self, node: Node) -> Written:
        return f"fit({self.constant(self.shape(node['type']))}, {self.write(node['of'])}, x)"

    def op_coalesce(self, node: Node) -> Written:
        return f"(lambda c: {self.write(node['right'])} if c is None else c)({self.write(node['left'])})"

    def op_match(self, node: Node) -> Written:
        cases = [(tuple(case["values"]), self.write(case["then"])) for case in node["cases"]]
        # Without an `else` the compiler saw that the cases are all there are, so the last one needs no test.
        last = self.write(node["else"]) if "else" in node else cases.pop()[1]
        tests = "".join(f"{then} if {self.one_of('m', values)} else " for values, then in cases)
        return f"(lambda m: {tests}{last})({self.write(node['of'])})"

    def one_of(self, subject: Written, values: tuple[Any, ...]) -> Written:
        """The test whether the subject is one of some literals; true is not 1."""
        return (
            f"is_one_of({subject}, {self.constant(values)})" if len(values) != 1 else f"same({subject}, {values[0]!r})"
        )

    def op_text(self, node: Node) -> Written:
        parts = [
            repr(part["value"])
            if part["op"] == "lit" and isinstance(part["value"], str)
            else f"show({self.write(part)})"
            for part in node["parts"]
        ]
        return f"words({', '.join(parts)})"

    def op_call(self, node: Node) -> Written:
        return f"library_{node['function']}({self._list(node['args'])})"

    def op_apply(self, node: Node) -> Written:
        return f"x.call(functions({node['function']!r}), {self._list(node['args'])})"

    def op_record(self, node: Node) -> Written:
        return f"{{{self._fields(node['fields'])}}}"

    def op_update(self, node: Node) -> Written:
        return f"{{**{self.write(node['of'])}, {self._fields(node['fields'])}}}"

    def _fields(self, fields: dict[str, Node]) -> Written:
        return ", ".join(f"{name!r}: {self.kept(value)}" for name, value in fields.items())

    def op_list(self, node: Node) -> Written:
        return f"[{', '.join(self.kept(item) for item in node['items'])}]"

    def op_spread(self, node: Node) -> Written:
        return f"*over({self.write(node['of'])})"

    def op_map(self, node: Node) -> Written:
        of = [f"**{self.write(node['of'])}"] if "of" in node else []
        return f"{{{', '.join([*of, *(f'{self.write(key)}: {self.kept(value)}' for key, value in node['entries'])])}}}"

    def op_collect(self, node: Node) -> Written:
        loops, _ = self.loops(node["clauses"])
        value = self.kept(node["value"])
        whole = f"[{value} {loops}]"
        if not self.isolates or is_sure(node["value"]):
            return whole
        return f"each_apart(lambda: {whole}, lambda: [apart(lambda: {value}) {loops}])"

    def op_collect_map(self, node: Node) -> Written:
        loops, _ = self.loops(node["clauses"])
        return f"{{{self.write(node['key'])}: {self.kept(node['value'])} {loops}}}"

    def op_fold(self, node: Node) -> Written:
        return self._folded("fold", node)

    def op_scan(self, node: Node) -> Written:
        return self._folded("scan", node)

    def _folded(self, how: str, node: Node) -> Written:
        init = self.write(node["init"])
        passes, variables = self.passes(node["clauses"])
        with self._in_row(variables) as row:
            step = self.write(node["step"])
        return f"{how}(lambda v{node['var']}, {row}: {step}, {passes}, {init})"

    def passes(self, clauses: list[Node]) -> tuple[Written, list[int]]:
        """A list of tuples, one per pass, and the variables that the parts of each are."""
        loops, variables = self.loops(clauses)
        return f"[({''.join(f'{self.variable(n)}, ' for n in variables)}) {loops}]", variables

    def loops(self, clauses: list[Node]) -> tuple[Written, list[int]]:
        """The clauses as what stands behind the value in a Python comprehension, and the variables bound in it."""
        parts: list[Written] = []
        variables: list[int] = []
        for clause in clauses:
            if clause["op"] in ("order", "group", "limit"):
                # These look at all passes at once: what came so far becomes a list of tuples, and a loop goes over it.
                rows = f"[({''.join(f'v{n}, ' for n in variables)}) {' '.join(parts)}]"
                parts, variables = self._over_all(clause, rows, variables)
            else:
                parts.append(self._one_by_one(clause, variables))
        return " ".join(parts), variables

    def _one_by_one(self, clause: Node, variables: list[int]) -> Written:
        match clause:
            case {"op": "where", "test": test}:
                return f"if {self.write(test)}"
            case {"op": "bind", "var": n, "to": to}:
                written = f"for v{n} in ({self.write(to)},)"
                variables.append(n)
                return written
            case {"op": "for_entries", "key": key, "var": n, "in": of}:
                written = f"for v{key}, v{n} in over_entries({self.write(of)})"
                variables += [key, n]
                return written
        return self._for(clause, variables)

    def _for(self, clause: Node, variables: list[int]) -> Written:
        of, item = self.write(clause["in"]), f"v{clause['var']}"
        source = f"over({of})"
        variables.append(clause["var"])
        if "id" in clause:
            source, item = f"over_ids({of})", f"(v{clause['id']}, {item})"
            variables.append(clause["id"])
        if "index" in clause:
            source, item = f"enumerate({source})", f"v{clause['index']}, {item}"
            variables.append(clause["index"])
        return f"for {item} in {source}"

    def _over_all(self, clause: Node, rows: Written, variables: list[int]) -> tuple[list[Written], list[int]]:
        if clause["op"] == "limit":
            rows = f"limit({rows}, {self.write(clause['to'])})"
        elif clause["op"] == "order":
            with self._in_row(variables) as row:
                keys = [f"(lambda {row}: {self.write(by['by'])}, {by['descending']})" for by in clause["by"]]
            rows = f"order({rows}, {', '.join(keys)})"
        else:
            with self._in_row(variables) as row:
                by, item = self.write(clause["by"]), self.kept(clause["item"])
            rows, variables = f"group({rows}, lambda {row}: {by}, lambda {row}: {item})", [clause["var"]]
        return [f"for ({''.join(f'v{n}, ' for n in variables)}) in over({rows})"], variables
