"""The teacher: a large encoder that answers all that the packaged scorers are asked, too slow to ship.

usage: python -m training.teacher --encoder FOLDER --train FILE --answer FILE [FILE ...] --output FOLDER [--seed N] ...

It learns from the sheets of annotated papers and answers other sheets (`training.sheets`). Needs torch, transformers
and of this package the sheets alone; a GPU makes minutes of hours. Tags are a conditional random field as
`kg.extract.lattice` has it. Pairs (of things, or of a number and a thing) are told by both, by their nearest mentions,
and by the words that both attend to: W. Zhou et al., "Document-level relation extraction with adaptive thresholding and
localized context pooling", AAAI 2021.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers import AutoModel

from training.sheets import NOTHING, PLACES, SHAPES, UNKNOWN, Answers, Sheet, read_sheets, save_answers

_KINDS = 8  # of spans
_TAGS = 1 + 4 * _KINDS
_TASK = 3  # the label that has neither role nor relation
_FIELDS = 3  # methods, datasets, metrics: labels that a number belongs to, and between which there are relations
_FROZEN = 2  # layers, counted from the embeddings, that stay as they were
_WIDE = 256
_NEVER = -1e4  # the score of what is not allowed
_FAR = 10_000  # items: more than a text has
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a training run is made of.

    `rate` is AdamW's highest learning rate for the encoder's last layer, each layer below has `fall` of the one above;
    what stands on the encoder has `head_rate`. Rates rise over the first `warmup` of the steps, then fall to nothing.
    """

    epochs: int = 6
    batch: int = 8
    rate: float = 6e-5
    head_rate: float = 5e-4
    fall: float = 0.9
    warmup: float = 0.1
    decay: float = 0.01
    dropout: float = 0.2
    seed: int = 1


class Batch:
    """Sheets as tensors: every row of theirs beside each other, with the text that it is of."""

    def __init__(self, sheets: Sequence[Sheet], pad: int, device: torch.device) -> None:
        self.sheets = sheets
        longest = max(len(sheet.pieces) for sheet in sheets)
        ids = np.full((len(sheets), longest), pad)
        mask = np.zeros((len(sheets), longest), dtype=np.int64)
        for row, sheet in enumerate(sheets):
            ids[row, : len(sheet.pieces)] = sheet.pieces
            mask[row, : len(sheet.pieces)] = 1

        def put(values: object) -> Tensor:
            return torch.from_numpy(np.asarray(values)).to(device)

        def rows(name: str) -> tuple[Tensor, Tensor]:
            parts = [getattr(sheet, name) for sheet in sheets]
            text = np.repeat(np.arange(len(sheets)), [len(part) for part in parts])
            return put(text), put(np.concatenate(parts).astype(np.int64))

        self.ids, self.mask = put(ids), put(mask)
        self.word_text, self.words = rows("words")
        self.thing_text, self.things = rows("things")
        self.mention_text, self.mentions = rows("mentions")
        self.number_text, self.numbers = rows("numbers")
        self.first_thing = np.cumsum([0, *(len(sheet.things) for sheet in sheets)])
        self.first_number = np.cumsum([0, *(len(sheet.numbers) for sheet in sheets)])
        first_mention = np.cumsum([0, *(len(sheet.mentions) for sheet in sheets)])
        self.owner = self.mentions[:, 0] + put(self.first_thing)[self.mention_text]
        # Words in a rectangle, for the field of tags.
        counts = [len(sheet.words) for sheet in sheets]
        self.word_row = put(np.concatenate([np.arange(count) for count in counts]))
        self.counts = put(counts)
        pairs, links = [], []
        for row, sheet in enumerate(sheets):
            thing, number, mention = self.first_thing[row], self.first_number[row], first_mention[row]
            pairs.append(_pairs(sheet) + np.array([[thing, thing, mention, mention, 0, 0]]))
            links.append(_links(sheet) + np.array([[number, 0, thing, mention, 0]]))
        self.pair_text = put(np.repeat(np.arange(len(sheets)), [len(p) for p in pairs]))
        self.link_text = put(np.repeat(np.arange(len(sheets)), [len(p) for p in links]))
        self.pairs, self.links = put(np.concatenate(pairs)), put(np.concatenate(links))


