"""What `kg export jsonl` wrote goes into a graph again, whole or not at all."""

from __future__ import annotations

import gzip
import io
import json
import lzma
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from kg.analyse import verify
from kg.cli import importing as command
from kg.errors import DecisionError, OtherModelError, SourceError
from kg.graph import export_jsonl, importing
from kg.graph.importing import import_exports, import_jsonl, read_export, read_file
from kg.link import Aliases, Decision, Merge, RejectEntity, RejectRelation, RejectResult, Rename, Split, decision_id
from kg.records import Extraction, Paper, Record
from kg.store import Store
from tests.making import MODEL, extract_capitals, records
from tests.store.test_invariants import built, decisions, lines

some = st.lists(records, max_size=6)
ONE = Record(
    "a.jsonl", "", "One", "We propose Low-Rank Adaptation (LoRA). LoRA reaches 94.3 accuracy on CIFAR-10.", ("arxiv:1",)
)
TWO = Record("a.jsonl", "", "Two", "LoRA builds on Local Randomness. ImageNet is used.", ("arxiv:2",), ("Ada", "Bo"))
THREE = Record("b.jsonl", "", "Three", "Local Randomness has 80.5% accuracy on ImageNet.", ("arxiv:3",))
DECIDED = (
    Merge("method|local randomness", "method|low rank adaptation"),
    Rename("dataset|cifar 10", "CIFAR"),
    RejectRelation("based_on", "method|a", "method|b", None),
    RejectResult("arxiv:3", "abstract:21:26"),
)


class Capitals:
    """The extractor of these tests in the place of the pipeline."""

    model = MODEL

    def extract(self, papers: Sequence[Paper]) -> list[Extraction]:
        return extract_capitals(papers)


def imported(*exports: Sequence[str]) -> Store:
    store = Store.create(None, aliases=Aliases())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importing, "Workers", Capitals)
        for export in exports:
            import_jsonl(store, export)
    return store


@given(some, st.lists(decisions, max_size=4))
def test_export_import_export_gives_the_same_bytes(part: list[Record], decided: list[Decision]) -> None:
    first = lines(built(part, decided=decided))
    again = import_jsonl(store := Store.create(None, aliases=Aliases()), first)
    assert lines(store) == first
    assert set(again.decisions) == set(store.decisions) == set(decided)
    assert verify(store).problems == ()
    generation = store.generation
    twice = import_jsonl(store, first)
    assert (twice.change.added, twice.change.updated, twice.change.removed, twice.decisions) == ((), (), (), ())
    assert store.generation == generation


@given(some, some, st.lists(decisions, max_size=3))
@settings(max_examples=60)
def test_two_graphs_are_the_one_that_is_built_from_both(
    first: list[Record], second: list[Record], decided: list[Decision]
) -> None:
    one, other = lines(built(first, decided=decided)), lines(built(second))
    whole = lines(built([*first, *second], decided=decided))
    assert lines(imported(one, other)) == whole
    assert lines(imported(other, one)) == whole
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importing, "Workers", Capitals)
        together = Store.create(None, aliases=Aliases())
        import_exports(together, [read_export(one), read_export(other)])
    assert lines(together) == whole


@given(some, decisions, decisions)
@settings(max_examples=60)
def test_decisions_that_contradict_refuse_the_whole_import(part: list[Record], one: Decision, other: Decision) -> None:
    store = built(decided=[one])
    before, generation = lines(store), store.generation
    export = lines(built(part, decided=[other]))
    expected = built(decided=[one])
    try:
        expected.decide(other, strict=False)
    except DecisionError:
        with pytest.raises(DecisionError, match=decision_id(one)):
            import_jsonl(store, export)
        assert (lines(store), store.generation) == (before, generation)
        return
    import_jsonl(store, export)
    assert lines(store) == lines(built(part, decided=[one, other]))


def test_decisions_of_two_files_may_not_contradict_either() -> None:
    one = lines(built([ONE], decided=[RejectEntity("method|low rank adaptation")]))
    other = lines(built([TWO], decided=[Merge("method|low rank adaptation", "method|local randomness")]))
    store = Store.create(None, aliases=Aliases())
    with pytest.raises(DecisionError, match=r"other: to merge .* contradicts decision .*, to reject .* as it was"):
        import_exports(store, [read_export(one, name="one"), read_export(other, name="other")])
    assert store.counts()["records"] == 0
    assert store.decisions == ()


