"""Keys and canonical names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.link import (
    Alias,
    Aliases,
    Decided,
    Decision,
    Differ,
    Linker,
    Merge,
    RejectEntity,
    Relabel,
    Split,
    dominant,
    entity_key,
    entity_keys,
    facts,
    fold,
    is_parted,
    node_id,
    node_key,
    plain_key,
    preferred_name,
    short_forms,
    spellings,
)
from kg.link.learned import Shared, packaged_shared
from kg.records import Definition, Entity, Extraction, Mention, Paper, Span

counts = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9), max_size=4)
tables = st.dictionaries(st.sampled_from("abcdef"), counts, max_size=6)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Low-Rank Adaptation", "low rank adaptation"),
        ("CIFAR-10", "CIFAR10"),
        ("CIFAR-10", "CIFAR 10"),
        ("diffusion models", "Diffusion Model"),
        ("LLMs", "LLM"),
        ("text–to–image", "text-to-image"),
        ("Hits@10", "hits@10"),
        (r"Fr\'echet Distance", "Frechet distance"),
        (r"Fr\'{e}chet Distance", "Frechet distance"),
    ],
)
def test_spellings_of_one_thing_have_one_key(first: str, second: str) -> None:
    assert entity_key("Method", first) == entity_key("Method", second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("GPT-4", "GPT-4o"),
        ("GPT-3", "GPT-3.5"),
        ("C", "C++"),
        ("BERT", "BERT-base"),
        ("ImageNet-1k", "ImageNet-21k"),
        ("Hits@1", "Hits@10"),
        ("DPM-Solver", "DPM-Solver++"),
        ("LLaMA 2", "LLaMA 3"),
    ],
)
def test_different_things_have_different_keys(first: str, second: str) -> None:
    assert entity_key("Method", first) != entity_key("Method", second)


def test_a_label_makes_another_key() -> None:
    assert entity_key("Method", "AP") != entity_key("Metric", "AP")


@given(st.text(min_size=1), st.sampled_from(["Method", "Dataset", "Metric", "Task"]))
def test_an_id_leads_back_to_its_key(name: str, label: str) -> None:
    key = entity_key(label, name)  # type: ignore[arg-type]
    assert node_key(node_id(key)) == key


def test_an_expansion_dominates_with_four_in_five() -> None:
    assert dominant({"long a": 4, "long b": 1}) == "long a"
    assert dominant({"long a": 3, "long b": 1}) is None
    assert dominant({"long a": 2, "long b": 2}) is None
    assert dominant({"long a": 4}, against=1) == "long a"
    assert dominant({"long a": 4}, against=2) is None
    assert dominant({}) is None


class Counted:
    """Counts that stand in tables: papers by key, and by short form's key the papers that define it as which key."""

    def __init__(self, papers: dict[str, int], expansions: dict[str, dict[str, int]], decided: Decided) -> None:
        self._papers = papers
        self._decided = decided
        self._expansions = {
            fold(short): {decided.unit(long): count for long, count in longs.items()}
            for short, longs in expansions.items()
        }

    def keys(self, unit: str) -> dict[str, int]:
        return {key: count for key, count in self._papers.items() if self._decided.unit(key) == unit}

    def coined(self, unit: str) -> dict[str, int]:
        units = ((self._decided.unit(key), count) for key, count in self._papers.items())
        return {own: count for own, count in units if own != unit == plain_key(own) and not is_parted(own)}

    def expansions(self, unit: str) -> dict[str, int]:
        return self._expansions.get(unit, {})


def linker(
    papers: dict[str, int],
    expansions: dict[str, dict[str, int]] | None = None,
    *decisions: Decision,
    aliases: tuple[Alias, ...] = (),
    shared: tuple[Shared, ...] = (),
) -> Linker:
    decided = Decided(decisions)
    return Linker(Counted(papers, expansions or {}, decided), Aliases(aliases, shared), decided)


