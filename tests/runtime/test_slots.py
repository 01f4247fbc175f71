"""What stands on a page that is open while things change is what a page opened afterwards shows."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

import charm

SHEET = """
type Slot { key id: Text, what: Text, people: {Text: Text} = {} }
recipe Sheet {
  shared slots: [Slot] = [{ id: "a", what: "Tea" }, { id: "b", what: "Cake" }]
  shared title: Text = "Sheet"
  on sign(slot in slots, name: Text) { slot.people[name] = name }
  on call(slot in slots, what as to: Text) { slot.what = to }
  view {
    for slot in slots {
      BODY
    }
  }
}
"""
BODIES = {
    "a branch": 'if slot.people != {} { text "{slot.what}: {join(values(slot.people), "+")}" }',
    "a branch in a branch": """if true {
        if slot.people == {} { text "nobody" } else { text "{slot.what}: {join(values(slot.people), "+")}" }
      }""",
    "rows in rows": 'for name in values(slot.people) { text "{slot.what}: {name}" }',
    "a branch in rows in rows": """for name in values(slot.people) {
        if name != "" { text "{slot.what}: {name} of {count(slot.people)}" }
      }""",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=list(BODIES))
def test_what_reads_a_row_further_out_follows_it(body: str, tmp_path: Path) -> None:
    path = tmp_path / "sheet.recipe"
    path.write_text(SHEET.replace("BODY", body), encoding="utf-8")
    with charm.open(charm.compile(path), seed=1) as space:
        page = space.visitor().open("/")
        open_page = space.host.connect(space.host.root, "ann", None)
        for handler, payload in (
            ("sign", {"slot": "a", "name": "Ann"}),
            ("sign", {"slot": "a", "name": "Bo"}),
            ("call", {"slot": "a", "what": "Green tea"}),
        ):
            page.send(handler, payload)
        kept = page.text()
        open_page.close()

        assert "Green tea" in kept and "Bo" in kept
        assert kept == page.text()


def test_a_branch_with_an_empty_list_in_it_may_go(tmp_path: Path) -> None:
    path = tmp_path / "page.recipe"
    path.write_text(
        """recipe Page {
          shared names: [Text] = []
          shared open: Bool = true
          on toggle() { open = not open }
          view { if open { for name in names { text name } } else { text "closed" } }
        }""",
        encoding="utf-8",
    )
    with charm.open(charm.compile(path), seed=1) as space:
        page = space.visitor().open("/")
        open_page = space.host.connect(space.host.root, "ann", None)

        page.send("toggle")

        assert page.text() == "closed"
        open_page.close()


def test_a_field_of_what_is_gone_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "cards.recipe"
    path.write_text(
        """type Card { key id: Text, title: Text(1..) }
        recipe Cards {
          shared cards: [Card] = [{ id: "a", title: "Tea" }]
          on open(card in cards) { navigate Detail(card) }
          on drop(card in cards) { remove card }
        }
        recipe Detail(shared card: Card) {
          view {
            heading card.title
            input card.title label: "Title"
          }
        }""",
        encoding="utf-8",
    )
    with charm.open(charm.compile(path), seed=1) as space:
        page = space.visitor().open("/")
        detail = page.send("open", {"card": "a"}).opened
        assert detail is not None
        window = space.host.connect(detail.id, "ann", None)

        page.send("drop", {"card": "a"})

        told = asyncio.run(window.next())
        window.close()
        assert json.loads(told)["shared"] == [["set", 0, [], "⚠ What this page was about is gone."], ["set", 1, [], ""]]
