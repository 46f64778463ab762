"""`kg view` and `kg export`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from kg import api
from kg import graph as graphs
from kg.cli.output import (
    SHARE,
    GraphOption,
    OutputOption,
    QuietOption,
    ThresholdOption,
    output_file,
    say,
    write_lines,
)
from kg.errors import UsageError
from kg.graph.bulk import COMMAND as BULK_COMMAND
from kg.store.codec import dumps

VIEW_HELP = """Write one HTML file that shows the graph, or the neighbourhood of NAMEs, and works offline.

It is written beside the graph (`papers.html` for `papers.kg`) unless `--output` says where.

Examples:

- `kg view`
- `kg view CIFAR-10 FID --output cifar.html`
"""
JSONL_HELP = """Export everything as sorted JSON Lines: records, extractions, nodes, edges. Equal graphs, equal bytes.

Example: `kg export jsonl --output papers.jsonl`
"""
ANNOTATIONS_HELP = """Export each paper's extraction, before linking, in the record format of the annotation guidelines.

Example: `kg export annotations --output predicted.jsonl`
"""


BULK_HELP = """Export tables for `neo4j-admin database import`, the fastest way into an empty Neo4j database.

FOLDER gets a table with typed columns for each label and each type of edge, `import.args`, which names them, and
`schema.cypher`. Copy it to where Neo4j is, stop the server, and run there, in the folder:

    neo4j-admin database import full neo4j --overwrite-destination @import.args

This replaces what the database neo4j holds. Start the server again, then run `kg neo4j push`, or `cypher-shell
--file schema.cypher`, for constraints and indexes.

Example: `kg export neo4j-admin bulk/`
"""


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("view", help=VIEW_HELP, rich_help_panel=SHARE)(view)
    group = typer.Typer(help="The graph in other formats.", no_args_is_help=True)
    group.command("jsonl", help=JSONL_HELP)(export_jsonl)
    group.command("annotations", help=ANNOTATIONS_HELP)(export_annotations)
    group.command("neo4j-admin", help=BULK_HELP)(export_neo4j_admin)
    app.add_typer(group, name="export", rich_help_panel=SHARE)


def view(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME...", help="What to show the neighbourhood of.", show_default=False),
    ] = None,
    graph: GraphOption = api.DEFAULT_GRAPH,
    output: OutputOption = None,
    most: Annotated[int, typer.Option("--most", min=1, max=1000, help="Nodes at the most.")] = 300,
    threshold: ThresholdOption = api.SHOWN,
    quiet: QuietOption = False,
) -> None:
    """Write the page."""
    with api.open_graph(graph, threshold=threshold) as opened:
        page = opened.view(*(names or []), most=most, date=datetime.now().astimezone().date().isoformat())
    path = output or Path(graph).with_suffix(".html")
    with output_file(path) as file:
        file.write(page)
    if not quiet:
        say(f"{path}: {len(page.encode()) / 1e6:.1f} MB, open it in a browser")


def export_jsonl(
    graph: GraphOption = api.DEFAULT_GRAPH, output: OutputOption = None, quiet: QuietOption = False
) -> None:
    """Export everything."""
    with api.open_graph(graph) as opened:
        count = write_lines(opened.jsonl(), output)
    if output and not quiet:
        say(f"{output}: {count} lines")


def export_annotations(
    graph: GraphOption = api.DEFAULT_GRAPH,
    output: OutputOption = None,
    threshold: ThresholdOption = api.SHOWN,
    quiet: QuietOption = False,
) -> None:
    """Export the extractions."""
    with api.open_graph(graph, threshold=threshold) as opened:
        count = write_lines(map(dumps, opened.annotations()), output)
    if output and not quiet:
        say(f"{output}: {count} papers")


def export_neo4j_admin(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="Where the tables go.", show_default=False)
    ] = None,
    graph: GraphOption = api.DEFAULT_GRAPH,
    output: OutputOption = None,
    threshold: ThresholdOption = api.SHOWN,
    quiet: QuietOption = False,
) -> None:
    """Export tables for Neo4j's importer."""
    if (folder is None) == (output is None):
        raise UsageError("name the folder that the tables go to, such as: kg export neo4j-admin bulk/")
    path = folder or output or Path()
    with api.open_graph(graph, threshold=threshold) as opened:
        found = graphs.nodes(opened.store, threshold=opened.threshold)
        report = graphs.export_bulk(found, graphs.edges(opened.store, threshold=opened.threshold), path)
    if not quiet:
        say(f"{path}: {report.nodes} nodes and {report.edges} edges; import them there, the server stopped:")
        say(BULK_COMMAND)
