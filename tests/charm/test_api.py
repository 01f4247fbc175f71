"""The Python API: what it gives, and how it refuses."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

import charm
from tests.graph.corruptions import CORRUPTIONS, Corruption, text_of

RECIPES = Path(__file__).parents[2] / "recipes"

COUNTER = """recipe Counter(shared value: Int(..100) = 0) {
  shared left: Int = 10
  let double = value * 2
  let share = 10 / left
  on add(amount: Int else 1) { value += amount }
  on use_up() { left = 0 }
  on divide() { value = round(value / left) }
  view { text "{double}" }
}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "counter.recipe"
    path.write_text(text, encoding="utf-8")
    return path


def test_two_visitors_of_the_chat_share_messages_and_keep_their_own_drafts() -> None:
    with charm.open(charm.compile(RECIPES / "chat.recipe"), seed=1) as space:
        ann, bo = (space.visitor().open("/").send("join").opened for _ in range(2))
        assert ann is not None and bo is not None
        ann.send("rename", {"username": " Ann "})
        bo.set("draft", "half written")
        ann.set("draft", "hello")
        ann.send("send")

        assert bo.read("messages.0.text") == "hello"
        assert bo.read("messages.length") == 1
        assert bo.read("draft") == "half written"
        assert "Ann" in bo.text().splitlines()
        assert space.faults == []


def test_a_recipe_with_errors_is_refused_with_its_diagnostics(tmp_path: Path) -> None:
    with pytest.raises(charm.RecipeError) as refused:
        charm.compile(written(tmp_path, COUNTER.replace("value * 2", "valu * 2")))
    assert [diagnostic.code for diagnostic in refused.value.diagnostics] == ["C0312"]


@pytest.mark.parametrize("corruption", CORRUPTIONS, ids=lambda corruption: corruption.name)
def test_a_broken_graph_file_is_refused_before_anything_of_it_runs(corruption: Corruption, tmp_path: Path) -> None:
    path = tmp_path / "chat.graph.json"
    path.write_bytes(text_of(corruption))
    with pytest.raises(charm.RecipeError) as refused:
        charm.open(path)
    found = [f"{each.message} {' '.join(each.notes)}" for each in refused.value.diagnostics]
    assert any(corruption.step in each and corruption.field in each and corruption.word in each for each in found), (
        found
    )


def test_parameters_of_the_root_are_cleaned_and_checked(tmp_path: Path) -> None:
    path = written(tmp_path, COUNTER)
    with charm.open(path, parameters={"value": 7}) as space:
        assert space.visitor().open().read("double") == 14
    with pytest.raises(charm.Invalid) as refused:
        charm.open(path, parameters={"value": 101, "other": 1})
    assert refused.value.errors == (("other", "is no parameter of this recipe"),)


def test_a_fault_in_a_derived_value_stays_there(tmp_path: Path) -> None:
    with charm.open(written(tmp_path, COUNTER), seed=1) as space:
        page = space.visitor().open()
        page.send("use_up")
        assert "share" not in page.read()
        assert page.read("double") == 0
        assert space.faults == []
        with pytest.raises(charm.Faulted, match="division by zero"):
            page.read("share")
        assert len(space.faults) == 1


def test_a_fault_is_shown_where_it_is_and_the_rows_around_it_stay(tmp_path: Path) -> None:
    recipe = """recipe Shares(shared parts: [Int] = [1, 0, 2]) {
      view { list label: "Shares" { for n in parts { item "{10 / n}" } } }
    }"""
    with charm.open(written(tmp_path, recipe), seed=1) as space:
        assert space.visitor().open().text().splitlines() == ["Shares", "10", "⚠ division by zero", "5"]


def test_a_fault_in_a_handler_takes_the_whole_event_back(tmp_path: Path) -> None:
    with charm.open(written(tmp_path, COUNTER), seed=1) as space:
        page = space.visitor().open()
        page.send("use_up")
        with pytest.raises(charm.Faulted, match="division by zero"):
            page.send("divide")
        assert page.read("value") == 0
        assert len(space.faults) == 1


def test_visitors_who_only_look_leave_nothing_behind(tmp_path: Path) -> None:
    recipe = """recipe Notes {
      shared count: Int = 0
      local note: Text = "mine"
      let mine = "{note} {count}"
      on add() { require mine != "" }
      view { text mine }
    }"""
    with charm.open(written(tmp_path, recipe), seed=1) as space:
        core, sizes = space.host.space, set[tuple[int, int]]()
        for _ in range(3):
            page = space.visitor().open()
            assert page.read("mine") == page.text() == "mine 0"
            page.send("add")
            sizes.add((len(core.propagation), len(core.state.cells)))
        assert len(sizes) == 1


def test_what_does_not_exist_is_named(tmp_path: Path) -> None:
    with charm.open(written(tmp_path, COUNTER), seed=1) as space:
        page = space.visitor().open()
        with pytest.raises(charm.NoSuchHandler, match="add, use_up, divide"):
            page.send("ad")
        with pytest.raises(charm.NoSuchPath, match="valeu"):
            page.read("valeu")
        with pytest.raises(charm.NoSuchCharm):
            space.visitor().open("/c/nowhere")
        with pytest.raises(charm.Invalid, match="cannot be written here now"):
            page.set("value", 3)


def test_a_space_in_a_file_is_there_again(tmp_path: Path) -> None:
    path, store = written(tmp_path, COUNTER), f"sqlite:{tmp_path / 'counter.db'}"
    with charm.open(path, store=store) as space:
        space.visitor().open().send("add", {"amount": 5})
    with charm.open(path, store=store) as space:
        assert space.visitor().open().read("value") == 5


def test_an_application_serves_between_startup_and_shutdown(tmp_path: Path) -> None:
    address = "http://127.0.0.1:8000"
    store = f"sqlite:{tmp_path / 'counter.db'}"
    application = charm.asgi(written(tmp_path, COUNTER), store=store, origins=(address,))

    async def life() -> int:
        import httpx

        incoming: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        outgoing: asyncio.Queue[object] = asyncio.Queue()
        living = asyncio.create_task(application({"type": "lifespan"}, incoming.get, outgoing.put))
        await incoming.put({"type": "lifespan.startup"})
        assert await outgoing.get() == {"type": "lifespan.startup.complete"}
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url=address) as client:
            status = (await client.get("/healthz")).status_code
        await incoming.put({"type": "lifespan.shutdown"})
        await living
        return status

    assert asyncio.run(life()) == 200


def test_a_handler_of_a_child_is_reached_by_the_path_of_the_child(tmp_path: Path) -> None:
    recipe = tmp_path / "pair.recipe"
    counter = "recipe Counter(shared n: Int = 0) {\n  on add(by: Int) {\n    n += by\n  }\n}\n"
    recipe.write_text(f"recipe Pair {{\n  shared n: Int = 1\n  child left = Counter(n)\n}}\n\n{counter}", "utf-8")

    with charm.open(recipe) as space:
        page = space.visitor().open("/")
        page.send("left.add", {"by": 4})

        assert (page.read("n"), page.read("left.n")) == (5, 5)
        with pytest.raises(charm.NoSuchHandler, match="add"):
            page.send("left.take")
        with pytest.raises(charm.NoSuchPath):
            page.send("n.add")
