"""What the server answers, over the wire."""

from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.charm.language_server.editing import Editor

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHAT = (Path(__file__).parents[3] / "recipes/chat.recipe").read_text(encoding="utf-8")

SHOP = '''let rate = 0.2

fn taxed(price: Number) = price * (1 + rate)

type Item { key id: Id = new_id(); name: Text; price: Number }

recipe Shop {
  """What is for sale."""
  shared items: [Item] = []
  local wanted: Text = ""
  let total = sum(taxed(i.price) for i in items)
  let found = [i for i in items where i.name == wanted]

  on add(name: Text, price: Number) {
    items.push({ name, price })
  }

  on rename(item in items, to: Text) {
    item.name = to
  }

  view {
    title "Shop"
    for item in items { row { text item.name; button "Rename" -> rename(item, wanted) } }
    input wanted label: "Find"
    text "{total} {count(found)}"
  }
}
'''


def marked(before: str, text: str = CHAT, typed: str = "") -> str:
    """A text with the cursor right behind the first occurrence of some words and what is typed there."""
    at = text.index(before) + len(before)
    return f"{text[:at]}{typed}|{text[at:]}"


# --- hover


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (marked("text: dra"), ["local draft: Text(..2000)", "each visitor has their own"]),
        (marked("shared mess"), ["shared messages: [Message]", "everyone who has the charm's address"]),
        (marked("navigate Sess"), ["recipe Session"]),
        (marked("shared it", SHOP), ["shared items: [Item]", "What is for sale."]),
        (marked("let tot", SHOP), ["let total: Number", "everyone"]),
        (marked("let fou", SHOP), ["let found: [Item]", "each visitor"]),
        (marked("text message.te"), ["(field) text: Text(trim, 1..2000)"]),
        (marked("in val"), ["values(", "For example"]),
        (marked("    head"), ["heading", "A heading"]),
        (marked("username lab"), ["What it asks for"]),
        (marked("author: I"), ["What tells one thing from all others"]),
        (marked("    requ"), ["refuses the event"]),
        (marked("  loc"), ["each visitor has their own"]),
    ],
    ids=lambda value: "" if isinstance(value, str) else value[0],
)
async def test_hover_says_what_a_name_is_and_who_sees_its_value(editor: Editor, place: str, words: list[str]) -> None:
    await editor.show(place)

    said = await editor.hover()

    assert [word for word in words if word not in said] == []


async def test_hover_explains_what_is_wrong_and_a_code_that_is_written(editor: Editor) -> None:
    await editor.show(CHAT.replace("values(users)", "values(use|rz)", 1))
    assert "**C0312**" in await editor.hover()

    await editor.show("# charm: ignore[C03|12] it is fine\n" + CHAT)
    assert "**C0312**" in await editor.hover()


async def test_hover_has_nothing_to_say_of_space_and_of_text(editor: Editor) -> None:
    await editor.show(CHAT.replace("\n\nview Room", "\n|\nview Room"))
    assert await editor.hover() == ""

    await editor.show(CHAT.replace('title "Chat"', 'title "lo|cal"', 1))
    assert await editor.hover() == ""


# --- definition, references, rename


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (marked("text: dra"), 'local draft: Text(..2000) = ""'),
        (marked("text message.te"), "text: Text(trim, 1..2000)"),
        (marked("navigate Sess"), 'recipe Session(shared messages: [Message], shared users: {Id: Text = "someone"}) {'),
        (marked("form -> ren"), "on rename(username: Text(trim, 1..40)) {"),
        (marked("input usern"), "on rename(username: Text(trim, 1..40)) {"),
        (marked("bo: b.dra"), 'local draft: Text(..2000) = ""'),
        (marked("a.rename(usern"), "on rename(username: Text(trim, 1..40)) {"),
        (marked("show Ro"), 'view Room(messages: [Message], users: {Id: Text = "someone"}) {'),
        (marked("sum(tax", SHOP), "fn taxed(price: Number) = price * (1 + rate)"),
        (marked("(1 + ra", SHOP), "let rate = 0.2"),
        (marked("where i.na", SHOP), "type Item { key id: Id = new_id(); name: Text; price: Number }"),
    ],
)
async def test_definition_leads_to_the_declaration(editor: Editor, place: str, line: str) -> None:
    await editor.show(place)

    assert await editor.definitions() == [line]


async def test_a_name_of_the_language_has_no_definition_here(editor: Editor) -> None:
    await editor.show(marked("in val"))

    assert await editor.definitions() == []
    assert await editor.references() == []


async def test_references_are_all_places_of_that_name_and_no_others(editor: Editor) -> None:
    await editor.show(marked("local dra"))

    assert await editor.references() == [
        'local draft: Text(..2000) = ""',
        "messages.push({ author: id, text: draft })",
        'draft = ""',
        'input draft label: "Message"',
        'bo: b.draft = "half written"',
        'ann: a.draft = "hello"',
        'bo: expect b.draft == "half written"',
    ]


