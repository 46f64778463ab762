"""The program `kg`: its commands put together, and its way out of every error.

Exit status: 0 all fine; 1 an error, or nothing readable at all; 2 wrong usage; 3 done, but some input was refused.
"""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from kg.cli import (
    boards,
    building,
    deciding,
    descent,
    exporting,
    importing,
    looking,
    plotting,
    proving,
    querying,
    removing,
    server,
    serving,
    suggesting,
    trending,
)
from kg.cli.output import say
from kg.errors import KgError

app = typer.Typer(
    name="kg",
    help="A knowledge graph of research papers, in which every edge can be shown in the text it came from.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

building.register(app)
removing.register(app)
looking.register(app)
querying.register(app)
boards.register(app)
descent.register(app)
trending.register(app)
deciding.register(app)
suggesting.register(app)
plotting.register(app)
exporting.register(app)
importing.register(app)
proving.register(app)
server.register(app)
serving.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kg {version('papergraph')}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the program; never returns. An error of this package becomes one message and its exit status."""
    try:
        app()
    except KgError as error:
        say(str(error))
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        say("stopped; what was reported done is kept")
        sys.exit(130)
    except BrokenPipeError:
        # Whoever reads the output has left (`| head`): that is no error, and nothing more can be said there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if os.environ.get("KG_DEBUG"):
            raise
        say(f"a fault of kg itself: {type(error).__name__}: {error}; KG_DEBUG=1 shows the details; please report it")
        sys.exit(1)
