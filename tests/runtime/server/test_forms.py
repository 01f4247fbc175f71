"""Forms as browsers without script send them."""

from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette

from runtime.events import Event, Invalid, Receipt, Refused
from runtime.limits import FORM_FIELDS_MAX
from tests.runtime.server.kinds import GRAPH, VALUES
from tests.runtime.server.reading import Node, read
from tests.runtime.server.scripted import ScriptedHost, ask


def host_of(*answers: Receipt | Exception) -> ScriptedHost:
    return ScriptedHost(GRAPH, VALUES, {"root": "All", "next": "All"}, list(answers))


def page(app: Starlette) -> Node:
    return read(ask(app, "GET", "/").text)


def send(app: Starlette, path: str, fields: Any) -> httpx.Response:
    return ask(
        app,
        "POST",
        path,
        content=urlencode(fields, doseq=True),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )


def sent(fields: dict[str, Any]) -> Event:
    """What a form for `save` with these fields becomes."""
    host = host_of()
    assert send(host.app(), "/c/root/on/save", fields).status_code == 303
    return host.events[0]


@pytest.mark.parametrize(
    ("name", "texts", "value"),
    [
        ("words", "two\r\nlines ", "two\nlines "),
        ("words", "", ""),
        ("count", " 12 ", 12),
        ("count", "1.5", 1.5),
        ("count", "", ""),
        ("count", "12e", "12e"),
        ("count", "007", 7),
        ("count", "9" * 5000, "9" * 5000),
        ("size", "2.50", 2.5),
        ("size", "", None),
        ("size", "NaN", "NaN"),
        ("size", "Infinity", "Infinity"),
        ("yes", ["", "true"], True),
        ("yes", "", False),
        ("lane", "done", "done"),
        ("lanes", ["open", "done"], ["open", "done"]),
        ("numbers", ["1", "x"], [1, "x"]),
        ("at", "2026-11-22T08:05", "2026-11-22T08:05:00.000Z"),
        ("at", "2026-11-22T08:05:01.5", "2026-11-22T08:05:01.500Z"),
        ("at", "tomorrow", "tomorrow"),
        ("on", "2026-11-22", "2026-11-22"),
        ("any", '{"a": [1]}', {"a": [1]}),
        ("any", "[" * 100, "[" * 100),
        ("owner", "", None),
        ("owner", "Ann", "Ann"),
    ],
)
def test_text_is_read_by_the_type_of_its_field(name: str, texts: str | list[str], value: Any) -> None:
    assert sent({name: texts}).payload == {name: value}


def test_a_form_says_its_event_its_arguments_and_of_bound_inputs_only_what_was_edited() -> None:
    host = host_of()
    app = host.app()
    form = page(app).form("/on/save")

    send(app, form.get("action"), form.fields() | {"words": "hi"})
    send(app, form.get("action"), form.fields() | {"words": "hi", "note": "edited"})

    first, second = host.events
    assert (first.handler, first.charm, first.payload["words"], first.sets) == ("save", "root", "hi", {})
    assert second.sets == {"note": "edited"}
    assert f"{first.client}:{first.n}" == form.fields()["_event"]


def test_each_form_of_a_page_is_a_client_of_its_own() -> None:
    app = host_of().app()

    names = [form.fields()["_event"] for _ in range(2) for form in page(app).all("form")]

    assert len(set(map(str, names))) == len(names) == 20


def test_sending_the_same_form_twice_is_the_same_event() -> None:
    host = host_of()
    app = host.app()
    form = page(app).form("/on/clear")

    for _ in range(2):
        assert send(app, form.get("action"), form.fields()).status_code == 303

    first, again = host.events
    assert (first.client, first.n) == (again.client, again.n)


def test_a_button_in_a_row_sends_the_arguments_of_its_row() -> None:
    host = host_of()
    app = host.app()
    forms = [form for form in page(app).all("form") if form.get("action").endswith("/on/toggle")]

    send(app, forms[1].get("action"), forms[1].fields())

    assert host.events[0].payload == {"todo": "b2"}


def test_a_choice_with_an_arrow_is_a_form_of_its_own_with_the_arguments_of_its_row() -> None:
    host = host_of()
    app = host.app()
    form = page(app).form("/on/place")

    send(app, form.get("action"), form.fields() | {"lane": "done"})

    assert (form.get("class"), [button.text for button in form.all("button")]) == ("alone", ["Save"])
    assert (host.events[0].handler, host.events[0].payload) == ("place", {"todo": "a1", "lane": "done"})


def test_a_choice_that_was_refused_comes_back_with_the_reason_at_its_field() -> None:
    host = host_of(Invalid(("lane", "nothing is chosen")), Refused("It is gone."))
    app = host.app()
    form = page(app).form("/on/place")

    wrong, gone = (read(send(app, form.get("action"), form.fields()).text) for _ in range(2))

    for made, words in ((wrong, "nothing is chosen"), (gone, "It is gone.")):
        alerts = [node.text for node in made.form("/on/place").all("p")]
        assert len(alerts) == 1 and words in alerts[0]
        assert len([node for node in made.all("p") if node.get("role") == "alert"]) == 1


