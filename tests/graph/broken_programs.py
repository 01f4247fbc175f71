"""Documents whose parts are sound and do not fit together: in their flow, in what handlers do, in their views."""

from tests.graph.breaking import (
    COUNTED,
    JOIN,
    MESSAGES,
    ROW,
    Corruption,
    Document,
    Edit,
    add,
    both,
    derive,
    drop,
    lit,
    put,
    ref,
)

FLOW = (
    Corruption(
        "clauses that go through nothing",
        derive(
            "Session.a",
            1,
            {"op": "collect", "clauses": [{"op": "limit", "to": lit(1)}], "value": lit(1)},
        ),
        "Session.a",
        "expr.clauses.0.op",
        "comes first",
    ),
    Corruption(
        "a variable of the passes before a group",
        derive(
            "Session.a",
            1,
            {
                "op": "collect",
                "clauses": [
                    {"op": "for", "var": 0, "in": ref(MESSAGES)},
                    {"op": "group", "by": {"op": "var", "n": 0}, "var": 1, "item": {"op": "var", "n": 0}},
                ],
                "value": {"op": "var", "n": 0},
            },
            MESSAGES,
        ),
        "Session.a",
        "expr.value.n",
        "not bound",
    ),
    Corruption(
        "a match without cases",
        derive("Session.a", 1, {"op": "match", "of": lit(1), "cases": []}),
        "Session.a",
        "expr.cases",
        "no value",
    ),
    Corruption("a read of equal rank", put(ROW, "rank", 1), ROW, "rank", "stands in"),
    Corruption(
        "a read of higher rank",
        both(derive("Session.b", 1, ref("Session.a"), "Session.a"), derive("Session.a", 2, COUNTED, MESSAGES)),
        "Session.b",
        "rank",
        "Session.a",
    ),
    Corruption(
        "two derived values in a loop",
        both(
            derive("Session.a", 1, ref("Session.b"), "Session.b"), derive("Session.b", 2, ref("Session.a"), "Session.a")
        ),
        "Session.a",
        "rank",
        "loop",
    ),
    Corruption(
        "a derived value that reads itself",
        derive("Session.a", 1, ref("Session.a"), "Session.a"),
        "Session.a",
        "rank",
        "loop",
    ),
    Corruption(
        "a read that is not declared",
        drop("Session.send", "reads.2"),
        "Session.send",
        "reads",
        "leaves out `Session.draft`",
    ),
    Corruption(
        "a declared read that is none",
        add("Session.rename", "reads", "Session.draft"),
        "Session.rename",
        "reads.2",
        "Session.draft",
    ),
    Corruption("a write that is not declared", drop("Session.send", "writes.0"), "Session.send", "writes", MESSAGES),
    Corruption(
        "a declared write that is none",
        add("Session.send", "writes", "Session.users"),
        "Session.send",
        "writes.2",
        "Session.users",
    ),
    Corruption(
        "an edge that no step makes",
        add("", "edges", {"source": "Chat", "target": JOIN, "kind": "shows"}),
        "",
        "edges.25",
        "no step",
    ),
    Corruption("an edge left out", drop("", "edges.1"), JOIN, "", "Chat.messages"),
    Corruption(
        "a shared slot that reads a local",
        put("Session.view.1.text", "scope", "shared"),
        "Session.view.1.text",
        "expr.if.left.step",
        "local",
    ),
    Corruption(
        "a shared derived value that reads a local",
        derive("Session.a", 1, ref("Session.name"), "Session.name"),
        "Session.a",
        "expr.step",
        "local",
    ),
    Corruption("a shared slot that reads who looks", put(ROW, "expr", {"op": "me"}), ROW, "expr.op", "visitor"),
    Corruption("a shared slot in local rows", put("Session.view.Room.5.rows", "scope", "local"), ROW, "scope", "local"),
    Corruption(
        "a shared initial value that depends on who looks",
        put("Chat.messages", "init", {"op": "list", "items": [{"op": "me"}]}),
        "Chat.messages",
        "init.items.0.op",
        "visitor",
    ),
    Corruption(
        "an initial value that reads what stands below it",
        put("Session.name", "init", ref("Session.draft")),
        "Session.name",
        "init.step",
        "above",
    ),
    Corruption(
        "a local that begins with the time",
        put("Session.name", "init", {"op": "now"}),
        "Session.name",
        "init.op",
        "time",
    ),
    Corruption(
        "a derived value that draws lots", derive("Session.a", 1, {"op": "random"}), "Session.a", "expr.op", "each time"
    ),
)


