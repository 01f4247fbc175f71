"""C2002 shared drafts, C2003 lost updates, C2012 lists that are local because of one field."""

from compiler.messages import MESSAGES
from tests.compiler.lint.linting import codes, found, marked

WALL = MESSAGES["C2002"].failing


def tally(arguments: str, body: str = "votes = count", cell: str = "shared votes: Int = 0") -> str:
    return (
        f"recipe Tally {{\n  {cell}\n  on vote(count: Int) {{ {body} }}\n"
        f'  view {{ text votes; button "Vote" -> vote({arguments}) }}\n}}\n'
    )


def test_a_draft_in_a_shared_cell_is_shown_with_who_types_and_who_sends_it() -> None:
    assert marked(WALL) == [("C2002", ["draft", "draft", "draft"])]


def test_a_draft_that_is_emptied_is_one_without_a_form_too() -> None:
    text = WALL.replace(
        'form -> pin() { input draft label: "Note"; button "Pin" }',
        'input draft label: "Note"\n    button "Pin" -> pin()',
    )

    assert marked(text) == [("C2002", ["draft", "draft", 'draft = ""'])]


def test_a_draft_that_is_passed_by_reference_has_no_fix_but_is_warned_about() -> None:
    text = (
        'recipe Hall {\n  shared notes: [Text] = []\n  shared draft: Text = ""\n'
        "  on enter_room() { navigate Wall(notes, draft) }\n"
        '  view { button "In" -> enter_room() }\n}\n'
        "recipe Wall(shared notes: [Text], shared draft: Text) {\n  on pin() { notes.push(draft) }\n"
        '  view { for note in notes { text note }\n    form -> pin() { input draft label: "Note"; button "Pin" } }\n}\n'
    )

    assert codes(text) == ["C2002"]


def test_a_draft_that_a_child_is_given_has_no_fix_either() -> None:
    text = WALL.replace("recipe Wall {", "recipe Wall {\n  child pad = Pad(draft)").replace(
        "list {", "show pad\n    list {"
    )

    (draft,) = found(text + "recipe Pad(shared words: Text) {\n  view { text words }\n}\n")
    assert (draft.code, draft.fixes) == ("C2002", ())


def test_a_text_that_all_edit_together_is_no_draft() -> None:
    assert codes('recipe Pad {\n  shared pad: Text = ""\n  view { textarea pad label: "Pad" }\n}\n') == []


def test_a_setting_that_a_handler_reads_and_does_not_take_away_is_no_draft() -> None:
    text = (
        'recipe Pad {\n  shared topic: Text = ""\n  shared said: [Text] = []\n  on say() { said.push(topic) }\n'
        '  view { input topic label: "Topic"; button "Say" -> say(); for s in said { text s } }\n}\n'
    )

    assert codes(text) == []


def test_an_update_computed_on_the_page_is_shown_where_it_is_read_and_where_it_is_put() -> None:
    assert marked(tally("votes + 1")) == [("C2003", ["votes + 1", "votes = count"])]


def test_an_update_through_a_derived_value_is_lost_as_well() -> None:
    assert codes(tally("next + 0", cell="shared votes: Int = 0\n  let next = votes + 1")) == ["C2003"]


def test_an_update_of_an_element_is_lost_as_well() -> None:
    text = (
        "type Item { key id: Id = new_id(), n: Int = 0 }\nrecipe Shop {\n  shared items: [Item] = []\n"
        "  on put(item in items, n as count: Int) { item.n = count }\n"
        '  view { for i in items { button "{i.n}" -> put(i, i.n + 1) } }\n}\n'
    )

    assert codes(text) == ["C2003"]


def test_an_update_computed_in_the_handler_is_not_lost() -> None:
    assert codes(tally("1", "votes += count")) == []
    assert codes(tally("1", "votes = votes + count")) == []


def test_a_value_of_the_visitors_own_is_nobody_elses_to_lose() -> None:
    assert codes(tally("votes + 1", cell="local votes: Int = 0")) == []


def test_a_choice_among_values_is_no_update() -> None:
    assert codes(tally("3")) == []
    assert codes(tally("if votes == 0 then 1 else 0")) == []


def test_a_list_that_is_local_by_one_field_names_the_field() -> None:
    assert marked(MESSAGES["C2012"].failing) == [("C2012", ["listed", "me"])]


def test_a_list_that_is_local_by_what_it_goes_through_or_leaves_out_has_to_be() -> None:
    text = MESSAGES["C2012"].failing

    assert codes(text.replace("for p in posts]", "for p in posts where p.author == me]")) == []
    assert codes(text.replace("words: p.words,", "words: p.words, own: p.author != me,")) == []