async def test_a_cell_is_renamed_everywhere_and_a_field_of_its_name_is_not(editor: Editor) -> None:
    await editor.show(marked("local dra"))

    text = await editor.renamed("typed")

    assert text == CHAT.replace("draft", "typed")


async def test_a_payload_field_is_renamed_in_forms_and_calls(editor: Editor) -> None:
    await editor.show(marked("on rename(usern"))

    again = await editor.renamed("called")

    assert again == CHAT.replace("username", "called").replace("Choose a called", "Choose a username")


async def test_what_stands_short_for_a_field_and_a_value_becomes_long(editor: Editor) -> None:
    await editor.show(marked("on add(na", SHOP))
    renamed = await editor.renamed("title")
    assert "on add(title: Text, price: Number) {\n    items.push({ name: title, price })" in renamed

    await editor.show(marked("Id = new_id(); na", SHOP))
    renamed = await editor.renamed("title")
    assert "items.push({ title: name, price })" in renamed
    assert "where i.title == wanted" in renamed and "text item.title" in renamed


@pytest.mark.parametrize(
    ("place", "name", "reason"),
    [
        ("local dra", "id", "is declared twice"),
        ("local dra", "let", "word of the language"),
        ("local dra", "Draft", "lower case"),
        ("local dra", "two words", "is no name"),
        ("recipe Sess", "session", "upper case"),
        ("recipe Sess", "Chat", "is declared twice"),
        ("in val", "other", "no name here"),
    ],
)
async def test_a_name_that_would_clash_is_refused_with_the_reason(
    editor: Editor, place: str, name: str, reason: str
) -> None:
    await editor.show(marked(place))

    with pytest.raises(JsonRpcException, match=reason):
        await editor.renamed(name)


# --- completion


@pytest.mark.parametrize(
    ("place", "has", "lacks"),
    [
        (marked("text message.", typed=""), {"author", "text", "at", "id"}, {"draft", "let"}),
        (marked('draft = ""\n', typed="    messages.\n"[:-1]), {"push", "insert", "clear"}, {"author", "send"}),
        (marked("author: id, "), {"text", "at", "draft", "name"}, {"author", "recipe", "push"}),
        (marked("messages, users)\n  }\n\n", typed="  let n = "), {"messages", "users", "count"}, {"draft", "shared"}),
        (
            marked('title "Chat"\n', typed="    \n"[:-1]),
            {"button", "form", "input", "for", "show"},
            {"require", "draft"},
        ),
        (marked("rename() {\n", typed="      input "), {"username", "draft"}, {"true", "button"}),
        (marked('button "Save"', typed=" -> "), {"rename", "send"}, {"join", "draft"}),
        (marked('button "Save"', typed=" "), {"label", "disabled", "tone"}, {"draft", "let"}),
        (marked("local draft: "), {"Text", "Message", "Int"}, {"draft", "let", "count"}),
        (marked("navigate "), {"Chat", "Session"}, {"Message", "button"}),
        (marked("show "), {"Room"}, {"Chat", "button"}),
        (marked('"someone"} = {}\n', typed="  "), {"shared", "local", "on", "let", "view"}, {"require", "button"}),
        (marked("Session(messages, users)\n", typed="    "), {"require", "users", "join", "if"}, {"recipe", "draft"}),
        (marked("a.rename("), {"username", "room", "a"}, {"draft"}),
        (marked("= spawn Chat()\n", typed="  "), {"ann", "bo", "room", "expect", "wait", "restart"}, {"button"}),
        (marked("= spawn Chat()\n", typed="  ann: room."), {"join", "messages"}, {"rename", "draft"}),
        ("|", {"recipe", "type", "fn", "view", "use"}, {"shared", "require"}),
    ],
)
async def test_completion_proposes_what_fits_the_place(
    editor: Editor, place: str, has: set[str], lacks: set[str]
) -> None:
    lines_apart = place.replace("|    heading", "|\n    heading").replace("|  ann", "|\n  ann")
    await editor.show(lines_apart.replace("|      input", "|\n      input").replace("|  }", "|\n  }"))

    names = set(await editor.completed())

    assert (has - names, lacks & names) == (set(), set())


async def test_nothing_is_proposed_in_text_comments_and_for_new_names(editor: Editor) -> None:
    for place in (marked('title "Ch'), CHAT + "# a comm|ent\n", marked("  let ", SHOP)):
        await editor.show(place)
        assert await editor.completed() == []


async def test_what_is_proposed_replaces_the_word_that_is_there_and_puts_the_cursor_in(editor: Editor) -> None:
    await editor.show(marked("messages, users)\n  }\n\n", typed="  let n = cou"))

    count = next(item for item in await editor.completion() if item.label == "count")

    assert isinstance(count.text_edit, types.TextEdit)
    assert (editor.said(count.text_edit.range), count.text_edit.new_text) == ("cou", "count($0)")
    assert isinstance(count.documentation, types.MarkupContent) and "For example" in count.documentation.value