def _always(expr: Document, *reads: str, message: Document | None = None) -> Edit:
    """One more invariant of the session."""
    step = {"id": "Session.always.1", "kind": "always", "reads": list(reads), "expr": expr}
    edges = [add("", "edges", {"source": read, "target": "Session.always.1", "kind": "reads"}) for read in reads]
    return both(add("", "steps", {**step, "message": message or lit("No.")}), *edges)


INVARIANTS = (
    Corruption(
        "an invariant over what a reference leads to",
        _always(COUNTED, MESSAGES),
        "Session.always.1",
        "expr.args.0.step",
        "charm's own",
    ),
    Corruption(
        "an invariant over a local",
        _always(ref("Session.name"), "Session.name"),
        "Session.always.1",
        "expr.step",
        "local",
    ),
    Corruption("an invariant over who looks", _always({"op": "me"}), "Session.always.1", "expr.op", "no visitor"),
    Corruption("an invariant over the time", _always({"op": "now"}), "Session.always.1", "expr.op", "differs"),
    Corruption(
        "an invariant whose message reads another charm",
        _always(lit(True), message={"op": "peek", "of": lit("x"), "step": "Chat.messages"}),
        "Session.always.1",
        "message.op",
        "peek",
    ),
    Corruption(
        "an invariant that says to read what it does not",
        _always(lit(True), "Session.name"),
        "Session.always.1",
        "reads.0",
        "nothing",
    ),
)

ACTIONS = (
    Corruption("a navigate to no recipe", put(JOIN, "recipe", "Lobby"), JOIN, "recipe", "Lobby"),
    Corruption("a navigate that leaves a parameter out", drop(JOIN, "passes.users"), JOIN, "passes", "users"),
    Corruption(
        "a navigate with a parameter nobody has", put(JOIN, "args", {"name": lit("x")}), JOIN, "args.name", "by value"
    ),
    Corruption(
        "a reference to something of another shape",
        put(JOIN, "passes.messages", ref("Chat.users")),
        JOIN,
        "passes.messages",
        "shape",
    ),
    Corruption(
        "a local passed by reference",
        both(
            put("Session.send", "body.2", {"op": "navigate", "step": "Session.send.navigate"}),
            add(
                "",
                "steps",
                {
                    "id": "Session.send.navigate",
                    "kind": "navigate",
                    "recipe": "Session",
                    "reads": [],
                    "passes": {"messages": ref(MESSAGES), "users": ref("Session.draft")},
                },
            ),
        ),
        "Session.send.navigate",
        "passes.users",
        "never leaves",
    ),
    Corruption("a navigate that nobody runs", put("Chat.join", "body", []), JOIN, "", "no handler"),
    Corruption(
        "a navigate of something else",
        put("Chat.join", "body.0.step", "Chat.users"),
        "Chat.join",
        "body.0.step",
        "cell",
    ),
    Corruption(
        "a handler of another recipe",
        add("Chat.join", "body", {"op": "send", "handler": "Session.send", "args": {}}),
        "Chat.join",
        "body.1.handler",
        "another recipe",
    ),
    Corruption(
        "a handler run without its payload",
        add("Session.send", "body", {"op": "send", "handler": "Session.rename", "args": {}}),
        "Session.send",
        "body.3.args",
        "username",
    ),
    Corruption(
        "a write to a parameter by value",
        both(
            put("Session.users", "by", "value"),
            put(JOIN, "args", {"users": ref("Chat.users")}),
            drop(JOIN, "passes.users"),
        ),
        "Session.rename",
        "body.1.at.of.step",
        "by value",
    ),
    Corruption(
        "a write to a derived value",
        both(derive("Session.a", 1, COUNTED, MESSAGES), put("Session.send", "body.2.at", ref("Session.a"))),
        "Session.send",
        "body.2.at.step",
        "only cells",
    ),
    Corruption(
        "a push onto a text",
        put("Session.send", "body.1.at", ref("Session.draft")),
        "Session.send",
        "body.1.at",
        "needs a list",
    ),
    Corruption(
        "a way into a text",
        put("Session.send", "body.2.at", {"op": "field", "of": ref("Session.draft"), "name": "length"}),
        "Session.send",
        "body.2.at.op",
        "here is a text",
    ),
    Corruption(
        "the removal of a whole cell",
        put("Session.send", "body.2", {"op": "remove", "at": ref(MESSAGES)}),
        "Session.send",
        "body.2.at.op",
        "element",
    ),
    Corruption(
        "an element by a field that is no key",
        put(
            "Session.send",
            "body.2",
            {"op": "remove", "at": {"op": "find", "of": ref(MESSAGES), "key": ref("Session.id"), "by": "author"}},
        ),
        "Session.send",
        "body.2.at.by",
        "key",
    ),
    Corruption(
        "an element of a map",
        put("Session.rename", "elements", {"username": {"var": 0, "at": ref("Session.users")}}),
        "Session.rename",
        "elements.username.at",
        "a map",
    ),
    Corruption(
        "an element that no payload names",
        put("Session.send", "elements", {"message": {"var": 0, "at": ref(MESSAGES)}}),
        "Session.send",
        "elements.message",
        "payload field",
    ),
    Corruption(
        "an element by its internal id where it has a key",
        put("Session.send", "body.2", {"op": "remove", "at": {"op": "find", "of": ref(MESSAGES), "key": lit("x")}}),
        "Session.send",
        "body.2.at.by",
        "internal id",
    ),
    Corruption(
        "an element by its internal id in a value",
        put("Session.send", "body.2.to", {"op": "find", "of": ref(MESSAGES), "key": lit("x")}),
        "Session.send",
        "body.2.to.by",
        "missing",
    ),
    Corruption(
        "a move to nowhere",
        add(
            "Session.send",
            "body",
            {
                "op": "each_element",
                "var": 0,
                "at": ref(MESSAGES),
                "body": [{"op": "move", "at": {"op": "place", "n": 0}}],
            },
        ),
        "Session.send",
        "body.3.body.0",
        "neither",
    ),
)

