"""What a pipeline finds in annotated papers, scored as the lines that training prints."""

from kg.analyse.annotations import parse_annotation
from kg.records import SCORE_ONE, Entity, Extraction, Mention, Paper, Relation, Span
from training.evaluate import claims

TEXT = "FastNet extends SlowNet."
RECORD = {
    "id": "p",
    "title": "T",
    "entities": [
        {"label": "Method", "name": "FastNet", "mentions": ["FastNet"], "role": "introduced", "core": True},
        {"label": "Method", "name": "SlowNet", "mentions": ["SlowNet"], "role": "used", "core": True},
    ],
    "results": [],
    "relations": [["FastNet", "based_on", "SlowNet"], ["FastNet", "compared_with", "SlowNet"]],
}


def entity(name: str) -> Entity:
    start = TEXT.index(name)
    mention = Mention(Span("abstract", start, start + len(name)), name, SCORE_ONE)
    return Entity(label="Method", name=name, mentions=(mention,), score=SCORE_ONE, role="used")


def test_each_kind_of_claim_has_a_line() -> None:
    paper = Paper(id="p", ids=("p",), title="T", abstract=TEXT)
    relation = Relation("based_on", 0, 1, (Span("abstract", 0, len(TEXT)),), SCORE_ONE)
    found = Extraction(entities=(entity("FastNet"), entity("SlowNet")), relations=(relation,))
    assert list(claims([parse_annotation(RECORD)], [(paper, found)])) == [
        "all        P 1.000 R 1.000 F1 1.000",
        "introduced P 0.000 R 0.000 F1 0.000",
        "value      P 0.000 R 0.000 F1 0.000",
        "tuple      P 0.000 R 0.000 F1 0.000",
        "relation   P 1.000 R 0.500 F1 0.667",
        "leaderboards: 0 of 0 right in all their parts",
    ]
