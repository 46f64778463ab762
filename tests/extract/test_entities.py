"""From spans to things, on hand-made spans: no model takes part."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract import find_definitions, normal_form
from kg.extract.entities import Text, Thing, find_things
from kg.extract.tagger import KINDS, Candidate
from kg.records import LABELS

FLOOR = 1000


def kinds(**scores: int) -> tuple[int, ...]:
    """Probabilities by label name; `not_` before a label is for those not worth a node."""
    values = [0] * KINDS
    for name, score in scores.items():
        label = LABELS.index(name.removeprefix("not_"))
        values[label + len(LABELS) * name.startswith("not_")] = score
    return tuple(values)


def text_of(text: str) -> Text:
    words = [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]
    definitions = tuple(
        ((d.short_span.start, d.short_span.end), (d.long_span.start, d.long_span.end)) for d in find_definitions(text)
    )
    return Text(text, frozenset(a for a, _ in words), frozenset(b for _, b in words), definitions)


def things(text: str, *spans: tuple[str, tuple[int, ...]]) -> tuple[Thing, ...]:
    """Find things where the first occurrence of each given string is a candidate; other places score nothing."""
    candidates = [Candidate(text.index(form), text.index(form) + len(form), scores) for form, scores in spans]
    return find_things(text_of(text), candidates, lambda _start, _end: (0,) * KINDS, floor=FLOOR)


def forms(text: str, thing: Thing) -> list[str]:
    return [text[a:b] for (a, b), _ in thing.places]


def test_a_definition_joins_short_and_long_form_wherever_they_stand() -> None:
    text = "LoRA for all. Low-Rank Adaptation (LoRA) works; low rank adaptation and LoRA again."
    (thing,) = things(text, ("Low-Rank Adaptation", kinds(Method=9000)))
    assert thing.name == "Low-Rank Adaptation"
    assert forms(text, thing) == ["LoRA", "Low-Rank Adaptation", "LoRA", "low rank adaptation", "LoRA"]
    assert thing.score == 9000


def test_the_short_form_alone_brings_the_long_form_in() -> None:
    text = "We use Direct Preference Optimization (DPO)."
    (thing,) = things(text, ("DPO", kinds(Method=8000)))
    assert thing.name == "Direct Preference Optimization"


def test_a_span_that_ends_with_a_long_form_takes_its_place() -> None:
    text = "We use Direct Preference Optimization (DPO)."
    (thing,) = things(text, ("Preference Optimization", kinds(Method=8000)))
    assert forms(text, thing) == ["Direct Preference Optimization", "DPO"]


def test_plural_hyphen_and_case_are_one_thing() -> None:
    text = "Vision transformers win. A vision-transformer is a Vision Transformer."
    (thing,) = things(text, ("Vision transformers", kinds(Method=7000)))
    assert len(thing.places) == 3
    assert len({normal_form(form) for form in forms(text, thing)}) == 1


def test_a_short_form_in_capitals_is_found_only_in_capitals() -> None:
    text = "It is IS that is used as IS."
    (thing,) = things(text, ("IS", kinds(Metric=6000)))
    assert forms(text, thing) == ["IS", "IS"]


def test_no_mention_is_sought_inside_a_longer_name() -> None:
    text = "ImageNet and ImageNet-A differ; ImageNet stays."
    found = things(text, ("ImageNet", kinds(Dataset=9000)), ("ImageNet-A", kinds(Dataset=9000)))
    assert [(thing.name, len(thing.places)) for thing in found] == [("ImageNet", 2), ("ImageNet-A", 1)]


def test_one_label_by_all_the_evidence() -> None:
    text = "BM25 scores. We use BM25 again."
    second = text.rindex("BM25")
    candidates = [
        Candidate(0, 4, kinds(Metric=5000, Method=3000)),
        Candidate(second, second + 4, kinds(Method=9000)),
    ]
    (thing,) = find_things(text_of(text), candidates, lambda _a, _b: (0,) * KINDS, floor=FLOOR)
    assert thing.label == "Method"
    assert [score for _, score in thing.places] == [3000, 9000]


def test_what_is_not_worth_a_node_is_found_but_not_kept() -> None:
    text = "We train neural networks on CIFAR-10 dataset."
    found = things(text, ("neural networks", kinds(not_Method=9500)), ("CIFAR-10 dataset", kinds(Dataset=9000)))
    assert [(thing.label, thing.name) for thing in found] == [("Dataset", "CIFAR-10")]


def test_two_ways_to_cut_one_name_add_up() -> None:
    text = "on CIFAR-10 dataset only"
    (thing,) = things(text, ("CIFAR-10 dataset", kinds(Dataset=4000)), ("CIFAR-10", kinds(Dataset=5000)))
    assert thing.places == (((3, 11), 9000),)


def test_of_a_task_and_its_head_the_more_probable_stays() -> None:
    text = "Visual question answering; question answering."
    found = things(text, ("Visual question answering", kinds(Task=9000)), ("question answering", kinds(Task=4000)))
    second = text.rindex("question answering")
    candidates = [
        Candidate(0, 25, kinds(Task=9000)),
        Candidate(second, second + 18, kinds(Task=4000)),
    ]
    found = find_things(text_of(text), candidates, lambda _a, _b: (0,) * KINDS, floor=FLOOR)
    assert [thing.name for thing in found] == ["Visual question answering"]


def test_half_a_bracket_is_no_name() -> None:
    assert things("out-of-domain (OOD) detection", ("OOD) detection", kinds(Task=9000))) == ()


ABC = ["the ", "Foo", "Foo", "Bar ", "Baz", "-", " (FB) ", "foo bars", "dataset ", "Foo Bar (FB)", ". ", "(", " "]


@given(st.data())
def test_things_are_sorted_disjoint_and_of_one_normal_form(data: st.DataObject) -> None:
    text = "".join(data.draw(st.lists(st.sampled_from(ABC), max_size=14)))
    facts = text_of(text)
    starts, ends = sorted(facts.starts), sorted(facts.ends)
    candidates = []
    for _ in range(data.draw(st.integers(0, 5)) if starts else 0):
        start = data.draw(st.sampled_from(starts))
        end = data.draw(st.sampled_from([end for end in ends if end > start]))
        scores = data.draw(st.lists(st.integers(0, 1250), min_size=KINDS, max_size=KINDS))
        candidates.append(Candidate(start, end, tuple(scores)))
    scorer = data.draw(st.sampled_from([(0,) * KINDS, (1250,) * KINDS]))
    found = find_things(facts, candidates, lambda _start, _end: scorer, floor=500)
    defined = {(normal_form(d.short), normal_form(d.long)) for d in find_definitions(text)}
    places = [place for thing in found for place, _ in thing.places]
    assert len(places) == len(set(places))
    for (_, end), (start, _) in zip(sorted(places), sorted(places)[1:], strict=False):
        assert end <= start
    for thing in found:
        assert thing.name in forms(text, thing)
        own = normal_form(thing.name)
        assert {normal_form(form) for form in forms(text, thing)} <= {own} | {s for s, long in defined if long == own}
        assert all(facts.bounded(place) for place, _ in thing.places)
        assert thing.score >= 500
    assert [t.places[0][0] for t in found] == sorted(t.places[0][0] for t in found)
    assert found == find_things(facts, candidates[::-1], lambda _start, _end: scorer, floor=500)


@pytest.mark.parametrize("text", ["", " ", "..."])
def test_nothing_is_found_in_nothing(text: str) -> None:
    assert find_things(text_of(text), [], lambda _start, _end: (0,) * KINDS, floor=FLOOR) == ()


def test_coordinated_names_are_a_thing_each() -> None:
    text = "Results on CIFAR-10/100 are good, and on CIFAR-100 best."
    found = things(text, ("CIFAR-10/100", kinds(Dataset=9000)))
    ten, hundred = sorted(found, key=lambda thing: len(thing.name))
    assert (ten.name, forms(text, ten)) == ("CIFAR-10", ["CIFAR-10"])
    assert (hundred.name, forms(text, hundred)) == ("CIFAR-100", ["CIFAR-10/100", "CIFAR-100"])


def test_a_coordination_that_is_found_in_pieces_is_put_together() -> None:
    text = "Trained on CIFAR-10 and -100 alone."
    found = things(text, ("CIFAR-10", kinds(Dataset=9000)), ("100", kinds(Metric=8000)))
    assert [(thing.name, thing.label, forms(text, thing)) for thing in found] == [
        ("CIFAR-10", "Dataset", ["CIFAR-10"]),
        ("CIFAR-100", "Dataset", ["CIFAR-10 and -100"]),
    ]