def _steps(distance: Rows) -> Rows:
    """Return distances between items, signed, as 24 classes."""
    size = np.minimum((2 * np.log2(np.abs(distance) + 1)).astype(np.int64), 11)
    return np.asarray(np.where(distance > 0, 12 + size, 11 - size))


def _nearest(keys: Rows, far: Rows) -> Rows:
    """Return for each different row of `keys` the index of the one that is nearest, the first of equals."""
    order = np.lexsort((far, *keys.T[::-1]))
    ordered = keys[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    return np.asarray(order[new])


def _pairs(sheet: Sheet) -> Rows:
    """Return candidate pairs (source, target, nearest mention of each, distance in items, in sentences)."""
    owner, sentence, item = sheet.mentions[:, 0], sheet.mentions[:, 3], sheet.mentions[:, 4]
    label = sheet.things[owner, 0]
    fit = (owner[:, None] != owner) & (label[:, None] == label) & (label != _TASK)
    m, n = np.nonzero(fit)
    far = np.abs(sentence[m] - sentence[n]) * _FAR + np.abs(item[m] - item[n])
    best = _nearest(np.stack([owner[m], owner[n]], axis=1), far)
    m, n = m[best], n[best]
    apart = np.clip(sentence[n] - sentence[m], -4, 4) + 4
    return np.stack([owner[m], owner[n], m, n, _steps(item[n] - item[m]), apart], axis=1).astype(np.int64)


def _links(sheet: Sheet) -> Rows:
    """Return candidate links (number, field, thing, its nearest mention, distance), things of the field's label."""
    owner, sentence, item = sheet.mentions[:, 0], sheet.mentions[:, 3], sheet.mentions[:, 4]
    label = sheet.things[owner, 0]
    k, m = np.nonzero((sheet.numbers[:, 3] >= 0)[:, None] & (label < _FIELDS))
    far = np.abs(sentence[m] - sheet.numbers[k, 2]) * _FAR + np.abs(item[m] - sheet.numbers[k, 3])
    best = _nearest(np.stack([k, owner[m]], axis=1), far)
    k, m = k[best], m[best]
    return np.stack([k, label[m], owner[m], m, _steps(item[m] - sheet.numbers[k, 3])], axis=1).astype(np.int64)


def _scorer(width: int, classes: int, dropout: float) -> nn.Sequential:
    return nn.Sequential(
        nn.Dropout(dropout), nn.Linear(width, _WIDE), nn.GELU(), nn.Dropout(dropout), nn.Linear(_WIDE, classes)
    )


class Teacher(nn.Module):
    """The encoder and what stands on it."""

    def __init__(self, folder: Path, *, dropout: float) -> None:
        super().__init__()
        self.body = AutoModel.from_pretrained(folder, attn_implementation="eager", attention_probs_dropout_prob=0.0)
        width = self.body.config.hidden_size
        self.shapes, self.places = nn.Embedding(SHAPES, 48), nn.Embedding(PLACES, 48)
        self.tag = nn.Sequential(
            nn.Dropout(0.1),
            nn.Linear(2 * width + 96, width // 2),
            nn.GELU(),
            nn.Dropout(0.1),
            nn.Linear(width // 2, _TAGS),
        )
        self.labels, self.counts = nn.Embedding(4, 32), nn.Embedding(8, 32)
        self.distance, self.apart, self.fields = nn.Embedding(24, 32), nn.Embedding(9, 32), nn.Embedding(3, 32)
        self.mention = nn.Linear(2 * width, _WIDE)
        self.number = nn.Linear(2 * width, _WIDE)
        self.context = nn.Linear(width, _WIDE)
        self.thing = nn.Linear(3 * _WIDE + 64, _WIDE)
        self.role = _scorer(4 * _WIDE + 64, 3, dropout)
        self.kind = _scorer(_WIDE, 4, dropout)
        self.none = _scorer(_WIDE + 32, 1, dropout)
        self.link = _scorer(6 * _WIDE + 64, 1, dropout)
        self.relation = _scorer(8 * _WIDE + 64, 2, dropout)
        for frozen in (self.body.embeddings, *self.body.encoder.layer[:_FROZEN]):
            frozen.requires_grad_(False)

    def forward(self, batch: Batch) -> dict[str, Tensor]:
        """Return scores: `tags` (texts, longest, tags), `roles`, `kinds`, `none` (numbers, 3), `links`, `relations`."""
        device = batch.ids.device
        # A CPU without instructions for half precision would take many times as long.
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda"):
            out = self.body(input_ids=batch.ids, attention_mask=batch.mask, output_attentions=True)
        states, attention = out.last_hidden_state.float(), out.attentions[-1].float()

        def ends(text: Tensor, first: Tensor, last: Tensor) -> Tensor:
            return torch.cat([states[text, first], states[text, last]], dim=1)

        words = batch.words
        seen = torch.cat(
            [ends(batch.word_text, words[:, 0], words[:, 1]), self.places(words[:, 2]), self.shapes(words[:, 3])], dim=1
        )
        tags = states.new_zeros(len(batch.ids), int(batch.counts.max()), _TAGS)
        tags = tags.index_put((batch.word_text, batch.word_row), self.tag(seen))
        mentions = torch.tanh(self.mention(ends(batch.mention_text, batch.mentions[:, 1], batch.mentions[:, 2])))
        numbers = torch.tanh(self.number(ends(batch.number_text, batch.numbers[:, 0], batch.numbers[:, 1])))
        count = len(batch.things)
        owner = batch.owner[:, None].expand(-1, _WIDE)
        empty = states.new_zeros(count, _WIDE)
        most = empty.scatter_reduce(0, owner, mentions, "amax", include_self=False)
        mean = empty.scatter_reduce(0, owner, mentions, "mean", include_self=False)
        much = torch.bincount(batch.owner, minlength=count)
        first = torch.full((count,), len(batch.mentions), device=device, dtype=torch.long)
        first = first.scatter_reduce(0, batch.owner, torch.arange(len(batch.mentions), device=device), "amin")
        opening = torch.cat([mentions, mentions.new_zeros(1, _WIDE)])[first]
        traits = torch.cat([self.labels(batch.things[:, 0]), self.counts(much.clamp(max=7))], dim=1)
        seen = torch.cat([most, mean, opening, traits], dim=1)
        things = torch.tanh(self.thing(seen))
        # How much each thing and number attends to each piece, by head.
        rows = attention[batch.mention_text, :, batch.mentions[:, 1]]
        looks = rows.new_zeros(count, *rows.shape[1:]).index_add(0, batch.owner, rows)
        looks = looks / much.clamp(min=1)[:, None, None]
        glances = attention[batch.number_text, :, batch.numbers[:, 0]]

        def shared(one: Tensor, other: Tensor, text: Tensor) -> Tensor:
            both = (one * other).mean(dim=1)
            both = both / (both.sum(dim=1, keepdim=True) + 1e-9)
            out = both.new_zeros(len(both), states.shape[2])
            for row in range(len(batch.ids)):
                of = text == row
                out[of] = both[of] @ states[row]
            return torch.tanh(self.context(out))

        pair, link = batch.pairs, batch.links
        a, b = things[pair[:, 0]], things[pair[:, 1]]
        m, n = mentions[pair[:, 2]], mentions[pair[:, 3]]
        near = [self.distance(pair[:, 4]), self.apart(pair[:, 5])]
        around = shared(looks[pair[:, 0]], looks[pair[:, 1]], batch.pair_text)
        relations = self.relation(torch.cat([a, b, a * b, m, n, m * n, around, (a - b).abs(), *near], dim=1))
        k, t, m = numbers[link[:, 0]], things[link[:, 2]], mentions[link[:, 3]]
        near = [self.distance(link[:, 4]), self.fields(link[:, 1])]
        around = shared(glances[link[:, 0]], looks[link[:, 2]], batch.link_text)
        links = self.link(torch.cat([k, t, k * t, m, k * m, around, *near], dim=1))[:, 0]
        fields = self.fields.weight[None].expand(len(numbers), -1, -1)
        none = self.none(torch.cat([numbers[:, None].expand(-1, _FIELDS, -1), fields], dim=2))[:, :, 0]
        return {
            "tags": tags,
            "roles": self.role(torch.cat([seen, things], dim=1)),
            "kinds": self.kind(numbers),
            "none": none,
            "links": links,
            "relations": relations,
        }


def total(tags: Tensor, batch: Batch) -> Tensor:
    """Return the logarithm of the weight of all legal sequences of tags, of each text.

    A word takes one state (0: outside, else inside a span of a kind) to the next, so a text is a product of matrices,
    which is taken by halves: few steps, each over all texts and words at once.
    """
    device = tags.device
    count, longest = tags.shape[:2]
    size = 2 ** max(longest - 1, 1).bit_length()
    start = torch.zeros(tags.shape[:2], device=device)
    start[batch.word_text, batch.word_row] = batch.words[:, 4].float()
    first, inside, last, single = (tags[:, :, 1 + i * _KINDS : 1 + (i + 1) * _KINDS] for i in range(4))
    out = torch.logsumexp(torch.cat([tags[:, :, :1], single], dim=2), dim=2, keepdim=True)
    # No span reaches into another paragraph.
    inside, last = (scores + _NEVER * start[:, :, None] for scores in (inside, last))
    same = torch.diag_embed(torch.zeros(_KINDS + 1, device=device) - _NEVER) + _NEVER
    within = torch.diag_embed(inside) + same[1:, 1:]
    steps = torch.cat(
        [
            torch.cat([out, first], dim=2)[:, :, None],
            torch.cat([last[..., None], within], dim=3),
        ],
        dim=2,
    )
    behind = torch.arange(longest, device=device)[None] >= batch.counts[:, None]
    steps = torch.where(behind[:, :, None, None], same, steps)
    steps = torch.cat([steps, same.expand(count, size - longest, -1, -1)], dim=1)
    while steps.shape[1] > 1:
        steps = torch.logsumexp(steps[:, 0::2, :, :, None] + steps[:, 1::2, None], dim=3)
    return steps[:, 0, 0, 0]


def by_number(none: Tensor, links: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
    """Return the logarithms of the chances that numbers belong to nothing, (numbers, 3), and of each link."""
    group = batch.links[:, 0] * _FIELDS + batch.links[:, 1]
    flat = none.reshape(-1)
    top = flat.scatter_reduce(0, group, links, "amax").detach()
    sums = (flat - top).exp().index_add(0, group, (links - top[group]).exp())
    norm = top + sums.log()
    return (flat - norm).reshape(none.shape), links - norm[group]


def losses(scores: dict[str, Tensor], batch: Batch) -> dict[str, Tensor]:
    """Return the loss of each kind of answer, summed over the batch."""
    device = scores["tags"].device
    gold = torch.from_numpy(np.concatenate([sheet.tags for sheet in batch.sheets]).astype(np.int64)).to(device)
    right = scores["tags"][batch.word_text, batch.word_row, gold].sum()
    found = {"tags": total(scores["tags"], batch).sum() - right}
    found["roles"] = nn.functional.cross_entropy(
        scores["roles"], batch.things[:, 1], ignore_index=UNKNOWN, reduction="sum"
    )
    there = batch.numbers[:, 3] >= 0
    found["kinds"] = nn.functional.cross_entropy(scores["kinds"][there], batch.numbers[there, 4], reduction="sum")
    nothing, linked = by_number(scores["none"], scores["links"], batch)
    wanted = {(row, *link) for row, sheet in enumerate(batch.sheets) for link in sheet.links.tolist()}
    rows = [(batch.first_number[row] + k, field) for row, k, field, thing in wanted if thing == NOTHING]
    at = torch.tensor(rows, dtype=torch.long, device=device).reshape(-1, 2)
    some = [
        (batch.first_number[row] + k, field, batch.first_thing[row] + thing)
        for row, k, field, thing in wanted
        if thing != NOTHING
    ]
    links = _found(batch.links[:, :3], some)
    found["links"] = -nothing[at[:, 0], at[:, 1]].sum() - linked[links].sum()
    for column in range(2):
        related = [
            (batch.first_thing[row] + a, batch.first_thing[row] + b)
            for row, sheet in enumerate(batch.sheets)
            for a, b, kind in sheet.relations.tolist()
            if kind == column
        ]
        holds = _found(batch.pairs[:, :2], related)
        found[f"relation{column}"] = nn.functional.binary_cross_entropy_with_logits(
            scores["relations"][:, column], holds.to(torch.float32), reduction="sum"
        )
    return found


def _found(rows: Tensor, wanted: Sequence[tuple[int, ...]]) -> Tensor:
    """Say which rows are among those wanted."""
    chosen = set(wanted)
    return torch.tensor([tuple(row) in chosen for row in rows.tolist()], dtype=torch.bool, device=rows.device)


def optimizer_of(teacher: nn.Module, settings: Settings) -> torch.optim.Optimizer:
    """Return the optimizer, with a group of its own for each parameter; `top` is a group's highest rate."""
    depth: int = teacher.body.config.num_hidden_layers
    groups = []
    for name, parameter in teacher.named_parameters():
        if parameter.requires_grad:
            above = depth - 1 - int(name.split(".layer.")[1].split(".")[0]) if ".layer." in name else depth
            top = settings.rate * settings.fall**above if name.startswith("body.") else settings.head_rate
            decay = settings.decay if parameter.ndim > 1 else 0.0
            groups.append({"params": [parameter], "lr": top, "top": top, "weight_decay": decay})
    return torch.optim.AdamW(groups, fused=True)


def set_rates(optimizer: torch.optim.Optimizer, step: int, steps: int, *, warmup: float) -> None:
    """Set the rates of a step, counted from 1: they rise over a share of the steps, then fall to nothing."""
    for group in optimizer.param_groups:
        group["lr"] = group["top"] * min(step / (warmup * steps), 1.0) * (1 - (step - 1) / steps)


def batches(lengths: Sequence[int], order: Sequence[int], size: int) -> Iterator[list[int]]:
    """Yield the indexes of texts in batches of like lengths: chunks of `order`, each sorted by length."""
    chunk = size * 16
    for first in range(0, len(order), chunk):
        near = sorted(order[first : first + chunk], key=lengths.__getitem__)
        yield from (near[i : i + size] for i in range(0, len(near), size))


def train(teacher: Teacher, sheets: Sequence[Sheet], settings: Settings) -> None:
    """Train on annotated sheets, and print the mean loss of each kind of answer after each epoch."""
    device = next(teacher.parameters()).device
    pad: int = teacher.body.config.pad_token_id
    shuffler = random.Random(settings.seed)  # noqa: S311 - the same order every time is what is wanted
    optimizer = optimizer_of(teacher, settings)
    trained = [parameter for parameter in teacher.parameters() if parameter.requires_grad]
    lengths = [len(sheet.pieces) for sheet in sheets]
    steps, step = settings.epochs * -(-len(sheets) // settings.batch), 0
    for epoch in range(settings.epochs):
        teacher.train()
        began = time.perf_counter()
        near = list(batches(lengths, shuffler.sample(range(len(sheets)), len(sheets)), settings.batch))
        shuffler.shuffle(near)
        sums: dict[str, Tensor] = {}
        for chosen in near:
            step += 1
            set_rates(optimizer, step, steps, warmup=settings.warmup)
            batch = Batch([sheets[i] for i in chosen], pad, device)
            found = losses(teacher(batch), batch)
            (sum(found.values()) / len(chosen)).backward()
            nn.utils.clip_grad_norm_(trained, 5.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            for name, loss in found.items():
                sums[name] = sums.get(name, torch.zeros_like(loss)) + loss.detach()
        shown = " ".join(f"{name} {float(value) / len(sheets):.3f}" for name, value in sums.items())
        print(f"epoch {epoch + 1}: {time.perf_counter() - began:.0f} s {shown}", flush=True)


def answer(teacher: Teacher, sheets: Sequence[Sheet], *, size: int = 32) -> list[Answers]:
    """Return what the teacher says of sheets."""
    teacher.eval()
    device = next(teacher.parameters()).device
    pad: int = teacher.body.config.pad_token_id
    found: dict[int, Answers] = {}
    for chosen in batches([len(sheet.pieces) for sheet in sheets], range(len(sheets)), size):
        batch = Batch([sheets[i] for i in chosen], pad, device)
        with torch.no_grad():
            scores = teacher(batch)
        tags = scores["tags"].detach().requires_grad_()
        # The slope of the sum over all sequences is the probability of each tag.
        (chances,) = torch.autograd.grad(total(tags, batch).sum(), tags)
        found.update(zip(chosen, _apart(scores, chances, batch), strict=True))
    return [found[i] for i in range(len(sheets))]


def _apart(scores: dict[str, Tensor], chances: Tensor, batch: Batch) -> Iterator[Answers]:
    """Yield the answers of a batch text by text."""
    nothing, linked = by_number(scores["none"], scores["links"], batch)
    tags = chances.cpu().numpy()
    roles, kinds = (torch.softmax(scores[name], dim=1).cpu().numpy() for name in ("roles", "kinds"))
    none, some = nothing.exp().cpu().numpy(), linked.exp().cpu().numpy()
    related = torch.sigmoid(scores["relations"]).cpu().numpy()
    pairs, links = batch.pairs.cpu().numpy(), batch.links.cpu().numpy()
    pair_text, link_text = batch.pair_text.cpu().numpy(), batch.link_text.cpu().numpy()
    for row, sheet in enumerate(batch.sheets):
        n, k = len(sheet.things), len(sheet.numbers)
        thing, number = batch.first_thing[row], batch.first_number[row]
        table = np.zeros((k, _FIELDS, 1 + n), dtype=np.float16)
        table[:, :, 0] = none[number : number + k]
        of = link_text == row
        table[links[of, 0] - number, links[of, 1], 1 + links[of, 2] - thing] = some[of]
        square = np.zeros((n, n, 2), dtype=np.float16)
        of = pair_text == row
        square[pairs[of, 0] - thing, pairs[of, 1] - thing] = related[of]
        yield Answers(
            tags=tags[row, : len(sheet.words)].astype(np.float16),
            roles=roles[thing : thing + n].astype(np.float16),
            kinds=kinds[number : number + k].astype(np.float16),
            links=table,
            relations=square,
        )


def main() -> None:
    """Train and answer as the command line says."""
    defaults = Settings()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", type=Path, required=True, help="a folder with an encoder")
    parser.add_argument("--train", type=Path, required=True, help="sheets of annotated papers")
    parser.add_argument("--answer", type=Path, nargs="*", default=[], help="sheets to answer")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--output", type=Path, required=True, help="the folder of the answers")
    parser.add_argument("--first", type=int, help="train on the first sheets only, and answer as many")
    for name in ("epochs", "batch", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(defaults, name))
    for name in ("rate", "head_rate", "fall", "warmup", "decay", "dropout"):
        parser.add_argument(f"--{name.replace('_', '-')}", type=float, default=getattr(defaults, name))
    given = vars(parser.parse_args())
    folder, sheets, device, output = (given.pop(name) for name in ("encoder", "train", "device", "output"))
    asked, first = given.pop("answer"), given.pop("first")
    settings = Settings(**given)
    torch.manual_seed(settings.seed)
    teacher = Teacher(folder, dropout=settings.dropout).to(device)
    learned = read_sheets(sheets)[:first]
    print(f"{len(learned)} papers to train on; {settings}", flush=True)
    train(teacher, learned, settings)
    output.mkdir(parents=True, exist_ok=True)
    for path in asked:
        began = time.perf_counter()
        answers = answer(teacher, read_sheets(path)[:first])
        save_answers(output / f"{path.stem}-{settings.seed}.npz", answers)
        print(f"{path.stem}: {len(answers)} in {time.perf_counter() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