@given(tables)
def test_a_canonical_key_is_its_own(table: dict[str, dict[str, int]]) -> None:
    named = {f"method|{s}": {f"method|{name}": n for name, n in longs.items()} for s, longs in table.items()}
    link = linker({f"method|{name}": 1 for name in "abcdef"}, named)
    for key in (f"method|{name}" for name in "abcdef"):
        canonical = link.canonical(key)
        assert canonical is not None
        assert link.canonical(canonical) == canonical
        longer = dominant({long: n for long, n in named.get(key, {}).items() if long != key})
        if longer:
            assert link.canonical(longer) == canonical


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("metric|bleu score", "metric|bleu"),
        ("dataset|gsm 8k dataset", "dataset|gsm 8k"),
        ("method|adam optimizer", "method|adam"),
        ("method|fine tuning", "method|finetuning"),
        ("method|variational auto encoder", "method|variational autoencoder"),
        ("task|image colourisation", "task|image colorization"),
        ("method|k nearest neighbour", "method|k nearest neighbor"),
        ("task|video labelling task", "task|video labeling"),
        ("metric|fréchet inception distance", "metric|frechet inception distance"),
        ("dataset|conll 2003", "dataset|conll 03"),
        ("dataset|aime 2024", "dataset|aime 24"),
        ("dataset|vbench 2.0", "dataset|vbench 2"),
        ("method|rl from human feedback", "method|reinforcement learning with human feedback"),
        ("method|intern vl 3", "method|internvl 3"),
        ("method|llms agent", "method|large language model agent"),
        ("metric|numbers of function evaluation", "metric|number of function evaluation"),
        ("metric|kullback leibler kl divergence", "metric|kullback leibler divergence"),
        ("task|finding the best of task", "task|finding the best of task"),
        ("task|computer assisted translation", "task|computer aided translation"),
        ("task|automated dialogs system evaluation", "task|automatic dialogue system evaluation"),
        ("method|low rank adaption", "method|low rank adaptation"),
        ("method|pixart α", "method|pixart alpha"),  # noqa: RUF001
        ("method|π 0", "method|pi 0"),
        ("task|pos tagging", "task|part of speech tagging"),
    ],
)
def test_folds_forget_what_never_tells_things_apart(first: str, second: str) -> None:
    assert fold(first) == fold(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("method|reward model", "method|reward"),
        ("method|gpt 4", "method|gpt 4o"),
        ("method|llama 3 1", "method|llama 31"),
        ("dataset|wmt 14", "dataset|wmt 16"),
        ("metric|task", "metric|score"),
        ("method|rl", "method|reinforcement learning"),
        ("method|gpt 2", "method|gpt 2.5"),
        ("dataset|commonvoice 2012", "dataset|commonvoice 12"),
        ("method|model 10", "method|model 1"),
        ("method|bleu score", "metric|bleu score"),
        ("method|proximal gradient", "method|gradient"),
    ],
)
def test_folds_keep_what_tells_things_apart(first: str, second: str) -> None:
    assert fold(first) != fold(second)


@given(st.text(alphabet="abeilorsuy 12|score task", min_size=1, max_size=30))
def test_the_fold_of_a_fold_is_itself(form: str) -> None:
    for label in ("method", "metric", "task", "dataset"):
        folded = fold(f"{label}|{form}")
        assert fold(folded) == folded
        assert folded.startswith(f"{label}|")


def test_keys_of_one_fold_are_one_node_named_by_most_papers() -> None:
    link = linker({"method|fine tuning": 3, "method|finetuning": 2})
    assert link.canonical("method|finetuning") == link.canonical("method|fine tuning") == "method|fine tuning"


LORA = (Alias("lora", "low rank adaptation", 300, "Low-Rank Adaptation"), Alias("lora", "long range", 4, "Long Range"))


def test_learned_aliases_join_what_no_paper_of_the_graph_defines() -> None:
    assert linker({"method|lora": 1}, aliases=LORA).canonical("method|lora") == "method|low rank adaptation"
    assert linker({"method|lora": 1}).canonical("method|lora") == "method|lora"


def test_a_short_form_stands_for_what_has_its_label() -> None:
    both = (
        Alias("em", "expectation maximization", 90, "Expectation-Maximization", "Method"),
        Alias("em", "exact match", 60, "Exact Match", "Metric"),
    )
    link = linker({"method|em": 1, "metric|em": 1, "task|em": 1, "dataset|em": 1}, aliases=both)
    assert link.canonical("method|em") == "method|expectation maximization"
    assert link.canonical("metric|em") == "metric|exact match"
    # Methods and tasks are taken for each other, datasets for nothing else.
    assert link.canonical("task|em") == "task|expectation maximization"
    assert link.canonical("dataset|em") == "dataset|em"


def test_learned_aliases_count_beside_the_papers() -> None:
    expansions = {"method|lora": {"method|local randomness": 1300}}
    papers = {"method|lora": 1, "method|local randomness": 1300}
    assert linker(papers, expansions, aliases=LORA).canonical("method|lora") == "method|local randomness"
    few = {"method|lora": {"method|local randomness": 70}}
    assert linker(papers, few, aliases=LORA).canonical("method|lora") == "method|low rank adaptation"


