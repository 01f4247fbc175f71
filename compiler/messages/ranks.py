"""C08xx: the graph as a whole."""

from compiler.messages.message import Message

MESSAGES = (
    Message(
        code="C0801",
        name="loop",
        severity="error",
        template="`{step}` is computed from itself",
        explanation=(
            "Derived values are computed in the order in which they read each other, each once. In a loop there is no "
            "such order. Where a value builds on its own past, the past is state: keep it in a cell."
        ),
        failing="recipe Prices {\n  shared net: Number = 1\n  let tax = gross * 0.2\n  let gross = net + tax\n}\n",
        fixed="recipe Prices {\n  shared net: Number = 1\n  let tax = net * 0.2\n  let gross = net + tax\n}\n",
    ),
)
