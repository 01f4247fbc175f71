"""What the JSON Schema of a graph cannot say: names that lead somewhere, order, scope, and what stands where.

outline      ids, recipes and their parameters            types        named types, and expressions inside types
expressions  one walk for every expression there is       places       what may be written, and its type
creation     navigates, spawns, children: what they give  statements   the body of a handler
steps        what each kind of step may use               flow         reads, writes, ranks and scopes
templates    elements, and the slots that they show
"""

from __future__ import annotations

from graph.check.change import change_faults
from graph.check.creation import endless_faults
from graph.check.flow import flow_faults
from graph.check.outline import outline_faults
from graph.check.program import Program
from graph.check.steps import function_faults, named_type_faults, walk_steps
from graph.check.templates import template_faults
from graph.faults import GraphFault
from graph.model import Graph


def check(graph: Graph) -> tuple[GraphFault, ...]:
    """Everything that is wrong with a graph whose document fits the schema, in one run; nothing when it can be run.

    Order: the outline, then types, functions, steps and templates as they stand in the document.
    Cost: one walk of every expression.
    """
    program = Program.of(graph)
    walked = walk_steps(graph, program)
    faults = (
        *outline_faults(graph, program),
        *named_type_faults(graph, program),
        *function_faults(graph, program),
        *change_faults(graph, program),
        *(fault for _, walk in walked for fault in walk.faults),
        *flow_faults(program, walked),
        *endless_faults(program),
        *template_faults(graph, program),
    )
    return tuple(dict.fromkeys(faults))