def test_what_a_paper_introduces_by_one_word_is_not_what_others_define_it_as() -> None:
    papers = {"method|tiger~ada": 1, "method|tiger": 2, "method|text informed retrieval": 9}
    expansions = {"method|tiger": {"method|text informed retrieval": 9}}
    link = linker(papers, expansions)
    assert link.canonical("method|tiger~ada") == "method|tiger~ada"
    assert link.canonical("method|tiger") == "method|text informed retrieval"
    # Where nothing dominates, those who use a name mean what one paper introduces by it.
    assert linker(papers).canonical("method|tiger~ada") == linker(papers).canonical("method|tiger") == "method|tiger"
    equal = {"method|tiger": {"method|text informed retrieval": 1}}
    assert linker(papers, equal).canonical("method|tiger") == "method|tiger"


def test_what_several_introduce_by_one_word_and_few_others_use_are_several_things() -> None:
    both = {"method|hydra~ada": 1, "method|hydra~bo": 2}
    assert linker(both).canonical("method|hydra~ada") == "method|hydra~ada"
    assert linker({**both, "method|hydra": 1}).canonical("method|hydra~bo") == "method|hydra~bo"
    # A name that others use as well is known, and papers that are said to introduce it extend it.
    assert linker({**both, "method|hydra": 2}).canonical("method|hydra~bo") == "method|hydra"


def test_what_is_introduced_by_a_name_that_the_corpus_gives_to_several_things_is_one_of_these() -> None:
    shared = (Shared("hydra", 2, 9),)
    papers = {"method|hydra~ada": 1, "method|hydra": 2}
    assert linker(papers).canonical("method|hydra~ada") == "method|hydra"
    assert linker(papers, shared=shared).canonical("method|hydra~ada") == "method|hydra~ada"
    assert linker(papers, shared=shared).canonical("method|hydra") == "method|hydra"
    # So many of the graph's papers use it that the thing is known by it.
    many = {"method|hydra~ada": 1, "method|hydra": 30}
    assert linker(many, shared=shared).canonical("method|hydra~ada") == "method|hydra"


def test_what_one_paper_defines_a_shared_name_as_is_not_what_others_mean() -> None:
    papers = {"method|hydra": 1, "method|hybrid draft": 1}
    expansions = {"method|hydra": {"method|hybrid draft": 1}}
    assert linker(papers, expansions).canonical("method|hydra") == "method|hybrid draft"
    shared = (Shared("hydra", 2, 9),)
    assert linker(papers, expansions, shared=shared).canonical("method|hydra") == "method|hydra"
    often = {"method|hydra": {"method|hybrid draft": 8}}
    assert linker(papers, often, shared=shared).canonical("method|hydra") == "method|hybrid draft"


def test_packaged_shared_names_are_of_several_things() -> None:
    assert all(name.things > 1 and name.form == name.form.casefold() for name in packaged_shared())
    assert len(packaged_shared()) > 500


def test_what_one_paper_means_alone_is_nothing_else_unless_a_decision_says_so() -> None:
    parted = "metric|ap~=arxiv:1"
    papers = {"metric|ap": 3, parted: 1, "metric|average precision": 9}
    expansions = {"metric|ap": {"metric|average precision": 9}}
    assert linker(papers, expansions).canonical(parted) == parted
    assert linker(papers, expansions).canonical("metric|ap") == "metric|average precision"
    # It says nothing of what others mean.
    assert linker({"metric|ap": 1, parted: 5}).canonical("metric|ap") == "metric|ap"
    merge = Merge(parted, "metric|affinity")
    assert linker({**papers, "metric|affinity": 1}, expansions, merge).canonical(parted) == "metric|affinity"


def test_no_rule_makes_one_of_things_that_differ() -> None:
    papers = {"method|lora": 1, "method|low rank adaptation": 3}
    expansions = {"method|lora": {"method|low rank adaptation": 3}}
    differ = Differ("method|lora", "method|low rank adaptation")
    assert linker(papers, expansions).canonical("method|lora") == "method|low rank adaptation"
    assert linker(papers, expansions, differ).canonical("method|lora") == "method|lora"
    labels = {"task|uncertainty estimation": 2, "method|uncertainty estimation": 1}
    apart = Differ("method|uncertainty estimation", "task|uncertainty estimation")
    assert linker(labels, None, apart).canonical("method|uncertainty estimation") == "method|uncertainty estimation"


@pytest.mark.parametrize(("name", "own"), [("G2RL", True), ("T5", False), ("Self-Refine", False), ("R2 Net", False)])
def test_one_word_may_have_digits_inside(name: str, own: bool) -> None:
    extraction = Extraction((Entity("Method", name, (_mention(name, 0),), 9000, "introduced"),))
    (key,) = entity_keys(Paper("other:1", ("other:1",), "T", "", ("Ada",)), extraction)
    assert (plain_key(key) != key) is own


