"""C2xxx: what is allowed and seldom meant."""

from compiler.messages.message import Message


def _navigating(params: str) -> str:
    return (
        "recipe Start {\n  local secret: Int = 0\n  on go() {\n    navigate Page(secret)\n  }\n}\n\n"
        f"recipe Page({params}) {{\n  view {{\n    text n\n  }}\n}}\n"
    )


MESSAGES = (
    Message(
        code="C2001",
        name="local-published",
        severity="warning",
        template="a local value becomes visible to all as `{name}`",
        explanation=(
            "A parameter by value can be read by everyone who opens the charm. Where only the visitor who navigates "
            "is to see it, the parameter is `local`."
        ),
        failing=_navigating("n: Int"),
        fixed=_navigating("local n: Int"),
    ),
)
