"""The garbage collector rests while there is work, and is as it was behind it."""

import gc

import pytest

from compiler.uncollected import uncollected


def test_the_collector_rests_during_the_work_and_goes_on_after_it() -> None:
    assert gc.isenabled()

    assert uncollected(gc.isenabled)() is False
    assert gc.isenabled()


def test_it_goes_on_after_a_failure_too() -> None:
    with pytest.raises(ZeroDivisionError):
        uncollected(lambda: 1 // 0)()

    assert gc.isenabled()


def test_one_that_was_switched_off_stays_off() -> None:
    gc.disable()
    try:
        assert uncollected(gc.isenabled)() is False
        assert not gc.isenabled()
    finally:
        gc.enable()