def test_a_paper_has_its_own_key_for_what_it_introduces_by_one_word() -> None:
    names = (("Hydra", "introduced"), ("Low-Rank Adaptation", "introduced"), ("LoRA", "used"))
    extraction = Extraction(tuple(Entity("Method", n, (_mention(n, 0),), 9000, r) for n, r in names))  # type: ignore[arg-type]
    by = Paper("other:1", ("other:1",), "T", "", ("Ada  Lovelace-Byron", "Bo Li"))
    assert entity_keys(by, extraction) == (
        "method|hydra~ada lovelace byron",
        "method|low rank adaptation",
        "method|lora",
    )
    unknown = Paper("other:2", ("other:2",), "T", "")
    assert plain_key(entity_keys(unknown, extraction)[0]) == "method|hydra"


def test_a_telling_name_has_the_label_of_most_papers() -> None:
    link = linker(
        {"task|uncertainty estimation": 2, "method|uncertainty estimation": 1, "metric|ap": 2, "method|ap": 1}
    )
    assert link.canonical("method|uncertainty estimation") == "task|uncertainty estimation"
    assert link.canonical("method|ap") == "method|ap"
    relabel = Relabel("task|uncertainty estimation", "Method")
    link = linker({"task|uncertainty estimation": 2, "method|uncertainty estimation": 1}, None, relabel)
    assert link.canonical("task|uncertainty estimation") == "method|uncertainty estimation"


def test_decisions_come_before_counts() -> None:
    papers = {"method|ap": 1, "method|affinity propagation": 1, "metric|average precision": 2}
    expansions = {"method|ap": {"method|affinity propagation": 9}}
    ap = "method|ap"
    merge = Merge(ap, "metric|average precision")
    assert linker(papers, expansions).canonical(ap) == "method|affinity propagation"
    assert linker(papers, expansions, merge).canonical(ap) == "metric|average precision"
    assert linker(papers, expansions, Split(ap, "method|affinity propagation")).canonical(ap) == ap
    assert linker(papers, expansions, Relabel(ap, "Metric")).canonical(ap) == "metric|ap"
    assert linker(papers, expansions, RejectEntity(ap)).canonical(ap) is None
    assert linker(papers, expansions, RejectEntity("method|affinity propagation")).canonical(ap) is None


def test_a_merge_into_what_no_paper_names_sleeps() -> None:
    merge = Merge("method|lora", "method|absent")
    assert linker({"method|lora": 1}, None, merge).canonical("method|lora") == "method|lora"


@given(st.dictionaries(st.sampled_from(["Low-Rank Adaptation", "low-rank adaptation", "LoRA"]), st.integers(1, 5)))
def test_the_preferred_name_is_the_most_frequent_of_its_own_form(table: dict[str, int]) -> None:
    key = "method|low rank adaptation"
    name = preferred_name(key, [(key, text, count) for text, count in table.items()])
    own = {text: count for text, count in table.items() if text != "LoRA"}
    if own:
        assert own[name] == max(own.values())
    else:
        assert name == "low rank adaptation"


def test_a_node_whose_own_form_was_never_written_is_named_by_its_fold() -> None:
    assert preferred_name("dataset|imagenet", [("method|imagenet", "ImageNet", 3)]) == "ImageNet"


def _mention(text: str, start: int) -> Mention:
    return Mention(Span("abstract", start, start + len(text)), text, 9000)


def test_a_paper_gives_the_short_form_the_long_forms_key() -> None:
    mentions = (_mention("Low-Rank Adaptation", 0), _mention("LoRA", 21))
    entity = Entity("Method", "Low-Rank Adaptation", mentions, 9000)
    definition = Definition("LoRA", "Low-Rank Adaptation", Span("abstract", 21, 25), Span("abstract", 0, 19))
    extraction = Extraction(entities=(entity,), definitions=(definition,))
    (fact,) = facts(Paper("other:1", ("other:1",), "", ""), extraction)
    assert fact.key == "method|low rank adaptation"
    assert set(spellings(fact)) == {"Low-Rank Adaptation", "LoRA"}
    assert list(short_forms(fact, extraction)) == [entity_key("Method", "LoRA")]


def test_two_entities_of_one_key_are_one_fact() -> None:
    one = Entity("Dataset", "CIFAR-10", (_mention("CIFAR-10", 0),), 9000, "mentioned")
    other = Entity("Dataset", "CIFAR10", (_mention("CIFAR10", 30),), 8000, "used")
    (fact,) = facts(Paper("other:1", ("other:1",), "", ""), Extraction(entities=(one, other)))
    assert (fact.score, fact.role, len(fact.mentions)) == (9000, "used", 2)
