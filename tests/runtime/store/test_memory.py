"""What only the store in memory promises."""

import pytest

from runtime.store.contract import GENESIS, Commit, Head, Snapshot
from runtime.store.memory import MemoryStore


def test_no_call_ever_suspends_so_one_step_without_a_loop_finishes_it() -> None:
    store = MemoryStore()
    commit = Commit(b"1", (("ann", 1),))
    head = GENESIS.after(commit)
    answers: list[object] = []
    for call in (
        store.create("room", b"{}"),
        store.spaces(),
        store.meta("room"),
        store.append("room", GENESIS, [commit], epoch=0),
        store.read("room", 0, 1),
        store.head(["room"]),
        store.snapshot("room", Snapshot(head, b"{}")),
        store.latest_snapshot("room"),
        store.claim("room", "a:1", 0),
        store.set_address("http://127.0.0.1:8000/"),
        store.close(),
    ):
        with pytest.raises(StopIteration) as finished:
            call.send(None)
        answers.append(finished.value.value)

    assert answers[1:4] == [("room",), b"{}", head]
    assert answers[8] == 1


def test_a_head_of_a_wrong_shape_is_a_fault_of_the_caller() -> None:
    for seq, chain in ((-1, bytes(32)), (1, b"short")):
        with pytest.raises(AssertionError):
            Head(seq, chain)
