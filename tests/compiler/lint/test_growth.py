"""C2004 what grows without bound, C2005 what gets dearer with history."""

from tests.compiler.lint.linting import codes, fixed, marked

STORY = (
    'recipe Story {{\n  shared tale: {type} = ""\n  on tell(line: Text) {{ tale = "{{tale}} {{line}}" }}\n{more}}}\n'
)
POSTS = (
    "type Post {{ key id: Id = new_id(), author: Id, at: Time = now() }}\n"
    "recipe Posts {{\n  shared posts: [Post] = []\n"
    "  on post() {{ posts.push({{ author: me }}) }}\n{more}}}\n"
)


def test_a_text_that_is_only_ever_added_to_is_shown_with_its_declaration() -> None:
    assert marked(STORY.format(type="Text", more="")) == [("C2004", ['tale = "{tale} {line}"', "tale"])]


def test_a_text_with_a_greatest_length_or_an_end_does_not_grow_for_ever() -> None:
    assert codes(STORY.format(type="Text(..500)", more="")) == []
    assert codes(STORY.format(type="Text", more='  on clear() { tale = "" }\n')) == []


def test_a_list_that_is_made_anew_to_add_to_it_becomes_a_push() -> None:
    text = "recipe R {\n  shared xs: [Int] = []\n  on add(n: Int) {\n    xs = [...xs, n * 2]\n  }\n}\n"

    assert marked(text) == [("C2005", ["[...xs, n * 2]"])]
    assert "    xs.push(n * 2)\n" in fixed(text)


def test_a_list_that_is_made_anew_otherwise_is_left_alone() -> None:
    for value in ("[n, ...xs]", "[...xs, n, n]", "[...xs, ...ys]", "[...ys, n]"):
        assert (
            codes(
                "recipe R {\n  shared xs: [Int] = []\n  shared ys: [Int] = []\n"
                f"  on add(n: Int) {{ xs = {value} }}\n}}\n"
            )
            == []
        )


def test_a_loop_over_history_in_a_loop_over_it_is_shown_with_both() -> None:
    more = "  let replies = [{ id: p.id, n: count(o for o in posts where o.author == p.author) } for p in posts]\n"

    assert marked(POSTS.format(more=more)) == [("C2005", ["posts", "posts"])]


def test_rows_that_go_through_their_own_list_are_such_a_loop() -> None:
    more = "  view { for p in posts { text count(o for o in posts where o.author == p.author); time p.at } }\n"

    assert codes(POSTS.format(more=more)) == ["C2005"]


def test_what_is_grouped_limited_looked_up_or_taken_away_again_is_not_dear() -> None:
    for more in (
        "  let n = [count(o for o in posts where o.author == g.key) for p in posts group by p.author into g]\n",
        "  let n = [count(o for o in posts where o.author == p.author) for p in posts limit 10]\n",
        "  let n = [posts[p.id] for p in posts]\n",
        "  let n = [count(o for o in posts where o.author == p.author) for p in posts]\n"
        "  on drop(p in posts) { remove p }\n",
    ):
        assert codes(POSTS.format(more=more)) == []


def test_a_field_may_be_called_as_a_part_of_a_loop_is() -> None:
    fields = "clauses: n, op: n, value: [{ clauses: 1 }]"

    assert codes(f"recipe R {{\n  shared n: Int = 0\n  let r = {{ {fields} }}\n}}\n") == []
