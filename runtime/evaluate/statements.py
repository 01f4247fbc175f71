"""Handler bodies as the lines of a Python function `(x, payload)`, where x is the transaction that they run in."""

from __future__ import annotations

from collections.abc import Mapping

from graph.model import Child, Navigate, Node, Spawn, StepId
from runtime.evaluate.expressions import Expressions, Written


class Statements:
    """Writes statements, one line after the other, indented by their blocks.

    spawns: the navigate and spawn steps of the handler, by id.
    """

    def __init__(self, expressions: Expressions, spawns: Mapping[StepId, Navigate | Spawn]) -> None:
        self._expressions = expressions
        self._spawns = spawns
        expressions.spawn = self._spawn
        self._subjects = 0

    def block(self, body: list[Node], depth: int = 1) -> list[str]:
        """The lines of a block; one that does nothing still has one."""
        lines = [line for node in body for line in getattr(self, f"do_{node['op']}")(node, depth)]
        return lines or [self._line(depth, "pass")]

    def place(self, node: Node) -> Written:
        """The expression for where a node leads to, rather than for what is there."""
        match node:
            case {"op": "ref", "step": step}:
                return f"x.at({step!r})"
            case {"op": "place", "n": n}:
                return f"p{n}"
            case {"op": "field", "of": of, "name": name}:
                return f"{self.place(of)}.below({name!r})"
            case {"op": "entry" | "find", "of": of, "key": key}:
                return f"{self.place(of)}.below({self._write(key)})"
            case {"op": "nth", "of": of, "index": index}:
                return f"x.nth({self.place(of)}, {self._write(index)})"
        raise AssertionError(f"{node['op']} leads to no place; graph.check should have said so")

    def _write(self, node: Node) -> Written:
        return self._expressions.write(node)

    def _kept(self, node: Node) -> Written:
        return self._expressions.kept(node)

    def _line(self, depth: int, text: str) -> str:
        return "    " * depth + text

    def do_set(self, node: Node, depth: int) -> list[str]:
        match node["at"]:
            case {"op": "find", "of": of, "key": key, "by": _}:
                put = f"x.put({self.place(of)}, {self._write(key)}, {self._write(node['to'])})"
                return [self._line(depth, put)]
        return [self._line(depth, f"x.set({self.place(node['at'])}, {self._write(node['to'])})")]

    def do_change(self, node: Node, depth: int) -> list[str]:
        return [self._line(depth, f"x.change({self.place(node['at'])}, {self._write(node['by'])})")]

    def do_push(self, node: Node, depth: int) -> list[str]:
        return [self._line(depth, f"x.push({self.place(node['at'])}, {self._write(node['value'])})")]

    def do_insert(self, node: Node, depth: int) -> list[str]:
        index, value = self._write(node["index"]), self._write(node["value"])
        return [self._line(depth, f"x.insert({self.place(node['at'])}, {index}, {value})")]

    def do_remove(self, node: Node, depth: int) -> list[str]:
        return [self._line(depth, f"x.remove({self.place(node['at'])})")]

    def do_move(self, node: Node, depth: int) -> list[str]:
        target = f"before={self.place(node['before'])}" if "before" in node else f"to={self._write(node['to'])}"
        return [self._line(depth, f"x.move({self.place(node['at'])}, {target})")]

    def do_clear(self, node: Node, depth: int) -> list[str]:
        return [self._line(depth, f"x.clear({self.place(node['at'])})")]

    def do_require(self, node: Node, depth: int) -> list[str]:
        test, message = self._write(node["test"]), self._write(node["message"])
        return [self._line(depth, f"if not {test}:"), self._line(depth + 1, f"x.refuse({message})")]

    def do_assign(self, node: Node, depth: int) -> list[str]:
        return [self._line(depth, f"v{node['var']} = {self._kept(node['to'])}")]

    def do_if(self, node: Node, depth: int) -> list[str]:
        lines = [self._line(depth, f"if {self._write(node['test'])}:"), *self.block(node["then"], depth + 1)]
        if node.get("else"):
            lines += [self._line(depth, "else:"), *self.block(node["else"], depth + 1)]
        return lines

    def do_switch(self, node: Node, depth: int) -> list[str]:
        self._subjects += 1
        subject = f"m{self._subjects}"
        lines = [self._line(depth, f"{subject} = {self._write(node['of'])}")]
        word = "if"
        for case in node["cases"]:
            test = self._expressions.one_of(subject, tuple(case["values"]))
            lines += [self._line(depth, f"{word} {test}:"), *self.block(case["body"], depth + 1)]
            word = "elif"
        if node.get("else"):
            lines += [self._line(depth, "else:" if node["cases"] else "if True:"), *self.block(node["else"], depth + 1)]
        return lines

    def do_each(self, node: Node, depth: int) -> list[str]:
        passes, variables = self._expressions.passes(node["clauses"])
        names = "".join(f"v{n}, " for n in variables)
        return [self._line(depth, f"for ({names}) in over({passes}):"), *self.block(node["body"], depth + 1)]

    def do_each_element(self, node: Node, depth: int) -> list[str]:
        p = f"p{node['var']}"
        position = f"v{node['index']}" if "index" in node else "_"
        where = f", lambda {position}, {p}: {self._write(node['where'])}" if "where" in node else ""
        return [
            self._line(depth, f"for {position}, {p} in x.elements({self.place(node['at'])}{where}):"),
            self._line(depth + 1, f"if x.gone({p}):"),
            self._line(depth + 2, "continue"),
            *self.block(node["body"], depth + 1),
        ]

    def do_send(self, node: Node, depth: int) -> list[str]:
        args = ", ".join(f"{name!r}: {self._kept(value)}" for name, value in node["args"].items())
        to = f", {self._write(node['to'])}" if "to" in node else ""
        return [self._line(depth, f"x.send({node['handler']!r}, {{{args}}}{to})")]

    def do_after(self, node: Node, depth: int) -> list[str]:
        args = ", ".join(f"{name!r}: {self._kept(value)}" for name, value in node["args"].items())
        to = f", {self._write(node['to'])}" if "to" in node else ""
        delay = self._write(node["delay"])
        return [self._line(depth, f"x.after({delay}, {node['handler']!r}, {{{args}}}{to})")]

    def do_navigate(self, node: Node, depth: int) -> list[str]:
        step = self._spawns[node["step"]]
        key = f", {self._write(step.key)}" if isinstance(step, Navigate) and step.key is not None else ""
        return [self._line(depth, f"x.navigate({step.recipe!r}, *{self.given(step)}{key})")]

    def do_visit(self, node: Node, depth: int) -> list[str]:
        return [self._line(depth, f"x.visit({self._write(node['to'])})")]

    def _spawn(self, id_: StepId) -> Written:
        step = self._spawns[id_]
        return f"x.create({step.recipe!r}, *{self.given(step)})"

    def given(self, step: Navigate | Spawn | Child) -> Written:
        """What a new charm is given: a pair of places by name, and of values by name."""
        places = ", ".join(f"{name!r}: {self.place(at)}" for name, at in step.passes.items())
        values = ", ".join(f"{name!r}: {self._kept(value)}" for name, value in step.args.items())
        return f"({{{places}}}, {{{values}}})"
