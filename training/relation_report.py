"""Say where the relations of the held-out fifth are lost, and what patterns find there without any scorer.

usage: python -m training.relation_report FOLDER [--gold FILE]

FOLDER is a pipeline that has not seen the held-out fifth. Its scorers are also asked with the annotation's things in
place of its own: what is missed then is not for want of things.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from kg.analyse.annotations import AnnotatedEntity, Annotation, annotation_of, parse_annotation
from kg.analyse.score import score, surface_forms
from kg.extract import DEFAULT_THRESHOLD, extract
from kg.extract.claims import Claims, context_of, context_with
from kg.extract.context import Context, Named
from kg.extract.docs import make_doc
from kg.extract.lists import list_ends
from kg.extract.pipeline import CLAIMS, load_from
from kg.extract.relations import candidate_pairs, related
from kg.extract.roles import introduced_chances
from kg.extract.scorer import Scorer
from kg.records import SCORE_ONE, Entity, Extraction, Paper, Relation, RelationType
from training.gold import GOLD, is_held_out, read_gold

_REACH = 10  # items before a thing in which a pattern is sought
_FILLER = (
    "the|a|an|of|its|our|-|:|,|\\(|and|both|all|such|as|like|including|two|three|key|novel|new|powerful|standard|strong|"
    "existing|previous|prior|recent|original|vanilla|popular|leading|advanced|traditional|conventional|pre|trained|"
    "pretrained|baselines?|models?|methods?|components?|modules?"
)
# What stands before a thing that is compared with, or built on; the first that fits counts.
_COMPARED = (
    r"outperform\w*|surpass\w*|exceed\w*|beats?|compar\w+ (to|with)|comparison (to|with)|competitive with|"
    r"versus|vs\.?|than|superior to|improv\w+ (over|upon)|over|against|unlike|relative to|"
    r"(baselines?|methods?) (such as|like)"
)
_BASED = (
    r"based (on|upon)|buil(t|ds?|ding) (on|upon|with|around)|exten(ds?|ding|sion of)|inspired by|top of|backbone of|"
    r"(variant|version|generali[sz]ation|adaptation|modification) of|(fine - |fine)tun\w+|leverag\w+|integrat\w+|"
    r"combin\w+|generali[sz]\w+|consist\w* of|compris\w+|incorporat\w+|employ\w*|utili[sz]\w+|adopt\w*|adapt\w*|"
    r"applied to|using|uses|via|through|with"
)
_PATTERNS: tuple[tuple[RelationType, str], ...] = (("compared_with", _COMPARED), ("based_on", _BASED))
_BEFORE = [(kind, re.compile(rf"\b({words})( ({_FILLER}))*$")) for kind, words in _PATTERNS]


def patterned(context: Context) -> Iterator[tuple[RelationType, int, int]]:
    """Yield the relations that patterns find: type, source and target.

    The source is the nearest sure thing of the label before the target in its sentence, else the main method.
    """
    pairs = set(candidate_pairs(context))
    for place, item in enumerate(context.items):
        if item.thing < 0 or item.sentence < context.title:
            continue
        start, _ = context.bounds(item.sentence)
        head, _ = list_ends(context, place)
        before = [
            other.thing
            for other in context.items[start:head]
            if other.thing >= 0 and context.things[other.thing].score >= DEFAULT_THRESHOLD
        ]
        alike = [thing for thing in before if (thing, item.thing) in pairs]
        source = alike[-1] if alike else context.main
        words = " ".join(other.word for other in context.items[max(start, head - _REACH) : head])
        kind = next((kind for kind, pattern in _BEFORE if pattern.search(words)), None)
        if kind and source is not None and (source, item.thing) in pairs:
            yield kind, source, item.thing


def fates(gold: Annotation, found: Extraction) -> Iterator[tuple[str, str]]:
    """Yield the type of each annotated relation, and what became of it."""
    forms = {entity.name: surface_forms(entity) for entity in gold.entities}
    own = [surface_forms(_as_annotated(entity)) for entity in found.entities]
    for source, kind, target in gold.relations:
        ones, others = ({n for n, its in enumerate(own) if its & forms[name]} for name in (source, target))
        yield kind, _fate(found, kind, ones, others)


def _as_annotated(entity: Entity) -> AnnotatedEntity:
    return AnnotatedEntity(entity.label, entity.name, tuple(mention.text for mention in entity.mentions))


def _fate(found: Extraction, kind: str, ones: set[int], others: set[int]) -> str:
    if not ones or not others:
        return "an end was not found"
    sure = {n for n in ones | others if found.entities[n].score >= DEFAULT_THRESHOLD}
    if not ones & sure or not others & sure:
        return "an end is not shown (too low a score)"
    shown = [relation for relation in found.relations if relation.score >= DEFAULT_THRESHOLD]
    if any(r.type == kind and r.source in ones and r.target in others for r in shown):
        return "found"
    if any(r.type == kind and r.source in others and r.target in ones for r in shown):
        return "found in the other direction"
    if any({r.source, r.target} & ones and {r.source, r.target} & others for r in shown):
        return "found as the other type"
    labels = {(found.entities[a].label, found.entities[b].label) for a in ones for b in others}
    return "not likely enough" if any(a == b for a, b in labels) else "ends of two labels"


def annotated_context(record: Mapping[str, Any], doc: Doc) -> tuple[Context, list[str]]:
    """Return the context of a Doc with the things of its annotation, and their names."""
    things, names = [], []
    for entity in record["entities"]:
        found = {match.span() for form in {*entity["mentions"], entity["name"]} for match in _places(form, doc.text)}
        places = [a for a in found if not any(a != b and b[0] <= a[0] and a[1] <= b[1] for b in found)]
        if places:
            # What is optional is doubtful to the pipeline too, but shown.
            sure = SCORE_ONE if entity["core"] else DEFAULT_THRESHOLD
            forms = tuple(sorted({doc.text[slice(*place)] for place in places}))
            things.append(Named(entity["label"], entity["name"], sure, tuple(sorted(places)), forms))
            names.append(entity["name"])
    return context_with(doc, things), names


def _places(form: str, text: str) -> Iterator[re.Match[str]]:
    return re.finditer(re.escape(form), text)


def with_gold_things(nlp: Language, record: Mapping[str, Any]) -> Annotation:
    """Return an annotation with the relations that the scorers see between its own things."""
    doc = nlp.get_pipe("kg_sentences")(make_doc(nlp, title=record["title"], abstract=record["abstract"]))
    context, names = annotated_context(record, doc)
    context.introduce(introduced_chances(context, _scorer(nlp, "kg_roles", "role"))[0])
    found = related(context, _scorer(nlp, "kg_relations", "relation"), floor=DEFAULT_THRESHOLD / SCORE_ONE)
    relations = tuple((names[r.source], r.type, names[r.target]) for r in found)
    return replace(parse_annotation(record), relations=relations)


def _scorer(nlp: Language, component: str, part: str) -> Scorer:
    pipe = nlp.get_pipe(component)
    assert isinstance(pipe, Claims)
    return pipe.scorers[part]


def with_patterns(nlp: Language, paper: Paper, extraction: Extraction) -> Extraction:
    """Return an extraction with the relations that patterns find in place of the scorer's."""
    doc = make_doc(nlp, title=paper.title, abstract=paper.abstract or "")
    for name, pipe in nlp.pipeline:
        doc = doc if name in CLAIMS else pipe(doc)
    context = context_of(doc)
    context.introduce(introduced_chances(context, _scorer(nlp, "kg_roles", "role"))[0])
    found = sorted(set(patterned(context)))
    return replace(extraction, relations=tuple(Relation(*relation, (), SCORE_ONE) for relation in found))


