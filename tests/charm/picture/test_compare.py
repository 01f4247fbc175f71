"""Two versions of a recipe in one picture."""

from charm.picture.change_tree import change_tree
from charm.picture.compare import compare
from tests.charm.picture.drawing import TODO, graph_of, link_of

AFTER = (
    TODO.replace('local draft: Text = ""', 'local draft: Text(..99) = ""\n  shared total: Int = 0')
    .replace("items.push({ text: text }) ", "items.push({ text: text })\n total += 1\n")
    .replace("  on finish(item in items) { item.done = true }\n", "")
)
COMPARISON = compare(graph_of(TODO), graph_of(AFTER))


def test_each_step_is_added_removed_changed_or_as_it_was() -> None:
    marks = {node.id: node.mark for node in COMPARISON.picture.nodes if node.mark}

    assert marks == {
        "Board.draft": "changed",
        "Board.total": "added",
        "Board.add": "changed",
        "Board.finish": "removed",
    }


def test_a_link_that_is_new_or_gone_is_marked() -> None:
    assert link_of(COMPARISON.picture, "Board.add", "Board.total").mark == "added"
    assert link_of(COMPARISON.picture, "Board.finish", "Board.items").mark == "removed"
    assert link_of(COMPARISON.picture, "Board.add", "Board.items").mark is None


def test_what_changed_in_a_step_is_said() -> None:
    assert COMPARISON.details == {"Board.draft": ("was Text",), "Board.add": ("now writes Board.total",)}


def test_moving_a_recipe_down_in_its_file_changes_nothing() -> None:
    comparison = compare(graph_of(TODO), graph_of(f"# a comment\n\n{TODO}"))

    assert [node.id for node in comparison.picture.nodes if node.mark] == []
    assert [line.plain for line in change_tree(comparison, 80)] == ["no step is different"]


def test_a_change_of_a_view_is_a_change_of_one_node() -> None:
    comparison = compare(graph_of(TODO), graph_of(TODO.replace('"{count} open"', '"{count} still open"')))

    assert {node.id: node.mark for node in comparison.picture.nodes if node.mark} == {"Board.view": "changed"}
    assert comparison.details["Board.view"] == ("is written otherwise",)


def test_a_change_of_words_that_never_change_on_the_page_is_a_change_of_the_view() -> None:
    comparison = compare(graph_of(TODO), graph_of(TODO.replace('"Draft"', '"Your draft"')))

    assert [node.id for node in comparison.picture.nodes if node.mark] == ["Board.view"]


def test_a_recipe_that_is_new_is_marked_whole() -> None:
    before = TODO[: TODO.index("recipe Desk")].replace("on sit() { navigate Desk(items, names) }", "on sit() { }")
    comparison = compare(graph_of(before), graph_of(TODO))

    assert {frame.recipe: frame.mark for frame in comparison.picture.frames} == {"Board": None, "Desk": "added"}
    assert comparison.details["Board.sit"] == ("now opens Desk",)


def test_the_tree_of_changes_has_what_changed_and_nothing_else() -> None:
    lines = [line.plain for line in change_tree(COMPARISON, 80)]

    assert lines[0] == "Board"
    assert [line[:12].rstrip() for line in lines[1:5]] == ["├─ ~ draft", "├─ + total", "├─ ~ add", "└─ - finish"]
    assert lines[-1] == "4 steps: 1 added, 1 removed, 2 changed"
    assert not [line for line in lines if "names" in line]
