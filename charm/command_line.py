"""The commands as Typer reads them: options, their help, and the function behind each."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from charm.choices import DocFormat, ExplainFormat, Format, GraphFormat, LogFormat, PsFormat, Shell
from charm.kinds import Kind
from charm.overview import COMMANDS, OVERVIEW, version_line


class _Overview(TyperGroup):
    """Answers `--help` with the page that is printed without Typer."""

    def get_help(self, ctx: Any) -> str:
        return OVERVIEW.rstrip()


app = typer.Typer(
    cls=_Overview,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"max_content_width": 100},
)

_File = Annotated[str, typer.Argument(help="A .recipe or a .graph.json file.", metavar="FILE", show_default=False)]
_Paths = Annotated[
    list[str] | None,
    typer.Argument(
        help="Files and folders; the folder one is in without any.", metavar="[PATHS]...", show_default=False
    ),
]
_Out = Annotated[str | None, typer.Option("--out", "-o", help="Where to write; - is standard output.", metavar="FILE")]


def _help(command: str, more: str) -> str:
    return f"{COMMANDS[command][:1].upper()}{COMMANDS[command][1:]}.\n\n{more}"


def _version(wanted: bool) -> None:
    if wanted:
        print(version_line())
        raise typer.Exit


@app.callback()
def _charm(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False) -> None:
    """Take the options that stand before a command; the only one has done its work by then."""


_CHECK = _help(
    "check",
    "The exit status is 1 when anything is found, be it only a warning. A folder means its recipes but those that "
    ".gitignore or .charmignore names; - is standard input.",
)


@app.command("check", help=_CHECK)
@app.command("validate", help=_CHECK, hidden=True)
def _check(
    paths: _Paths = None,
    output_format: Annotated[Format, typer.Option(help="How findings are printed.")] = "full",
    fix: Annotated[bool, typer.Option("--fix", help="Apply the fixes that are safe.")] = False,
    unsafe_fixes: Annotated[
        bool, typer.Option("--unsafe-fixes", help="Apply also those that are good guesses.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what would be fixed as a diff, and write nothing.")
    ] = False,
    against: Annotated[
        str | None,
        typer.Option(
            help="Show what changes for pages, callers and stored state since a git revision, a graph or a store.",
            metavar="REF|GRAPH|STORE",
        ),
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Check again when a file changes; Ctrl+C ends.")] = False,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Neither use nor write .charm_cache, which remembers unchanged files.")
    ] = False,
    stdin_filename: Annotated[
        str, typer.Option(help="What standard input, the path -, is called.", metavar="NAME")
    ] = "stdin.recipe",
) -> None:
    from charm.commands.check import Order, check

    order = Order(
        paths or (),
        output_format,
        stdin_filename,
        fix=fix,
        unsafe=unsafe_fixes,
        diff=diff,
        watch=watch,
        against=against,
        cache=not no_cache,
    )
    raise typer.Exit(check(order))


@app.command("graph", help=_help("graph", "As a tree to read, as a picture, or as the JSON that programs read."))
def _graph(
    file: _File,
    format_: Annotated[GraphFormat, typer.Option("--format", help="What to show it as.")] = "tree",
    select: Annotated[
        list[str] | None,
        typer.Option(
            help="Show only this: Session.draft, draft, Session, Chat.*; N+ before it adds N levels of what feeds it, "
            "+N after it of what it feeds; may be repeated.",
            metavar="STEP",
        ),
    ] = None,
    kind: Annotated[
        list[Kind] | None,
        typer.Option(
            help=f"Show only steps of this kind ({', '.join(kind.value for kind in Kind)}); may be repeated.",
            metavar="KIND",
        ),
    ] = None,
    diff: Annotated[
        str | None,
        typer.Option(help="Show what changed since: a recipe, a graph, or a git revision of FILE.", metavar="OTHER"),
    ] = None,
    out: _Out = None,
) -> None:
    from charm.commands.graph import Order, graph

    raise typer.Exit(graph(Order(file, format_, kind or (), select or (), diff, out)))


@app.command("build", help=_help("build", "The recipe's tests are left out of it."))
def _build(
    file: _File,
    out: _Out = None,
    stage: Annotated[
        str | None, typer.Option(help="Print what this stage of the compiler made instead.", metavar="STAGE")
    ] = None,
) -> None:
    from charm.commands.build import build, dump

    raise typer.Exit(build(file, out) if stage is None else dump(file, stage, out))


_TEST = _help(
    "test",
    "Each on a store in memory. Then each recipe is explored: visitors do things at random, and the smallest run that "
    "breaks an `always` or has a fault is printed as a test. The exit status is 1 when anything fails.",
)


@app.command("test", help=_TEST)
def _test(
    paths: _Paths = None,
    junit: Annotated[
        str | None, typer.Option(help="Write the results as JUnit XML too.", metavar="FILE", show_default=False)
    ] = None,
    runs: Annotated[int, typer.Option(help="How many runs explore each recipe; 0 for none.", min=0)] = 200,
    seed: Annotated[int, typer.Option(help="Where chance begins: the same seed makes the same runs.")] = 0,
) -> None:
    from charm.commands.test import test

    raise typer.Exit(test(paths or [], junit, seed=seed, runs=runs))


@app.command("fmt", help=_help("fmt", "There are no options of style. A file with mistakes is left as it is."))
def _fmt(
    paths: _Paths = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; list what would change.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")] = False,
    stdin_filename: Annotated[
        str, typer.Option(help="What standard input, the path -, is called.", metavar="NAME")
    ] = "stdin.recipe",
) -> None:
    from charm.commands.fmt import fmt

    raise typer.Exit(fmt(paths or [], check=check, diff=diff, stdin_filename=stdin_filename))


_RUN = _help(
    "run",
    "Ctrl+C stops it. What people did is kept and found again at the next start. With --watch, each save takes over in "
    "the pages that are open; one with a mistake, or that would lose what is stored, is told, and what ran goes on.",
)


@app.command("run", help=_RUN)
def _run(
    file: _File,
    host: Annotated[str, typer.Option(help="Address to listen on.", metavar="ADDRESS")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(help="Port to listen on; 0 takes a free one.", metavar="PORT", min=0, max=65535)
    ] = 8000,
    origin: Annotated[
        list[str] | None,
        typer.Option(help="URL under which people reach it, if another; may be repeated.", metavar="URL"),
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(
            help="Where state is kept, memory: or sqlite:PATH; .charm/NAME.db beside the recipe without it.",
            metavar="URL",
        ),
    ] = None,
    with_: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            help="A parameter of the first recipe, as JSON, or as @FILE that holds it; may be repeated.",
            metavar="NAME=JSON",
        ),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Start anew; what was stored is moved aside.")] = False,
    open_: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on with the new recipe when a file changes.")] = False,
) -> None:
    from charm.commands.run import Order, run

    places = (file, host, port, tuple(origin or ()), store, tuple(with_ or ()))
    raise typer.Exit(run(Order(*places, fresh=fresh, open_browser=open_, watch=watch)))


@app.command(
    "doc", help=_help("doc", "NAME is a function, a view element, a type, a word of the language, or a .recipe file.")
)
def _doc(
    topic: Annotated[
        str | None,
        typer.Argument(help="What to describe; without it everything, in short.", metavar="NAME", show_default=False),
    ] = None,
    format_: Annotated[DocFormat, typer.Option("--format", help="What to print it as.")] = "text",
) -> None:
    from charm.commands.doc import doc

    raise typer.Exit(doc(topic, format_))


@app.command("explain", help=_help("explain", "It shows an example that has the mistake, and the same one mended."))
def _explain(
    code: Annotated[str, typer.Argument(help="A code, such as C0312.", metavar="CODE", show_default=False)],
    format_: Annotated[ExplainFormat, typer.Option("--format", help="What to print it as.")] = "text",
) -> None:
    from charm.commands.explain import explain

    raise typer.Exit(explain(code, format_))


@app.command("ps", help=_help("ps", "It only reads, also while the space is served, and shows nobody's values."))
def _ps(
    file: Annotated[
        str | None,
        typer.Argument(
            help="A recipe or graph, for what `charm run` stored of it, or a store, NAME.db; all that are below the "
            "folder one is in without it.",
            metavar="FILE",
            show_default=False,
        ),
    ] = None,
    format_: Annotated[PsFormat, typer.Option("--format", help="What to print it as.")] = "text",
) -> None:
    from charm.commands.ps import ps

    raise typer.Exit(ps(file, format_))


@app.command("log", help=_help("log", "It only reads, also while the space is served, and shows nobody's values."))
def _log(
    file: Annotated[
        str, typer.Argument(help="A recipe or graph, or a store, NAME.db.", metavar="FILE", show_default=False)
    ],
    format_: Annotated[LogFormat, typer.Option("--format", help="What to print it as.")] = "text",
    last: Annotated[int, typer.Option(help="How many commits to list, the newest ones.", metavar="N", min=1)] = 20,
) -> None:
    from charm.commands.log import log

    raise typer.Exit(log(file, format_, last))


@app.command("new", help=_help("new", "Nothing is ever written over what is there."))
def _new(
    name: Annotated[str, typer.Argument(help="The folder to make, and what the recipe is called.", metavar="NAME")],
) -> None:
    from charm.commands.new import new

    raise typer.Exit(new(name))


_COMPLETION = _help(
    "completion",
    "Where it goes: ~/.local/share/bash-completion/completions/charm; _charm in a folder of zsh's fpath; "
    "~/.config/fish/completions/charm.fish.",
)


@app.command("completion", help=_COMPLETION)
def _completion(
    shell: Annotated[Shell, typer.Argument(help="The shell.", metavar="SHELL", show_default=False)],
) -> None:
    from charm.commands.completion import completion

    raise typer.Exit(completion(shell))


@app.command("lsp", help=_help("lsp", "An editor starts it, and talks to it over standard input and output."))
def _lsp() -> None:
    from charm.commands.lsp import lsp

    raise typer.Exit(lsp())