def test_nothing_is_extracted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("the pipeline was asked for")

    monkeypatch.setattr(importing, "Workers", refuse)
    store = Store.create(None, aliases=Aliases())
    import_jsonl(store, lines(built([ONE, TWO], decided=DECIDED)))
    import_jsonl(store, lines(built([TWO, THREE])))
    assert lines(store) == lines(built([ONE, TWO, THREE], decided=DECIDED))


# The short one is one paper with the long one, until another paper of that title makes it ambiguous.
LONG = Record("a.jsonl", "", "One Title", "LoRA builds on Local Randomness. Nothing more.", ("arxiv:1",))
SHORT = Record("a.jsonl", "", "One Title", "LoRA is used.")
OTHER = Record("b.jsonl", "", "One Title", "ImageNet is another matter.", ("arxiv:2",))


def test_papers_that_part_are_read_by_the_model_that_read_the_others() -> None:
    store = imported(lines(built([OTHER])), lines(built([LONG, SHORT])))
    assert store.counts()["papers"] == 3
    assert lines(store) == lines(built([LONG, SHORT, OTHER]))


def test_papers_that_part_are_not_read_by_another_model() -> None:
    store = built([OTHER])
    before = lines(store)
    with pytest.raises(SourceError, match=f"title:.* needs the model {MODEL}, and the one installed is en_papers-"):
        import_jsonl(store, lines(built([LONG, SHORT])))
    assert lines(store) == before


def test_another_model_is_refused() -> None:
    store = Store.create(None, aliases=Aliases())
    store.add([ONE], extract_capitals, model="another")
    before = lines(store)
    with pytest.raises(OtherModelError, match=f"extracted by another, and this is {MODEL}"):
        import_jsonl(store, lines(built([TWO])))
    assert lines(store) == before
    with pytest.raises(SourceError, match=rf"several models \(a by {MODEL}, b by another\)"):
        import_exports(store, [read_export(lines(built([TWO])), name="a"), read_export(before, name="b")])


def test_decisions_alone_need_no_model() -> None:
    store = built([ONE])
    import_jsonl(store, lines(built(decided=DECIDED)))
    assert lines(store) == lines(built([ONE], decided=DECIDED))


def test_nodes_and_edges_are_not_trusted() -> None:
    export = lines(built([ONE, TWO], decided=DECIDED))
    trusted = [line for line in export if json.loads(line)["kind"] not in {"node", "edge"}]
    forged = [*trusted, '{"kind":"node","label":"Method","properties":{"id":"method:forged"}}', '{"kind":"edge"}']
    assert lines(imported(trusted)) == lines(imported(forged)) == export


Change = Callable[[list[dict[str, Any]]], None]


