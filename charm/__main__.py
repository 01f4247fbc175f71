"""`charm` and `python -m charm`: the door between the shell and the commands."""

from __future__ import annotations

import errno
import os
import sys

# As typing has it, which is not loaded for what only prints a page.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from charm.choices import Format

_FORMATS: tuple[Format, ...] = ("full", "concise", "json", "json-lines", "github", "gitlab", "sarif", "junit")
"""All of `charm.choices.Format`, which is not loaded to print a page."""


_OF_FILES = ("check", "validate", "fmt")
"""Quick commands that load msgspec and the compiler; all others only print a page."""
_UNWRITTEN = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What is wrong with standard output when it takes no more. Files that a command opens have names."""
_COLLECT_AFTER = 200_000
"""New objects before Python looks for garbage: more than the check of one recipe makes, and some 20 MiB."""


def run() -> NoReturn:
    """`main`, for the process that was started for it, which ends here."""
    given = sys.argv[1:]
    if not _is_known_shape(given):
        sys.exit(main(given))
    if given and given[0] in _OF_FILES:
        import gc

        # Nearly all that these make is needed to the end, and looking through it again and again takes a tenth of
        # the time. Those of thousands of files still leave garbage to find.
        gc.set_threshold(_COLLECT_AFTER)
    # All is written, and nothing is open: taking every module apart before the end takes another tenth.
    os._exit(main(given))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the result is the exit status: 0 clean, 1 findings or failed tests, 2 a failure.

    arguments: those of the process when None. Raises nothing: a bug of ours ends in a report.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in ("stdout", "stderr"):
        if getattr(sys, stream) is None:
            # Closed by who started us, as `>&-` does: what nobody wants to hear is said to nobody.
            setattr(sys, stream, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
    try:
        status = _known_shape(given) if _is_known_shape(given) else _parsed(given)
        # Here, where an answer is ready for a reader who has gone.
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Who read our output has gone.
        _give_up_output()
        return 1
    except OSError as error:
        if error.filename is not None or error.errno not in _UNWRITTEN:
            return _failed(error, given)
        from charm.failures import CommandError

        _give_up_output()
        return _failed(CommandError(f"the output cannot be written: {error.strerror}", "send it elsewhere"), given)
    except Exception as error:  # noqa: BLE001 - here every mistake of ours gets its answer
        return _failed(error, given)


def _give_up_output() -> None:
    """Python would complain once more when it flushes at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _is_known_shape(given: list[str]) -> bool:
    """Whether the command needs no parsing: loading Typer takes longer than each of these."""
    match given:
        case [] | ["--version"] | ["--help"] | ["__complete", *_]:
            return True
        case ["check" | "validate", *words]:
            paths, format_, _ = _divided(words)
            return format_ in _FORMATS and not any(path.startswith("-") for path in paths)
        case ["fmt", *words]:
            return not any(word.startswith("-") and word != "--check" for word in words)
        case _:
            return False


def _known_shape(given: list[str]) -> int:
    if given and given[0] == "fmt":
        _load_msgspec()
        from charm.commands.fmt import fmt

        return fmt([word for word in given[1:] if word != "--check"], check="--check" in given)
    if given and given[0] in _OF_FILES:
        _load_msgspec()
        from typing import cast

        from charm.commands.check import Order, check

        paths, format_, cache = _divided(given[1:])
        return check(Order(paths, cast("Format", format_), cache=cache))
    if given and given[0] == "__complete":
        from charm.completion import complete

        for line in complete(given[1:]):
            print(line)
        return 0
    from charm.overview import OVERVIEW, version_line

    print(version_line() if given == ["--version"] else OVERVIEW.rstrip())
    return 0 if given else 2


def _load_msgspec() -> None:
    """Load it without `typing_extensions`, and that without `inspect`: a tenth of the time of a check.

    It takes two names from there, and from `typing` where there is no such package. They are the same for what we use,
    and a module that is None counts as not there. A test tells when that no longer holds.
    """
    if "typing_extensions" in sys.modules:
        return
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]
    try:
        import msgspec  # noqa: F401
    finally:
        del sys.modules["typing_extensions"]


def _divided(words: list[str]) -> tuple[list[str], str, bool]:
    """The words of a check that are paths, or for Typer to read; the output format; and whether to use the cache."""
    paths = [word for word in words if word != "--no-cache"]
    format_ = "full"
    if "--output-format" in paths[:-1]:
        at = paths.index("--output-format")
        format_ = paths[at + 1]
        del paths[at : at + 2]
    return paths, format_, "--no-cache" not in words


def _parsed(given: list[str]) -> int:
    from charm.command_line import app

    try:
        app(given, prog_name="charm")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0


def _failed(error: Exception, given: list[str]) -> int:
    from charm.failures import CommandError, explain, report_bug

    if isinstance(error, CommandError):
        explain(error)
    else:
        report_bug(error, given)
    return 2


if __name__ == "__main__":
    run()
