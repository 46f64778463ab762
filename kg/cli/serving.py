"""`kg serve`."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

import typer

from kg import api
from kg.cli.output import LOOK, GraphOption, QuietOption, say
from kg.errors import UsageError

SERVE_HELP = """Show the graph in a browser: search, pages, pictures that grow, and a console. Ctrl-C ends it.

Only this machine can reach it, and nothing can be changed through it. Other machines can with `--expose` and an address
of theirs in `--host`; `--name` then says by which names they may call it.

Examples:

- `kg serve`
- `kg serve --graph field.kg --port 9000 --no-open`
- `kg serve --host 192.168.1.20 --expose --name mybox.local`
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("serve", help=SERVE_HELP, rich_help_panel=LOOK)(serve)


def serve(
    graph: GraphOption = api.DEFAULT_GRAPH,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0 takes any that is free.")] = 8000,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen on.")] = "127.0.0.1",
    expose: Annotated[bool, typer.Option("--expose", help="Let other machines read the graph.")] = False,
    name: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A name that the server goes by; may be given again.", show_default=False),
    ] = None,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser.")] = True,
    quiet: QuietOption = False,
) -> None:
    """Run the explorer."""
    # The server takes its time to import, and no other command needs it.
    from kg.web.running import Listening, Running  # noqa: PLC0415
    from kg.web.safety import is_loopback  # noqa: PLC0415

    if not is_loopback(host) and not expose:
        raise UsageError(
            f"--host {host}: other machines could read the graph there; add --expose if that is meant, "
            "or leave --host out"
        )
    if expose and not is_loopback(host):
        say("warning: without a password, anyone who can reach this address can read the whole graph")

    def ready(address: str) -> None:
        if not quiet:
            say(f"{graph} is at {address}  (Ctrl-C ends it)")
        if open_page:
            typer.launch(address)

    with api.open_graph(graph):
        pass  # what is no graph is said before anything listens
    server = Running(graph, Listening(host, port, tuple(name or ())))
    with suppress(KeyboardInterrupt):  # the way to end it
        server.answer(on_ready=ready)