def test_a_button_of_another_handler_takes_its_form_along_and_enter_never_presses_it() -> None:
    host = host_of()
    app = host.app()
    form = page(app).form("/on/save")
    enter, other, own = form.all("button")

    pressed = form.fields() | {"note": "edited", other.get("name"): other.get("value")}
    send(app, other.get("formaction"), {name: value for name, value in pressed.items() if name in ("_press", "note")})

    assert (enter.get("class"), own.text) == ("enter", "Save")
    assert (host.events[0].handler, host.events[0].payload, host.events[0].sets) == ("clear", {}, {"note": "edited"})
    assert host.events[0].client not in str(form.fields()["_event"])


def test_success_leads_back_to_the_charm_or_on_to_what_was_opened() -> None:
    app = host_of(Receipt(6), Receipt(7, ("next",))).app()

    answers = [send(app, "/c/root/on/clear", {}) for _ in range(2)]

    assert [(answer.status_code, answer.headers["location"]) for answer in answers] == [
        (303, "/c/root"),
        (303, "/c/next"),
    ]


def test_a_bad_form_comes_back_with_what_was_typed_and_the_message_at_its_field() -> None:
    app = host_of(Invalid(("words", "must not be <empty>"), ("note.1", "is odd"))).app()

    answer = send(app, "/c/root/on/save", {"words": '"typed"', "lane": "done", "yes": ["", "true"], "note": "<edited>"})

    form = read(answer.text).form("/on/save")
    words = next(node for node in form.all("input") if node.get("name") == "words")
    alerts = {node.get("id"): node.text for node in form.all("p") if node.get("role") == "alert"}
    assert answer.status_code == 422
    assert alerts[words.get("aria-describedby")] == "must not be <empty>"
    assert list(alerts.values()) == ["must not be <empty>", "is odd"]
    assert (words.get("value"), words.get("aria-invalid"), "autofocus" in words.attributes) == ('"typed"', "true", True)
    assert (
        form.fields() | {"words": '"typed"', "lane": "done", "yes": ["", "true"], "note": "<edited>"} == form.fields()
    )


def test_a_refused_form_comes_back_with_the_reason() -> None:
    app = host_of(Refused("Choose a username first.")).app()

    answer = send(app, "/c/root/on/save", {"words": "kept"})

    form = read(answer.text).form("/on/save")
    assert answer.status_code == 409
    assert [node.text for node in form.all("p")] == ["Choose a username first."]
    assert form.fields()["words"] == "kept"


def test_only_the_form_that_was_sent_complains() -> None:
    app = host_of(Refused("Not now.")).app()

    answer = send(app, "/c/root/on/toggle", {"_args": '{"todo":"b2"}'})

    forms = [form for form in read(answer.text).all("form") if form.get("action").endswith("/on/toggle")]
    assert [[node.text for node in form.all("p")] for form in forms] == [[], ["Not now."]]


def test_the_reason_is_shown_also_when_the_form_is_gone_from_the_page() -> None:
    app = host_of(Refused("This is gone.")).app()

    answer = send(app, "/c/root/on/toggle", {"_args": '{"todo":"gone"}'})

    assert [node.text for node in read(answer.text).all("p") if node.get("role") == "alert"] == ["This is gone."]


def test_a_bound_input_that_stands_alone_has_a_form_that_saves_it() -> None:
    host = host_of()
    app = host.app()
    form = page(app).form("/set/todos/a1/title")

    answer = send(app, form.get("action"), form.fields() | {"todos/a1/title": "bread"})

    assert (answer.status_code, host.events[0].handler, host.events[0].sets) == (303, None, {"todos/a1/title": "bread"})


def test_a_bound_input_that_was_refused_keeps_what_was_typed() -> None:
    app = host_of(Invalid(("todos/b2/title", "is too long"))).app()

    answer = send(app, "/c/root/set/todos/b2/title", {"todos/b2/title": "x" * 30})

    form = read(answer.text).form("/set/todos/b2/title")
    assert (answer.status_code, form.fields()["todos/b2/title"]) == (422, "x" * 30)
    assert [node.text for node in form.all("p")] == ["is too long"]


@pytest.mark.parametrize(
    ("path", "value", "read_as"), [("done", ["", "true"], True), ("done", "", False), ("count", "4", 4)]
)
def test_a_bound_input_is_read_by_the_type_of_its_cell(path: str, value: Any, read_as: Any) -> None:
    host = host_of()

    send(host.app(), f"/c/root/set/{path}", {path: value})

    assert host.events[0].sets == {path: read_as}


@pytest.mark.parametrize(
    "body",
    [
        "_args=[1]",
        "_args={",
        "_event=odd",
        "_event=20261122-a:0",
        "_press=odd",
        "words=%ff",
        "no-equals-sign",
        "&".join(f"f{number}=1" for number in range(FORM_FIELDS_MAX + 1)),
    ],
)
def test_a_form_that_no_page_sends_is_answered_and_runs_nothing(body: str) -> None:
    host = host_of()

    answer = ask(
        host.app(),
        "POST",
        "/c/root/on/save",
        content=body,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )

    assert (answer.status_code, host.events) == (400, [])