def line_of(data: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    return next(line for line in data if line["kind"] == kind)


def setting(kind: str, *path: str | int, to: object) -> Change:
    def change(data: list[dict[str, Any]]) -> None:
        value: Any = line_of(data, kind)
        for name in path[:-1]:
            value = value[name]
        if to is None:
            del value[path[-1]]
        else:
            value[path[-1]] = to

    return change


def late(data: list[dict[str, Any]]) -> None:
    data.append(line_of(data, "record"))


def doubled(data: list[dict[str, Any]]) -> None:
    data.append(line_of(data, "extraction"))


def two_results_at_one_place(data: list[dict[str, Any]]) -> None:
    line_of(data, "extraction")["results"] *= 2


E, D = "extraction", "decision"
BAD: list[tuple[Change, str]] = [
    (setting("graph", "kind", to="record"), "line 1: this is no export"),
    (setting("graph", "format", to=2), "line 1: it has format 2, and this version of kg reads 1; upgrade"),
    (setting("graph", "models", to=["a", "b"]), r"line 1: .* several models \(a, b\); finish that with"),
    (setting("graph", "models", to=[]), "line 1: it has papers, and names no model"),
    (setting("graph", "models", to="a"), "line 1: its models are 'a'"),
    (setting("graph", "records", to="3"), "line 1: it counts"),
    (setting("graph", "papers", to=None), "line 1: it counts"),
    (setting("graph", "records", to=9), "the file ends after 2 records, and its first line says 9"),
    (setting("graph", "decisions", to=9), "the file ends after 4 decisions, and its first line says 9"),
    (setting("record", "kind", to="reocrd"), "line 2: its kind is 'reocrd'; the kinds are record, extraction"),
    (setting("record", "kind", to=["record"]), "line 2: its kind is"),
    (setting("record", "title", to=None), "line 2: it is no record"),
    (setting("record", "title", to=7), "line 2: the 'title' of the record is 7"),
    (setting("record", "ids", to=[1]), "line 2: the 'ids' of the record"),
    (setting("record", "date", to="yesterday"), "line 2: the 'date' of the record"),
    (setting("record", "votes", to=True), "line 2: the 'votes' of the record is true"),
    (setting("record", "authors", to=[]), "line 2: it is no record as kg writes them"),
    (setting("record", "colour", to="red"), "line 2: the record has 'colour'; it may have source, title"),
    (setting("record", "title", to="\ud800"), "line 2: it is not JSON"),
    (setting("record", "abstract", to="Cut."), "line 5: a mention is .* leaves the text"),
    (late, "line 15: a record comes after extractions"),
    (doubled, "line 15: there is a second extraction of arxiv:1"),
    (setting(E, "paper", to="arxiv:9"), "line 4: it is of the paper 'arxiv:9', which the records before it"),
    (setting(E, "paper", to=["arxiv:1"]), "line 4: it is of the paper"),
    (setting(E, "entities", to=None), "line 4: the extraction has no 'entities'"),
    (setting(E, "entities", to={}), "line 4: the 'entities' of the extraction"),
    (setting(E, "entities", 0, to="LoRA"), 'line 4: an entity is "LoRA", not an object'),
    (setting(E, "entities", 0, "label", to="Person"), "line 4: the 'label' of an entity"),
    (setting(E, "entities", 0, "score", to=10_001), "line 4: the 'score' of an entity is 10001"),
    (setting(E, "entities", 0, "role", to="hero"), "line 4: the 'role' of an entity"),
    (setting(E, "entities", 0, "mentions", to=[]), "line 4: the 'mentions' of an entity"),
    (setting(E, "entities", 0, "mentions", 0, to=["body", 0, 4, 1]), "line 4: a mention"),
    (setting(E, "entities", 0, "mentions", 0, to=["abstract", 4, 4, 1]), "line 4: a mention"),
    (setting(E, "entities", 0, "mentions", 0, to=["abstract", 0, 4]), "line 4: a mention"),
    (setting(E, "definitions", 0, to=["LoRA", "Low", ["title", 0, 1]]), "line 4: a definition"),
    (setting(E, "results", 0, "value", to=94), "line 4: the 'value' of a result"),
    (setting(E, "results", 0, "value", to=float("nan")), "line 4: the 'value' of a result"),
    (setting(E, "results", 0, "kind", to="guess"), "line 4: the 'kind' of a result"),
    (setting(E, "results", 0, "span", to=["abstract", 0, 999]), "line 4: the place of a result"),
    (setting(E, "results", 0, "link_scores", to=[1, 2]), "line 4: the 'link_scores' of a result"),
    (setting(E, "results", 0, "method", to=99), "line 4: it is no extraction .*an entity that is not there"),
    (two_results_at_one_place, "line 4: two results stand at one place"),
    (setting(E, "relations", to=[{"type": "likes"}]), "line 4: the 'type' of a relation"),
    (setting(D, "decision", to=None), "line 6: the line has no 'decision'"),
    (setting(D, "decision", to={"kind": "marry"}), "line 6: it is no decision of this version"),
    (setting(D, "decision", to={"kind": "merge", "key": "method|a"}), "line 6: it is no decision"),
    (setting(D, "decision", to={"kind": "merge", "key": "a", "into": "method|b"}), "line 6: the 'key' of the decision"),
    (
        setting(D, "decision", to={"kind": "reject result", "paper": "p", "place": "abstract:x:2"}),
        "line 6: the 'place' of the decision",
    ),
    (setting(D, "decision", to={"kind": "relabel", "key": "method|a", "label": "Person"}), "line 6: the 'label'"),
]


@pytest.mark.parametrize(("change", "message"), BAD, ids=[message[:50] for _, message in BAD])
def test_a_bad_line_refuses_the_whole_import(change: Change, message: str) -> None:
    data = [json.loads(line) for line in lines(built([ONE, TWO], decided=DECIDED))]
    data = [line for line in data if line["kind"] not in {"node", "edge"}] + data[-5:]
    assert [line["kind"] for line in data[3:10]] == ["extraction"] * 2 + ["decision"] * 4 + ["edge"]
    change(data)
    store = built([THREE])
    before = lines(store)
    with pytest.raises(SourceError, match=f"^file, .*{message}.*; nothing was imported, the graph is as it was$"):
        import_jsonl(store, map(json.dumps, data), name="file")
    assert lines(store) == before


@pytest.mark.parametrize("line", ["", "[]", "null", "no JSON", "[" * 100_000, '{"kind": "record", "title": "cu'])
def test_what_is_no_object_is_refused(line: str) -> None:
    export = lines(built([ONE]))
    export[1] = line
    with pytest.raises(SourceError, match=r"^-, line 2: it is "):
        read_export(export)


def test_a_file_that_is_cut_anywhere_before_its_nodes_is_refused() -> None:
    export = lines(built([ONE, TWO], decided=DECIDED))
    for end in range(9):
        with pytest.raises(SourceError, match=f"^-, line {max(end, 1)}: (the file ends after|it is empty)"):
            read_export(export[:end])
    assert lines(imported(export[:9])) == export


def test_a_split_that_papers_have_overtaken_is_taken_as_it_is() -> None:
    long = "method|low rank adaptation"
    decided: list[Decision] = [Split("method|lora", long), Merge("method|lora", long)]
    export = lines(built([ONE], decided=decided))
    assert lines(imported(export)) == export


# The command


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    app.callback()(lambda: None)
    command.register(app)
    return app


def test_the_command_reads_files_of_all_kinds(app: typer.Typer, tmp_path: Path) -> None:
    texts = ["".join(f"{line}\n" for line in lines(built([record]))).encode() for record in (ONE, TWO, THREE)]
    names = [str(tmp_path / name) for name in ("one.jsonl", "two.jsonl.gz", "three.jsonl.xz")]
    for name, data in zip(names, (texts[0], gzip.compress(texts[1]), lzma.compress(texts[2])), strict=True):
        Path(name).write_bytes(data)
    graph = tmp_path / "papers.kg"
    run = CliRunner().invoke(app, ["import", *names, "--graph", str(graph)])
    assert run.exit_code == 0
    assert run.stderr == f"{graph}: 3 records read, 3 new papers; 3 papers in the graph\n"
    with Store.open(graph, write=True, aliases=Aliases()) as store:
        assert lines(store) == lines(built([ONE, TWO, THREE]))
    run = CliRunner().invoke(app, ["import", "-", "--graph", str(graph)], input=texts[0])
    assert run.stderr == f"{graph}: 1 record read, 1 known already; 3 papers in the graph\n"


def test_a_file_that_cannot_be_read_makes_no_graph(app: typer.Typer, tmp_path: Path) -> None:
    export = "".join(f"{line}\n" for line in lines(built([ONE, TWO]))).encode()
    bad = {
        "cut.jsonl": export[:400],
        "cut.gz": gzip.compress(export)[:200],
        "latin.jsonl": export.replace(b"Two", b"Tw\xf6"),
        "empty.jsonl": b"",
        "papers.jsonl": b'{"title": "One", "abstract": "Two."}\n',
    }
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
    for name in (*bad, "missing.jsonl", "."):
        run = CliRunner().invoke(app, ["import", str(tmp_path / name), "--graph", str(tmp_path / "papers.kg")])
        assert isinstance(run.exception, SourceError), name
        assert str(tmp_path / name) in str(run.exception)
        assert not (tmp_path / "papers.kg").exists()


def test_standard_input_is_read_too() -> None:
    export = "".join(f"{line}\n" for line in export_jsonl(built([ONE]))).encode()
    assert read_file("-", stdin=io.BytesIO(export)).records == (ONE,)
