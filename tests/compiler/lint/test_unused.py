"""C2006 handlers that nothing sends, C2007 what nothing reads, C2008 locals for nobody."""

from tests.compiler.lint.linting import codes, marked

PAGE = (
    "recipe Game {{\n  shared score: Int = 0\n{cells}  on hit() {{ score += 1{body} }}\n{more}"
    '  view {{ button "{{score}}" -> hit(){view} }}\n}}\n{after}'
)


def page(cells: str = "", body: str = "", more: str = "", view: str = "", after: str = "") -> str:
    return PAGE.format(cells=cells, body=body, more=more, view=view, after=after)


def test_a_handler_that_the_page_forgot_is_shown_beside_one_that_it_sends() -> None:
    assert marked(page(more="  on miss() { score = 0 }\n")) == [("C2006", ["miss", 'button "{score}" -> hit()'])]


def test_a_handler_that_a_handler_or_a_test_calls_is_called() -> None:
    assert codes(page(body="; miss()", more="  on miss() { score = 0 }\n")) == []
    assert (
        codes(page(more="  on miss() { score = 0 }\n", after='test "t" {\n  let g = spawn Game()\n  g.miss()\n}\n'))
        == []
    )


def test_a_recipe_whose_page_sends_nothing_is_for_scripts() -> None:
    assert (
        codes('recipe R {\n  shared n: Int = 0\n  shared m: Int = 0\n  on add() { n += 1 }\n  view { text "x" }\n}\n')
        == []
    )


def test_a_private_handler_that_nothing_calls_is_no_ones() -> None:
    assert codes("recipe R {\n  shared n: Int = 0\n  private on add() { n += 1 }\n}\n") == ["C2006"]


def test_a_cell_or_derived_value_that_nothing_reads_is_shown_with_a_write_to_it() -> None:
    assert marked(page("  shared hits: Int = 0\n", "; hits += 1")) == [("C2007", ["hits", "hits += 1"])]
    assert marked(page("  let double = score * 2\n")) == [("C2007", ["double"])]


def test_a_cell_that_a_test_or_a_handler_reads_is_read() -> None:
    test = 'test "t" {\n  let g = spawn Game()\n  expect g.hits == 0\n}\n'

    assert codes(page("  shared hits: Int = 0\n", "; hits += 1", after=test)) == []
    assert codes(page("  shared hits: Int = 0\n", "; hits += 1; require hits < 9")) == []


def test_a_cell_that_gives_a_field_its_name_and_its_value_is_read() -> None:
    cells = "  shared hits: Int = 0\n  shared log: [{ hits: Int }] = []\n"

    assert codes(page(cells, "; hits += 1; log.push({ hits })", view="; text count(log)")) == []


def test_a_field_or_a_label_of_the_same_name_is_no_reading_of_a_cell() -> None:
    assert codes(page('  shared label: Text = ""\n', '; label = "x"', view='\n    input score label: "Score"')) == [
        "C2007"
    ]


def test_a_local_that_only_feeds_itself_or_a_local_that_is_not_shown_is_for_nobody() -> None:
    cells = "  local hits: Int = 0\n  local twice: Int = 0\n"

    assert marked(page(cells, "; hits += 1; twice = hits * 2 + twice")) == [
        ("C2008", ["hits", "hits += 1"]),
        ("C2008", ["twice", "twice = hits * 2 + twice"]),
    ]


def test_a_local_that_reaches_the_page_or_what_is_shared_through_another_one_is_shown() -> None:
    cells = "  local hits: Int = 0\n  local twice: Int = 0\n"

    assert codes(page(cells, "; hits += 1; twice = hits * 2", view="; text twice")) == []
    assert (
        codes(page("  local id: Id = new_id()\n  shared who: Id? = none\n", "; who = id", view='; text who ?? ""'))
        == []
    )
    assert codes(page('  local notes: Text = ""\n', view='; textarea notes label: "Notes"')) == []
