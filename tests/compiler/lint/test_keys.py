"""C2009 elements that are known by position while others shift them, C2013 loops that write without a key."""

from tests.compiler.lint.linting import codes, marked

TODOS = "type Todo {{ title: Text, done: Bool = false }}\nrecipe Todos {{\n  {scope} todos: [Todo] = []\n{handlers}}}\n"
TICK = "  on tick(todo in todos) { todo.done = true }\n"


def todos(handlers: str, scope: str = "shared") -> str:
    return TODOS.format(scope=scope, handlers=handlers)


def test_an_element_that_others_may_shift_is_shown_with_what_shifts_it() -> None:
    assert marked(todos(TICK + "  on drop(todo in todos) { remove todo }\n")) == [
        ("C2009", ["todos", "remove todo", "todos"])
    ]


def test_in_a_list_that_only_grows_at_its_end_a_position_stays_true() -> None:
    assert codes(todos(TICK + "  on add(title: Text) { todos.push({ title }) }\n")) == []


def test_a_loop_that_writes_without_a_key_is_shown_with_the_list_and_the_write() -> None:
    loop = '  on all() { for t in todos where t.title != "" { t.done = true } }\n'

    assert marked(todos(loop)) == [("C2013", ["todos", "t.done = true", "todos"])]


def test_a_loop_that_only_reads_and_a_local_list_are_left_alone() -> None:
    loop = "  on all() { for t in todos { t.done = true } }\n"

    assert codes(todos("  shared n: Int = 0\n  on all() { for t in todos where t.done { n += 1 } }\n")) == []
    assert codes(todos(loop, "local")) == []


def test_a_list_of_texts_has_nothing_to_give_a_key_to() -> None:
    assert codes('recipe R {\n  shared words: [Text] = []\n  on all() { for w in words { w = "x" } }\n}\n') == []