# --- the whole text


async def test_diagnostics_have_codes_help_and_the_other_places(editor: Editor) -> None:
    await editor.show(CHAT.replace("values(users)", "values(userz)", 1))

    (found,) = await editor.diagnosed()

    assert (found.code, found.source, editor.said(found.range)) == ("C0312", "charm", "userz")
    assert found.severity is types.DiagnosticSeverity.Error
    assert "help: use `users`" in found.message
    assert found.related_information and "declared here" in found.related_information[0].message


async def test_a_mended_text_has_no_diagnostics_and_a_closed_one_none_either(editor: Editor) -> None:
    await editor.show(CHAT.replace("values(users)", "values(userz)", 1))
    await editor.show(CHAT)

    assert await editor.diagnosed() == []


async def test_a_fix_is_an_action_that_mends_the_text(editor: Editor) -> None:
    await editor.show(CHAT.replace("values(users)", "values(use|rz)", 1))

    (action,) = await editor.actions()

    assert action.title == "Use `users` (C0312)"
    assert action.edit is not None and action.edit.changes is not None
    assert editor.applied([edit for edits in action.edit.changes.values() for edit in edits]) == CHAT


async def test_a_safe_fix_is_the_one_to_take(editor: Editor) -> None:
    await editor.show(CHAT.replace("name != ", "name !=|= ", 1))

    (action,) = await editor.actions()

    assert (action.title, action.is_preferred) == ("Write `!=` (C0113)", True)


async def test_formatting_writes_the_one_style_and_leaves_a_broken_text_alone(editor: Editor) -> None:
    await editor.show(CHAT.replace("  local draft", "      local    draft"))
    assert await editor.formatted() == CHAT

    await editor.show(CHAT)
    assert await editor.formatted() == CHAT

    await editor.show(CHAT.replace("recipe Chat {", "recipe Chat", 1))
    assert await editor.formatted() is None


async def test_the_outline_is_the_declarations_with_what_they_hold(editor: Editor) -> None:
    await editor.show(SHOP)

    tree = {each.name: [part.name for part in each.children or ()] for each in await editor.outline()}

    assert list(tree) == ["rate", "taxed", "Item", "Shop"]
    assert tree["Item"] == ["id", "name", "price"]
    assert tree["Shop"] == ["items", "wanted", "total", "found", "add", "rename", "view"]


async def test_tokens_tell_shared_from_local(editor: Editor) -> None:
    await editor.show(SHOP)

    found = await editor.tokens()

    assert ("items", "variable", {"declaration", "shared"}) in found
    assert ("wanted", "variable", {"declaration", "local"}) in found
    assert ("wanted", "variable", {"local"}) in found
    assert ("found", "variable", {"declaration", "readonly", "local"}) in found
    assert ("count", "function", {"defaultLibrary"}) in found
    assert ("Item", "type", set()) in found
    assert ("rename", "method", {"declaration"}) in found


async def test_hints_tell_types_scopes_and_parameters(editor: Editor) -> None:
    await editor.show(SHOP)

    assert await editor.hints() == [
        "let rate«: Number» = 0.2",
        "let total«: Number» = sum(taxed(i.price) for i in items)",
        "let found«: local [Item]» = [i for i in items where i.name == wanted]",
        'for item in items { row { text item.name; button "Rename" -> rename(item, «to:»wanted) } }',
    ]


# --- texts that are broken, positions


async def test_a_broken_text_is_answered_like_any_other(editor: Editor) -> None:
    await editor.show(
        marked("text: dra", CHAT.replace("on rename(username: Text(trim, 1..40)) {", "on rename(user", 1))
    )

    assert await editor.diagnosed() != []
    assert "local draft: Text(..2000)" in await editor.hover()
    assert await editor.definitions() == ['local draft: Text(..2000) = ""']


async def test_an_empty_text_is_answered(editor: Editor) -> None:
    await editor.show("")

    assert [each.code for each in await editor.diagnosed()] == ["C0001"]
    assert (await editor.outline(), await editor.tokens(), await editor.hints()) == ([], [], [])
    assert {"recipe", "type"} <= set(await editor.completed())


EMOJI = CHAT.replace('title "Chat"', 'title "😀 Chat"').replace('"Chatting as {name}"', '"😀🎈 é {name} {userz}"')


async def test_places_behind_emoji_are_right_in_utf_16(editor: Editor) -> None:
    await _check_emoji(editor)


async def test_places_behind_emoji_are_right_where_client_and_server_count_otherwise(counting_editor: Editor) -> None:
    await _check_emoji(counting_editor)


async def _check_emoji(editor: Editor) -> None:
    await editor.show(marked('"😀🎈 é {na', EMOJI))

    (found,) = await editor.diagnosed()

    assert editor.said(found.range) == "userz"
    assert "local name" in await editor.hover()
    assert await editor.definitions() == ['local name: Text(trim, ..40) = ""']
    assert ("name", "variable", {"local"}) in await editor.tokens()