def _line(name: str, gold: Sequence[Annotation], predicted: Sequence[Annotation]) -> str:
    parts = []
    for kinds in (("based_on",), ("compared_with",), ("based_on", "compared_with")):
        one, other = ([replace(a, relations=_of(a, kinds)) for a in them] for them in (gold, predicted))
        counts = score(one, other).counts["relation"]
        parts.append(f"{counts.precision:.3f} {counts.recall:.3f} {counts.f1:.3f}")
    return f"{name:28} " + "   ".join(parts)


def _of(annotation: Annotation, kinds: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
    return tuple(relation for relation in annotation.relations if relation[1] in kinds)


def main() -> None:
    """Report as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--gold", type=Path, default=GOLD)
    given = parser.parse_args()
    records = [record for record in read_gold(given.gold) if is_held_out(record["id"])]
    nlp = load_from(given.folder)
    papers = [Paper(id=r["id"], ids=(r["id"],), title=r["title"], abstract=r["abstract"]) for r in records]
    found = list(zip(papers, extract(papers, nlp), strict=True))
    gold = [parse_annotation(record) for record in records]
    lost = Counter(fate for said, (_, own) in zip(gold, found, strict=True) for fate in fates(said, own))
    for (kind, fate), count in sorted(lost.items()):
        print(f"{kind:14} {fate:40} {count:4}")
    print(f"{'':28} {'based_on':17}   {'compared_with':17}   both (precision, recall, F1)")
    read = [parse_annotation(annotation_of(*pair, threshold=DEFAULT_THRESHOLD)) for pair in found]
    print(_line("scorer", gold, read))
    plain = [(paper, with_patterns(nlp, paper, own)) for paper, own in found]
    patterns = [parse_annotation(annotation_of(*pair, threshold=DEFAULT_THRESHOLD)) for pair in plain]
    print(_line("patterns alone", gold, patterns))
    print(_line("scorer, annotated things", gold, [with_gold_things(nlp, record) for record in records]))


if __name__ == "__main__":
    main()
