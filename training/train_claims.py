"""Train the scorers of roles, results and relations, and write them into the pipelines.

usage: python -m training.train_claims CANDIDATE [--also FOLDER] [--epochs N] [--seed N]

CANDIDATE is a pipeline whose tagger has not seen the held-out fifth. Its scorers are trained on the other four fifths;
on the held-out fifth they are measured, and made calibrated. The scorers of `--also` are then trained on all papers and
get the same temperatures.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from spacy.language import Language
from torch import nn

from kg.analyse.annotations import Annotation, annotation_of, parse_annotation
from kg.analyse.leaderboard import sure_results
from kg.analyse.score import score
from kg.extract import DEFAULT_THRESHOLD, extract
from kg.extract.claims import Claims
from kg.extract.docs import make_doc
from kg.extract.pipeline import CLAIMS, MODEL_VERSION, load_from, save
from kg.extract.relations import TYPES, relation_features
from kg.extract.results import KINDS, candidates_of, link_features, number_features
from kg.extract.roles import introduced_chances, role_features
from kg.extract.scorer import Bag, Scorer, rows_of
from kg.records import ROLES, Extraction, Paper
from training.claims_gold import UNKNOWN, Target, earlier_result, target
from training.gold import GOLD, is_held_out, read_gold

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Settings:
    """Rows and width of the tables, epochs, Adam's rate (it falls to nothing), and what is left out in training.

    `blank` is the share of features left out, `dropout` that of hidden units. `none` is the share of the pairs without
    a relation that is learned from: they are nearly all. `seeds` networks are trained, and their scores' mean is taken.
    """

    rows: int = 2**15
    width: int = 24
    epochs: int = 4
    rate: float = 0.002
    batch: int = 64
    blank: float = 0.3
    dropout: float = 0.3
    none: float = 0.35
    folds: int = 3
    seed: int = 1
    seeds: int = 2


@dataclass(frozen=True, slots=True)
class Case:
    """One decision: the rows of each candidate's features, and what is right.

    That is the class of the one candidate, or which of several candidates, or of several classes each whether it holds.
    """

    candidates: tuple[Rows, ...]
    right: int | tuple[bool, ...]


class Network(nn.Module):
    """The scorer as torch trains it."""

    def __init__(self, classes: int, settings: Settings) -> None:
        super().__init__()
        self.table = nn.EmbeddingBag(settings.rows, settings.width, mode="sum")
        nn.init.zeros_(self.table.weight)
        self.bias = nn.Parameter(torch.rand(settings.width) * 0.1)
        self.output = nn.Linear(settings.width, classes)
        self.dropout = nn.Dropout(settings.dropout)

    def forward(self, bags: Sequence[Rows]) -> torch.Tensor:
        """Return the scores of candidates, shape (bags, classes)."""
        starts = np.cumsum([0, *(len(bag) for bag in bags[:-1])])
        sums = self.table(torch.from_numpy(np.concatenate(bags)), torch.from_numpy(starts))
        scores: torch.Tensor = self.output(self.dropout(torch.relu(sums + self.bias)))
        return scores

    def scorer(self, temperature: float = 1.0) -> Scorer:
        """Return the weights as the package uses them."""
        return Scorer(
            table=_rounded(self.table.weight),
            bias=_rounded(self.bias),
            output=_rounded(self.output.weight.T),
            last=_rounded(self.output.bias),
            temperature=np.array(temperature, dtype=np.float32),
        )


def _rounded(weights: torch.Tensor) -> NDArray[np.float32]:
    """Return weights as they will be when they were stored in half precision."""
    return np.asarray(weights.detach().numpy().astype(np.float16).astype(np.float32))


def _losses(scores: torch.Tensor, cases: Sequence[Case]) -> torch.Tensor:
    losses: list[torch.Tensor] = []
    right = torch.tensor([case.right for case in cases])
    if right.ndim > 1:
        every = nn.functional.binary_cross_entropy_with_logits(scores, right.to(scores.dtype), reduction="none")
        return every.sum(dim=1)
    if scores.shape[1] > 1:
        return nn.functional.cross_entropy(scores, right, reduction="none")
    start = 0
    for case in cases:
        own = scores[start : start + len(case.candidates), 0]
        losses.append(torch.logsumexp(own, 0) - own[int(right[len(losses)])])
        start += len(case.candidates)
    return torch.stack(losses)


def train(cases: Sequence[Case], classes: int, settings: Settings) -> Network:
    """Train networks on cases, and return the one that gives the mean of their scores."""
    seeds = range(settings.seed, settings.seed + settings.seeds)
    networks = [_train(cases, classes, replace(settings, seed=seed)) for seed in seeds]
    merged = Network(classes, replace(settings, width=settings.width * settings.seeds))
    with torch.no_grad():
        merged.table.weight.copy_(torch.cat([n.table.weight for n in networks], dim=1))
        merged.bias.copy_(torch.cat([n.bias for n in networks]))
        merged.output.weight.copy_(torch.cat([n.output.weight for n in networks], dim=1) / len(networks))
        merged.output.bias.copy_(torch.stack([n.output.bias for n in networks]).mean(dim=0))
    merged.eval()
    return merged


def _train(cases: Sequence[Case], classes: int, settings: Settings) -> Network:
    torch.manual_seed(settings.seed)
    rng = np.random.default_rng(settings.seed)
    network = Network(classes, settings)
    optimizer = torch.optim.Adam(network.parameters(), lr=settings.rate)
    order = np.arange(len(cases))
    for epoch in range(settings.epochs):
        optimizer.param_groups[0]["lr"] = settings.rate * (1 - epoch / settings.epochs)
        rng.shuffle(order)
        for first in range(0, len(order), settings.batch):
            batch = [cases[i] for i in order[first : first + settings.batch]]
            bags = [_thinned(bag, settings.blank, rng) for case in batch for bag in case.candidates]
            optimizer.zero_grad()
            _losses(network(bags), batch).mean().backward()
            optimizer.step()
    network.eval()
    return network


def _thinned(bag: Rows, share: float, rng: np.random.Generator) -> Rows:
    """Leave out a share of the features, never the first."""
    kept = rng.random(len(bag)) >= share
    kept[0] = True
    return bag[kept]


def temperature(network: Network, cases: Sequence[Case]) -> float:
    """Return what the scores must be divided by for the chances to be those of the cases."""
    with torch.no_grad():
        scores = network([bag for case in cases for bag in case.candidates])
        tried = np.exp(np.linspace(-1.0, 1.6, 53))
        losses = [float(_losses(scores / float(t), cases).mean()) for t in tried]
    return float(tried[int(np.argmin(losses))])


def _rows(bag: Bag, settings: Settings) -> Rows:
    return np.array(rows_of(bag, settings.rows), dtype=np.int64)


def role_cases(targets: Iterable[Target], settings: Settings) -> list[Case]:
    """Return a case a thing whose role is annotated."""
    return [
        Case((_rows(role_features(gold.context, n), settings),), role)
        for gold in targets
        for n, role in enumerate(gold.roles)
        if role != UNKNOWN
    ]


def number_cases(targets: Iterable[Target], settings: Settings) -> list[Case]:
    """Return a case a number."""
    return [
        Case((_rows(number_features(gold.context, n), settings),), kind)
        for gold in targets
        for n, kind in enumerate(gold.numbers)
        if gold.context.of_number[n] >= 0
    ]


def link_cases(targets: Iterable[Target], settings: Settings) -> list[Case]:
    """Return a case a result and field whose answer is a candidate; the result before it counts as answered."""
    cases: list[Case] = []
    for gold in targets:
        for (number, field), answer in gold.links.items():
            earlier = earlier_result(gold, number)
            before = None if earlier is None else (earlier, gold.links[earlier, field])
            candidates = [None, *candidates_of(gold.context, number, field)]
            bags = [link_features(gold.context, number, field, c, before) for c in candidates]
            cases.append(Case(tuple(_rows(bag, settings) for bag in bags), candidates.index(answer)))
    return cases


def relation_cases(targets: Iterable[Target], settings: Settings) -> list[Case]:
    """Return a case a pair of things, of those without a relation only a share."""
    rng = np.random.default_rng(settings.seed)
    return [
        Case((_rows(relation_features(gold.context, *pair), settings),), holds)
        for gold in targets
        for pair, holds in gold.relations.items()
        if any(holds) or rng.random() < settings.none
    ]


# What each scorer is trained on: the component and part that it is, its classes, and its cases.
Maker = Callable[[Iterable[Target], Settings], list[Case]]
SCORERS: tuple[tuple[str, str, int, Maker], ...] = (
    ("kg_results", "number", len(KINDS), number_cases),
    ("kg_results", "link", 1, link_cases),
    ("kg_relations", "relation", len(TYPES), relation_cases),
)


def set_introduced(targets: Sequence[Target], scorer: Scorer) -> None:
    """Tell contexts what a scorer of roles says of them, as results and relations will see it."""
    for gold in targets:
        introduced, _ = introduced_chances(gold.context, scorer)
        gold.context.introduce(introduced)


def trained(targets: Sequence[Target], settings: Settings) -> dict[tuple[str, str], Network]:
    """Return the networks, trained on targets.

    Results and relations learn from roles as they will be found: each third of the papers gets its roles from a network
    that is trained on the others.
    """
    for fold in range(settings.folds):
        rest = [gold for n, gold in enumerate(targets) if n % settings.folds != fold]
        network = train(role_cases(rest, settings), len(ROLES), settings)
        set_introduced(targets[fold :: settings.folds], network.scorer())
    networks = {("kg_roles", "role"): train(role_cases(targets, settings), len(ROLES), settings)}
    for component, part, classes, cases in SCORERS:
        networks[component, part] = train(cases(targets, settings), classes, settings)
    return networks


def temperatures(
    networks: dict[tuple[str, str], Network], held_out: Sequence[Target], settings: Settings
) -> dict[tuple[str, str], float]:
    """Return the temperature of each network, fitted on papers that it was not trained on."""
    role = "kg_roles", "role"
    found = {role: temperature(networks[role], role_cases(held_out, settings))}
    set_introduced(held_out, networks[role].scorer(found[role]))
    every = replace(settings, none=1.0)
    for component, part, _, cases in SCORERS:
        found[component, part] = temperature(networks[component, part], cases(held_out, every))
    return found


def targets_of(nlp: Language, records: Sequence[dict[str, Any]]) -> list[Target]:
    """Return the targets of annotated papers, with the entities that a pipeline finds in them."""
    docs = (make_doc(nlp, title=record["title"], abstract=record["abstract"]) for record in records)
    found = nlp.pipe(docs, disable=[name for name in CLAIMS if name in nlp.pipe_names])
    return [target(record, doc) for record, doc in zip(records, found, strict=True)]


def install(nlp: Language, networks: dict[tuple[str, str], Network], heat: dict[tuple[str, str], float]) -> None:
    """Put networks into a pipeline."""
    for (component, part), network in networks.items():
        pipe = nlp.get_pipe(component)
        assert isinstance(pipe, Claims)
        pipe.scorers[part] = network.scorer(heat[component, part])


def pipeline(folder: Path) -> Language:
    """Return the pipeline in a folder, with the components of sentences and claims if it has none yet."""
    nlp = load_from(folder)
    if "kg_sentences" not in nlp.pipe_names:
        nlp.add_pipe("kg_sentences", after="kg_definitions")
    for name in CLAIMS:
        if name not in nlp.pipe_names:
            nlp.add_pipe(name)
    nlp.meta["version"] = MODEL_VERSION
    return nlp


def show(nlp: Language, records: Sequence[dict[str, Any]]) -> None:
    """Print the scores of a pipeline on annotated papers."""
    papers = [Paper(id=r["id"], ids=(r["id"],), title=r["title"], abstract=r["abstract"]) for r in records]
    found = list(zip(papers, extract(papers, nlp), strict=True))
    gold = [parse_annotation(record) for record in records]
    counts = score(gold, _said(found, DEFAULT_THRESHOLD)).counts
    for name in ("all", "introduced", "value", "tuple", "relation"):
        print(f"{name:10} P {counts[name].precision:.3f} R {counts[name].recall:.3f} F1 {counts[name].f1:.3f}")
    sure = score(gold, _said([(paper, replace(x, results=sure_results(x))) for paper, x in found], 0)).counts["tuple"]
    print(f"leaderboards: {sure.tp} of {sure.tp + sure.fp} right in all their parts")


def _said(found: Iterable[tuple[Paper, Extraction]], threshold: int) -> list[Annotation]:
    return [parse_annotation(annotation_of(*pair, threshold=threshold)) for pair in found]


def main() -> None:
    """Train as the command line says."""
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("candidate", type=Path)
    args.add_argument("--also", type=Path)
    args.add_argument("--gold", type=Path, default=GOLD)
    args.add_argument("--epochs", type=int, default=Settings().epochs)
    args.add_argument("--seed", type=int, default=Settings().seed)
    given = args.parse_args()
    torch.set_num_threads(1)
    settings = Settings(epochs=given.epochs, seed=given.seed)
    records = read_gold(given.gold)
    held_out = [record for record in records if is_held_out(record["id"])]
    began = time.perf_counter()
    nlp = pipeline(given.candidate)
    networks = trained(targets_of(nlp, [r for r in records if not is_held_out(r["id"])]), settings)
    heat = temperatures(networks, targets_of(nlp, held_out), settings)
    print({part: round(value, 2) for (_, part), value in heat.items()})
    install(nlp, networks, heat)
    save(nlp, given.candidate)
    show(nlp, held_out)
    print(f"{time.perf_counter() - began:.0f} s")
    if given.also:
        nlp = pipeline(given.also)
        install(nlp, trained(targets_of(nlp, records), settings), heat)
        save(nlp, given.also)
        print(f"{given.also} after {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
