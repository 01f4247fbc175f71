"""A built graph lives without the parser: opened, sent to and read where lark is not installed."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
sys.modules["lark"] = None
import charm
with charm.open("tests/graph/chat.graph.json", seed=1) as space:
    ann = space.visitor()
    session = ann.open().send("join").opened
    session.send("rename", {"username": "Ann"})
    session.set("draft", "hello")
    session.send("send")
    print(session.read("messages.0.text"), "|", session.read("draft"), "|", "Chatting as Ann" in session.text())
"""


def test_a_built_graph_is_opened_sent_to_and_read_without_lark() -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (ran.stdout, ran.stderr) == ("hello |  | True\n", "")