VIEWS = (
    Corruption("a text slot made an attribute", put(ROW, "slot", "attribute"), ROW, "slot", "text"),
    Corruption("a text slot made a link", put(ROW, "slot", "url"), ROW, "slot", "text"),
    Corruption("an unknown element", put("Chat", "template.0.name", "script"), "Chat", "template.0.name", "script"),
    Corruption(
        "an unknown attribute",
        put("Chat", "template.3.attributes.onclick", lit("x")),
        "Chat",
        "template.3.attributes.onclick",
        "onclick",
    ),
    Corruption(
        "an input without a label",
        drop("Session", "template.1.children.0.attributes"),
        "Session",
        "template.1.children.0.attributes.label",
        "missing",
    ),
    Corruption(
        "a heading with children", put("Chat", "template.1.children", []), "Chat", "template.1.children", "none"
    ),
    Corruption("a heading of nothing", drop("Chat", "template.1.content"), "Chat", "template.1.content", "missing"),
    Corruption(
        "content that is no text",
        put("Chat", "template.1.content.value", 5),
        "Chat",
        "template.1.content.value",
        "text",
    ),
    Corruption(
        "an item outside of a list",
        put("Chat", "template.3.name", "column"),
        "Chat",
        "template.3.children.0.body.0.name",
        "list",
    ),
    Corruption(
        "a slot shown twice",
        put("Session", "template.0.content.step", "Session.view.Room.3.text"),
        "Session",
        "template.2.children.0.body.0.content.step",
        "twice",
    ),
    Corruption(
        "a slot shown nowhere", put("Session", "template.0.content", lit("Chat")), "Session.view.1.text", "", "not show"
    ),
    Corruption(
        "a slot that is a cell",
        put("Session", "template.0.content.step", "Session.name"),
        "Session",
        "template.0.content.step",
        "no slot",
    ),
    Corruption(
        "a slot in other rows",
        put(ROW, "inside.0", "Session.view.Room.2.rows"),
        ROW,
        "inside",
        "Session.view.Room.5.rows",
    ),
    Corruption("a slot outside of its rows", drop(ROW, "inside"), ROW, "inside", "at the top"),
    Corruption(
        "a button without a handler of its own recipe",
        put("Chat", "template.2.handler", "Session.send"),
        "Chat",
        "template.2.handler",
        "another recipe",
    ),
    Corruption(
        "a button for a private handler", put("Chat.join", "private", True), "Chat", "template.2.handler", "private"
    ),
    Corruption(
        "a form without a handler", drop("Session", "template.1.handler"), "Session", "template.1.handler", "missing"
    ),
    Corruption(
        "an input for a field that its form does not send",
        put("Session", "template.1.children.0.field", "nickname"),
        "Session",
        "template.1.children.0.field",
        "payload field",
    ),
    Corruption(
        "a branch with nothing to show",
        put("Session", "template.0", {"op": "branch", "step": "Session.view.1.text", "of": []}),
        "Session",
        "template.0.of",
        "no template",
    ),
    Corruption(
        "a bound input without a place", drop("Session.view.7.value", "at"), "Session.view.7.value", "at", "place"
    ),
    Corruption(
        "a number format that is none",
        put("Session.view.1.text", "expr.else", {"op": "format", "as": "zz", "of": {"op": "lit", "value": 1}}),
        "Session.view.1.text",
        "expr.else.as",
        "number format",
    ),
)
