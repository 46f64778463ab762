"""How long each question of the library takes, on the embedded engine and on a Neo4j server.

usage: python benchmarks/questions.py [--graph FILE] [--neo4j URI] [--over MS] [NAME ...]

The graph is a file of `kg build`; without one, the five pages in seeds/. A server must hold the same graph already
(`kg neo4j push`); its password is taken from NEO4J_PASSWORD, its user from NEO4J_USERNAME. Asked are the questions that
are named, or all.

What a question needs is picked from the graph so that there is most to find: the method, dataset, metric and task that
most papers name, the author of most papers, the paper with most results, the year of most papers. What it need not be
given is left out. Each is asked once, so that it is planned and the data is in memory, and then three times: printed
are the rows and the median in milliseconds, `over` where that is over the limit, and `differ` where the engines do.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import TypeAlias

import kg
from kg.graph import Login, Table, query_server
from kg.graph.library import Query, bind, queries

SEEDS = Path(__file__).parent.parent / "seeds"
ROUNDS = 3
SECONDS = 120.0
Ask: TypeAlias = Callable[[Query, dict[str, object]], Table]

_MOST_NAMED = "MATCH (n:{}) RETURN n.name AS name ORDER BY n.papers DESC, n.id LIMIT 1"
_MOST = "MATCH {} WITH {}, count(*) AS n ORDER BY n DESC, key LIMIT 1 "
_RELATED = "MATCH (a)-[r:BASED_ON]->(b) RETURN {}.name AS name ORDER BY r.papers DESC, a.id, b.id LIMIT 1"
# What a parameter is given, by its name; and by the question and its name, where that is something else.
PICKS = {
    "method": _MOST_NAMED.format("Method"),
    "name": _MOST_NAMED.format("Method"),
    "one": _MOST_NAMED.format("Method"),
    "dataset": _MOST_NAMED.format("Dataset"),
    "other": _MOST_NAMED.format("Dataset"),
    "metric": _MOST_NAMED.format("Metric"),
    "task": _MOST_NAMED.format("Task"),
    "author": _MOST.format("(a:Author)-[:WROTE]->(p:Paper)", "a.id AS key") + "RETURN key",
    "paper": _MOST.format("(p:Paper)-[:STATES]->(r:Result)", "p.id AS key") + "RETURN key",
    "year": _MOST.format("(p:Paper) WHERE p.year IS NOT NULL", "p.year AS key") + "RETURN key",
    "provenance.name": _MOST.format("(p:Paper)-[:STATES]->(r:Result)", "p.id AS key")
    + "MATCH (p:Paper)-[:USES|INTRODUCES]->(o) WHERE p.id = key RETURN o.id AS id ORDER BY id LIMIT 1",
    "provenance_of_relation.one": _RELATED.format("a"),
    "provenance_of_relation.other": _RELATED.format("b"),
    "based_on.method": _MOST.format("(a:Method)-[:BASED_ON]->(b)", "a.id AS key") + "RETURN key",
}


def parameters(graph: kg.Graph, query: Query) -> dict[str, object]:
    """Return what a question is given: what it needs, from the graph, and its defaults."""
    given = {}
    for parameter in query.parameters:
        if parameter.default is None:
            pick = PICKS.get(f"{query.name}.{parameter.name}", PICKS[parameter.name])
            rows = graph.query(pick).rows
            given[parameter.name] = str(rows[0][0]) if rows else ("0" if parameter.type == "INTEGER" else "nothing")
    return bind(query, given)


def timed(ask: Ask, query: Query, values: dict[str, object]) -> tuple[Table, float]:
    """Return the answer, and the median of the milliseconds that it takes after the first time."""
    answer, took = ask(query, values), []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        ask(query, values)
        took.append((time.perf_counter() - start) * 1000)
    return answer, median(took)


def report(graph: kg.Graph, engines: Sequence[Ask], names: Sequence[str], *, over: float) -> list[str]:
    """Time each question and print its line; return the names of those over the limit in milliseconds."""
    slow = []
    for query in queries():
        if names and query.name not in names:
            continue
        values = parameters(graph, query)
        found = [timed(ask, query, values) for ask in engines]
        is_slow = any(took > over for _, took in found)
        slow += [query.name] * is_slow
        marks = f"{'over' if is_slow else '':6}{'differ' if any(t.rows != found[0][0].rows for t, _ in found) else ''}"
        given = ", ".join(str(value) for value in values.values() if value is not None)
        times = "".join(f"{took:11.1f}" for _, took in found)
        print(f"{query.name:24}{len(found[0][0].rows):8}{times}  {marks:12}  {given}", flush=True)
    return slow


def main() -> None:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--graph", type=Path)
    parser.add_argument("--neo4j", metavar="URI")
    parser.add_argument("--over", type=float, default=1000.0)
    arguments = parser.parse_args()
    with kg.open(arguments.graph) if arguments.graph else kg.build(SEEDS) as graph:
        engines: list[Ask] = [lambda query, values: graph.query(query.text, values, timeout=SECONDS)]
        if arguments.neo4j:
            user, password = os.environ.get("NEO4J_USERNAME", "neo4j"), os.environ.get("NEO4J_PASSWORD", "")
            login = Login(uri=arguments.neo4j, user=user, password=password)
            engines.append(lambda query, values: query_server(query.text, values, login, timeout=SECONDS))
        heads = ("embedded", "Neo4j")[: len(engines)]
        print(f"{'question':24}{'rows':>8}{''.join(f'{head:>11}' for head in heads)}  (milliseconds)")
        slow = report(graph, engines, arguments.names, over=arguments.over)
    print(f"over {arguments.over:g} ms: {', '.join(slow) or 'none'}")


if __name__ == "__main__":
    main()
