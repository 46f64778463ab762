"""Train the scorers of roles, results and relations, and write them into the pipelines.

usage: python -m training.train_claims CANDIDATE [--also FOLDER] [--lessons FILE ...] [--epochs N] [--seed N]

CANDIDATE is a pipeline whose tagger has not seen the held-out fifth. Its scorers are trained on the other four fifths;
on the held-out fifth they are measured, and made calibrated. The scorers of `--also` are then trained on all papers and
get the same temperatures. With lessons (`training.claims_lessons`) they learn from both.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from spacy.language import Language
from torch import nn

from kg.analyse.annotations import parse_annotation
from kg.extract import extract
from kg.extract.claims import Claims
from kg.extract.pipeline import CLAIMS, MODEL_VERSION, load_from, save
from kg.extract.relations import TYPES, relation_features
from kg.extract.results import KINDS, candidates_of, link_features, number_features
from kg.extract.roles import introduced_chances, role_features
from kg.extract.scorer import Bag, Scorer, rows_of
from kg.records import ROLES, Paper
from training.claims_gold import Shares, Target, docs_of, earlier_result, target
from training.claims_lessons import read_lessons
from training.evaluate import claims
from training.gold import GOLD, is_held_out, read_gold

Rows = NDArray[np.uint16]
_HARDLY = 0.04  # a pair with less than this chance of either relation has none


@dataclass(frozen=True, slots=True)
class Settings:
    """Rows and width of the tables, epochs, Adam's rate (it falls to nothing), and what is left out in training.

    `blank` is the share of features left out, `dropout` that of hidden units. `none` is the share of the pairs without
    a relation that is learned from: they are nearly all. A paper with annotations counts as `gold` lessons. `seeds`
    networks are trained, and their scores' mean is taken.
    """

    rows: int = 2**15
    width: int = 28
    epochs: int = 3
    rate: float = 0.002
    batch: int = 64
    blank: float = 0.2
    dropout: float = 0.3
    none: float = 0.35
    gold: float = 1.5
    folds: int = 2
    seed: int = 1
    seeds: int = 2


@dataclass(frozen=True, slots=True)
class Case:
    """One decision: the rows of each candidate's features, what is to be said of it, and how much it counts.

    `right` are probabilities: of the classes of the one candidate, or of several candidates.
    """

    candidates: tuple[Rows, ...]
    right: Shares
    weight: float = 1.0


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
        sums = self.table(torch.from_numpy(np.concatenate(bags).astype(np.int64)), torch.from_numpy(starts))
        scores: torch.Tensor = self.output(self.dropout(torch.relu(sums + self.bias)))
        return scores

    def scorer(self, temperature: float = 1.0) -> Scorer:
        """Return the weights as the package uses them, rounded to what is stored."""
        scorer = Scorer(
            table=_weights(self.table.weight),
            bias=_weights(self.bias),
            output=_weights(self.output.weight.T),
            last=_weights(self.output.bias),
            temperature=np.array(temperature, dtype=np.float32),
        )
        return Scorer.from_bytes(scorer.to_bytes())


def _weights(weights: torch.Tensor) -> NDArray[np.float32]:
    return np.asarray(weights.detach().numpy(), dtype=np.float32)


def _losses(scores: torch.Tensor, cases: Sequence[Case], *, apart: bool) -> torch.Tensor:
    """Return the cross entropy of each case to what is to be said; `apart`: each class holds or not by itself."""
    weights = torch.tensor([case.weight for case in cases])
    if scores.shape[1] > 1:
        right = torch.from_numpy(np.stack([case.right for case in cases]))
        if apart:
            every = nn.functional.binary_cross_entropy_with_logits(scores, right, reduction="none")
            return every.sum(dim=1) * weights
        return nn.functional.cross_entropy(scores, right, reduction="none") * weights
    # Candidates of a case stand behind each other: a rectangle of them, with nothing where a case has fewer.
    counts = torch.tensor([len(case.candidates) for case in cases])
    there = torch.arange(int(counts.max()))[None] < counts[:, None]
    table = torch.full(there.shape, -torch.inf).masked_scatter(there, scores[:, 0])
    right = torch.zeros(there.shape).masked_scatter(there, torch.from_numpy(np.concatenate([c.right for c in cases])))
    chances = torch.log_softmax(table, dim=1).masked_fill(~there, 0.0)
    return -(chances * right).sum(dim=1) * weights


def train(cases: Sequence[Case], classes: int, settings: Settings, *, apart: bool = False) -> Network:
    """Train networks on cases, and return the one that gives the mean of their scores."""
    seeds = range(settings.seed, settings.seed + settings.seeds)
    networks = [_train(cases, classes, replace(settings, seed=seed), apart=apart) for seed in seeds]
    merged = Network(classes, replace(settings, width=settings.width * settings.seeds))
    with torch.no_grad():
        merged.table.weight.copy_(torch.cat([n.table.weight for n in networks], dim=1))
        merged.bias.copy_(torch.cat([n.bias for n in networks]))
        merged.output.weight.copy_(torch.cat([n.output.weight for n in networks], dim=1) / len(networks))
        merged.output.bias.copy_(torch.stack([n.output.bias for n in networks]).mean(dim=0))
    merged.eval()
    return merged


def _train(cases: Sequence[Case], classes: int, settings: Settings, *, apart: bool) -> Network:
    torch.manual_seed(settings.seed)
    rng = np.random.default_rng(settings.seed)
    network = Network(classes, settings)
    optimizer = torch.optim.Adam(network.parameters(), lr=settings.rate)
    order = np.arange(len(cases))
    for epoch in range(settings.epochs):
        rng.shuffle(order)
        for first in range(0, len(order), settings.batch):
            done = (epoch + first / len(order)) / settings.epochs
            optimizer.param_groups[0]["lr"] = settings.rate * (1 - done)
            batch = [cases[i] for i in order[first : first + settings.batch]]
            bags = [_thinned(bag, settings.blank, rng) for case in batch for bag in case.candidates]
            optimizer.zero_grad()
            _losses(network(bags), batch, apart=apart).mean().backward()
            optimizer.step()
    network.eval()
    return network


def _thinned(bag: Rows, share: float, rng: np.random.Generator) -> Rows:
    """Leave out a share of the features, never the first."""
    kept = rng.random(len(bag)) >= share
    kept[0] = True
    return bag[kept]


def temperature(network: Network, cases: Sequence[Case], *, apart: bool = False) -> float:
    """Return what the scores must be divided by for the chances to be those of the cases."""
    with torch.no_grad():
        scores = network([bag for case in cases for bag in case.candidates])
        tried = np.exp(np.linspace(-1.0, 1.6, 53))
        losses = [float(_losses(scores / float(t), cases, apart=apart).mean()) for t in tried]
    return float(tried[int(np.argmin(losses))])


def _rows(bag: Bag, settings: Settings) -> Rows:
    return np.array(rows_of(bag, settings.rows), dtype=np.uint16)


def role_cases(targets: Iterable[Target], settings: Settings) -> Iterator[Case]:
    """Yield a case a thing whose role is known."""
    for said in targets:
        for n, role in enumerate(said.roles):
            if role is not None:
                yield Case((_rows(role_features(said.context, n), settings),), role, said.weight)


def number_cases(targets: Iterable[Target], settings: Settings) -> Iterator[Case]:
    """Yield a case a number."""
    for said in targets:
        for n, kinds in enumerate(said.numbers):
            if said.context.of_number[n] >= 0:
                yield Case((_rows(number_features(said.context, n), settings),), kinds, said.weight)


def link_cases(targets: Iterable[Target], settings: Settings) -> Iterator[Case]:
    """Yield a case a result and field; the result before it counts as answered."""
    for said in targets:
        for (number, field), right in said.links.items():
            before = earlier_result(said, number, field)
            candidates = [None, *candidates_of(said.context, number, field)]
            bags = [link_features(said.context, number, field, c, before) for c in candidates]
            chance = 1 - float(said.numbers[number][0])
            yield Case(tuple(_rows(bag, settings) for bag in bags), right, chance * said.weight)


def relation_cases(targets: Iterable[Target], settings: Settings) -> Iterator[Case]:
    """Yield a case a pair of things, of those without a relation only a share."""
    rng = np.random.default_rng(settings.seed)
    for said in targets:
        for pair, right in said.relations.items():
            if right.max() >= _HARDLY or rng.random() < settings.none:
                yield Case((_rows(relation_features(said.context, *pair), settings),), right, said.weight)


# What each scorer is trained on: the component and part that it is, its classes, and its cases. Relations alone hold
# each by itself.
Maker = Callable[[Iterable[Target], Settings], Iterator[Case]]
SCORERS: tuple[tuple[str, str, int, Maker], ...] = (
    ("kg_results", "number", len(KINDS), number_cases),
    ("kg_results", "link", 1, link_cases),
    ("kg_relations", "relation", len(TYPES), relation_cases),
)
APART = "relation"


def set_introduced(targets: Sequence[Target], scorer: Scorer) -> None:
    """Tell contexts what a scorer of roles says of them, as results and relations will see it."""
    for gold in targets:
        introduced, _ = introduced_chances(gold.context, scorer)
        gold.context.introduce(introduced)


def trained(targets: Sequence[Target], lessons: Sequence[Target], settings: Settings) -> dict[tuple[str, str], Network]:
    """Return the networks, trained on annotated papers and on lessons.

    Results and relations learn from roles as they will be found: each third of the papers gets its roles from a network
    that is trained on the others.
    """
    taught = list(role_cases(lessons, settings))
    for fold in range(settings.folds):
        rest = [said for n, said in enumerate(targets) if n % settings.folds != fold]
        network = train([*role_cases(rest, settings), *taught], len(ROLES), settings)
        set_introduced(targets[fold :: settings.folds], network.scorer())
        set_introduced(lessons[fold :: settings.folds], network.scorer())
    said = [*targets, *lessons]
    networks = {("kg_roles", "role"): train([*role_cases(targets, settings), *taught], len(ROLES), settings)}
    for component, part, classes, cases in SCORERS:
        apart = part == APART
        networks[component, part] = train(list(cases(said, settings)), classes, settings, apart=apart)
        print(f"{part}: trained", flush=True)
    return networks


def temperatures(
    networks: dict[tuple[str, str], Network], held_out: Sequence[Target], settings: Settings
) -> dict[tuple[str, str], float]:
    """Return the temperature of each network, fitted on papers that it was not trained on."""
    role = "kg_roles", "role"
    found = {role: temperature(networks[role], list(role_cases(held_out, settings)))}
    set_introduced(held_out, networks[role].scorer(found[role]))
    every = replace(settings, none=1.0)
    for component, part, _, cases in SCORERS:
        apart = part == APART
        found[component, part] = temperature(networks[component, part], list(cases(held_out, every)), apart=apart)
    return found


def targets_of(nlp: Language, records: Sequence[dict[str, Any]], weight: float = 1.0) -> list[Target]:
    """Return the targets of annotated papers, with the entities that a pipeline finds in them."""
    found = docs_of(nlp, [(record["title"], record["abstract"]) for record in records])
    return [replace(target(record, doc), weight=weight) for record, doc in zip(records, found, strict=True)]


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
    print("\n".join(claims(gold, found)))


def main() -> None:
    """Train as the command line says."""
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("candidate", type=Path)
    args.add_argument("--also", type=Path)
    args.add_argument("--gold", type=Path, default=GOLD)
    args.add_argument("--lessons", type=Path, nargs="+", default=[], help="what training.claims_lessons wrote")
    args.add_argument("--first", type=int, help="use the first lessons of each file only")
    args.add_argument("--epochs", type=int, default=Settings().epochs)
    args.add_argument("--seed", type=int, default=Settings().seed)
    given = args.parse_args()
    torch.set_num_threads(1)
    settings = Settings(epochs=given.epochs, seed=given.seed)
    records = read_gold(given.gold)
    held_out = [record for record in records if is_held_out(record["id"])]
    began = time.perf_counter()
    nlp = pipeline(given.candidate)
    lessons = [said for path in given.lessons for said in read_lessons(path, nlp, count=given.first)]
    targets = targets_of(nlp, [r for r in records if not is_held_out(r["id"])], settings.gold)
    print(f"{len(targets)} papers and {len(lessons)} lessons read, {time.perf_counter() - began:.0f} s", flush=True)
    networks = trained(targets, lessons, settings)
    heat = temperatures(networks, targets_of(nlp, held_out), settings)
    print({part: round(value, 2) for (_, part), value in heat.items()})
    install(nlp, networks, heat)
    save(nlp, given.candidate)
    show(nlp, held_out)
    print(f"{time.perf_counter() - began:.0f} s")
    if given.also:
        nlp = pipeline(given.also)
        install(nlp, trained(targets_of(nlp, records, settings.gold), lessons, settings), heat)
        save(nlp, given.also)
        print(f"{given.also} after {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
