"""`kg merge`, `kg apart`, `kg split`, `kg rename`, `kg relabel`, `kg reject`, `kg undo` and `kg decisions`."""

from __future__ import annotations

from typing import Annotated

import typer

from kg import api
from kg.analyse import Logged
from kg.cli.output import DECIDE, GraphOption, JsonOption, QuietOption, emit_rows, say

_NAMES = """
A name is taken in any spelling, as an acronym, or as an id (`method:low rank adaptation`, as `kg show --json` and
queries give it). Decisions are kept in the graph, survive every build, go with `kg export jsonl`, and can be taken back
one by one in any order (`kg decisions`, `kg undo`).
"""
MERGE_HELP = f"""Make one thing of several: OTHER… become KEPT, with all their papers and names.
{_NAMES}
Examples:

- `kg merge ImageNet-1k "ILSVRC 2012"`
- `kg merge method:resnet "method:residual network"`
"""
APART_HELP = f"""Say that two things are different: they are not suggested again, and nothing makes them one.
{_NAMES}
Examples:

- `kg apart ImageNet ImageNet-21k`
- `kg apart method:hydra "method:hydra~ada lovelace"`
"""
SPLIT_HELP = f"""Make an alias that was joined to a thing by its spelling or by definitions a thing of its own.

With `--paper` it is what that paper means by the name: others go on to mean what they meant.
{_NAMES}
Examples:

- `kg split AP`
- `kg split metric:ap`
- `kg split AP --paper arxiv:2305.16264`
"""
RENAME_HELP = f"""Show a thing by another name, which then is a name of it. Its id stays.
{_NAMES}
Examples:

- `kg rename "imagenet 1k" ImageNet-1k`
"""
RELABEL_HELP = f"""Say what a thing is: a Method, a Dataset, a Metric or a Task.
{_NAMES}
Examples:

- `kg relabel GSM8K Dataset`
"""
REJECT_HELP = f"""Say that something is wrong: a thing, a paper's naming of it, a result, or a relation.

NAME alone is rejected in all papers, or in one with `--paper`. The id of a result rejects that result, and with OTHER
that it belongs to OTHER. NAME and OTHER reject that NAME is based on OTHER, or compared with it.
{_NAMES}
Examples:

- `kg reject "our approach"`
- `kg reject Atlas --paper arxiv:2305.16264`
- `kg reject "PC-DARTS" DARTS --relation "compared with"`
- `kg reject "result:arxiv:1907.05737#abstract:903:908"`
"""
UNDO_HELP = """Take decisions back, by their ids or the beginnings of these, in any order.

Examples:

- `kg undo 3f2a91c0`
"""
DECISIONS_HELP = """List the decisions that were made, in their order. One that sleeps names what no paper has now.

Examples:

- `kg decisions`
- `kg decisions --json`
"""
COLUMNS = ("id", "decision", "asleep")


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for name, text, command in (
        ("merge", MERGE_HELP, merge),
        ("apart", APART_HELP, apart),
        ("split", SPLIT_HELP, split),
        ("rename", RENAME_HELP, rename),
        ("relabel", RELABEL_HELP, relabel),
        ("reject", REJECT_HELP, reject),
        ("undo", UNDO_HELP, undo),
        ("decisions", DECISIONS_HELP, decisions),
    ):
        app.command(name, help=text, rich_help_panel=DECIDE)(command)


NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="What it is about, by any of its names or its id.")]


def merge(
    kept: Annotated[str, typer.Argument(metavar="KEPT", help="The thing that stays, by any of its names or its id.")],
    others: Annotated[list[str], typer.Argument(metavar="OTHER...", help="The things that are the same.")],
    graph: GraphOption = api.DEFAULT_GRAPH,
    quiet: QuietOption = False,
) -> None:
    """Merge things."""
    with api.open_graph(graph, write=True) as opened:
        _say(opened.merge(kept, *others), quiet=quiet)


def apart(
    name: NameArgument,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="What it is not.")],
    graph: GraphOption = api.DEFAULT_GRAPH,
    quiet: QuietOption = False,
) -> None:
    """Keep two things apart."""
    with api.open_graph(graph, write=True) as opened:
        _say((opened.apart(name, other),), quiet=quiet)


def split(
    name: NameArgument,
    paper: Annotated[str | None, typer.Option(metavar="ID", help="Only in this paper.", show_default=False)] = None,
    graph: GraphOption = api.DEFAULT_GRAPH,
    quiet: QuietOption = False,
) -> None:
    """Split an alias off."""
    with api.open_graph(graph, write=True) as opened:
        _say((opened.split(name, paper=paper),), quiet=quiet)


def rename(
    name: NameArgument,
    new: Annotated[str, typer.Argument(metavar="NEW", help="The name to show.")],
    graph: GraphOption = api.DEFAULT_GRAPH,
    quiet: QuietOption = False,
) -> None:
    """Rename a thing."""
    with api.open_graph(graph, write=True) as opened:
        _say((opened.rename(name, new),), quiet=quiet)


def relabel(
    name: NameArgument,
    label: Annotated[str, typer.Argument(metavar="LABEL", help="Method, Dataset, Metric or Task.")],
    graph: GraphOption = api.DEFAULT_GRAPH,
    quiet: QuietOption = False,
) -> None:
    """Relabel a thing."""
    with api.open_graph(graph, write=True) as opened:
        _say((opened.relabel(name, label),), quiet=quiet)


def reject(
    name: NameArgument,
    other: Annotated[
        str | None, typer.Argument(metavar="[OTHER]", help="What NAME is not related to.", show_default=False)
    ] = None,
    graph: GraphOption = api.DEFAULT_GRAPH,
    paper: Annotated[str | None, typer.Option(metavar="ID", help="Only in this paper.", show_default=False)] = None,
    relation: Annotated[str | None, typer.Option(help='"based on" or "compared with".', show_default="both")] = None,
    quiet: QuietOption = False,
) -> None:
    """Reject something."""
    with api.open_graph(graph, write=True) as opened:
        _say(opened.reject(name, other, paper=paper, relation=relation), quiet=quiet)


def undo(
    identifiers: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of decisions.")],
    graph: GraphOption = api.DEFAULT_GRAPH,
    quiet: QuietOption = False,
) -> None:
    """Take decisions back."""
    with api.open_graph(graph, write=True) as opened:
        for identifier in identifiers:
            taken = opened.undo(identifier)
            if not quiet:
                say(f"taken back: {taken.id}, to {taken.text}")


def decisions(graph: GraphOption = api.DEFAULT_GRAPH, json: JsonOption = False) -> None:
    """List the decisions."""
    with api.open_graph(graph) as opened:
        rows = [(each.id, each.text, each.asleep) for each in opened.decisions()]
    if not rows and not json:
        say(f"{graph}: nothing has been decided; `kg suggest` lists what might be")
        return
    emit_rows(COLUMNS, rows, form="json" if json else "table")


def _say(made: tuple[Logged, ...], *, quiet: bool) -> None:
    for decision in made:
        if not quiet:
            sleeps = " (it sleeps: no paper has what it names now)" if decision.asleep else ""
            say(f"decided {decision.id}: {decision.text}{sleeps}")
