"""Names that come from another file, and files that change."""

from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import LanguageClient

from tests.charm.language_server.editing import Editor

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = '''"""People."""

type Person { key id: Id = new_id(); name: Text }

fn called(person: Person) = person.name
'''
TEAM = """use "people.recipe" (Person, called)

recipe Team {
  shared members: [Person] = []

  view { title "Team"; for one in members { text called(one); text one.name } }
}
"""


@pytest.fixture
def team(tmp_path: Path, client: LanguageClient) -> Editor:
    """An editor of one file beside another."""
    (tmp_path / "people.recipe").write_text(PEOPLE, encoding="utf-8")
    return Editor(client, "utf-16", uri=(tmp_path / "team.recipe").as_uri())


@pytest.mark.parametrize(
    ("before", "line"), [('use "people.recipe" (Per', 2), ("text cal", 4), ("shared members: [Per", 2), ("one.na", 2)]
)
async def test_definition_leads_to_the_other_file(team: Editor, before: str, line: int) -> None:
    await team.show(TEAM.replace(before, f"{before}|", 1))

    (found,) = await team.locations()

    assert (found.uri.rpartition("/")[2], found.range.start.line) == ("people.recipe", line)


async def test_what_another_file_declares_is_renamed_there(team: Editor) -> None:
    await team.show(TEAM.replace("text cal", "text cal|", 1))

    with pytest.raises(JsonRpcException, match="rename it there"):
        await team.renamed("named")


async def test_completion_knows_what_is_imported_and_what_could_be(team: Editor) -> None:
    await team.show(TEAM.replace("text called(one)", "text |"))
    assert "called" in await team.completed()

    await team.show(TEAM.replace(", called", ", |"))
    assert await team.completed() == ["called"]


async def test_a_file_that_is_used_is_followed_while_it_is_edited(team: Editor, client: LanguageClient) -> None:
    await team.show(TEAM)
    assert await team.diagnosed() == []

    people = Editor(client, "utf-16", uri=team.uri.replace("team", "people"))
    await people.show(PEOPLE)
    client.diagnostics.pop(team.uri)
    await people.show(PEOPLE.replace("called", "named"))

    (found,) = await team.diagnosed()
    assert (found.code, team.said(found.range)) == ("C0330", "called")
    assert found.severity is types.DiagnosticSeverity.Error
