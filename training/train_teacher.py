"""Train the teacher on the gold annotations (four fifths of them unless told); its weights are written each epoch.

usage: python -m training.train_teacher --encoder FOLDER --output FILE [--all] [--epochs N] ...
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from kg.extract.pipeline import blank_pipeline
from training.encoder import Encoder, Pieces, pieces_of, predict
from training.gold import GOLD, is_held_out, read_gold
from training.teacher import Settings, batches, optimizer_of, set_rates
from training.train_tagger import Example, doc_of, examples, gradient, scored

DEFAULTS = Settings(epochs=4, head_rate=1e-3, dropout=0.1)


@dataclass(frozen=True, slots=True)
class Read:
    """Annotated papers: the parts of each that the encoder reads, and what there is to learn."""

    texts: list[list[Pieces]]
    gold: list[Example]

    @classmethod
    def of(cls, encoder: Encoder, records: Sequence[dict[str, Any]]) -> Read:
        """Read annotated papers."""
        nlp = blank_pipeline(width=32, depth=1, size=8)
        texts = [pieces_of(encoder, doc_of(nlp, record["title"], record["abstract"])) for record in records]
        return cls(texts, examples(nlp, records))


def first_words(example: Example, count: int) -> Example:
    """Return an example without the words behind the first `count`: what was cut of a text too long for one pass."""
    return replace(example, starts=example.starts[:count], target=example.target[:count])


def train(encoder: Encoder, train_on: Read, held_out: Read, settings: Settings, output: Path) -> None:
    """Train, and after each epoch write the weights and print how well spans of the held-out papers are found."""
    shuffler = random.Random(settings.seed)  # noqa: S311 - the same order every time is what is wanted
    optimizer = optimizer_of(encoder, settings)
    trained = [parameter for parameter in encoder.parameters() if parameter.requires_grad]
    # The few texts too long for one pass are learned up to the cut only.
    texts = [parts[0] for parts in train_on.texts]
    steps, step = settings.epochs * -(-len(texts) // settings.batch), 0
    for epoch in range(settings.epochs):
        encoder.train()
        began = time.perf_counter()
        order = shuffler.sample(range(len(texts)), len(texts))
        near = list(batches(list(map(len, texts)), order, settings.batch))
        shuffler.shuffle(near)
        for batch in near:
            step += 1
            set_rates(optimizer, step, steps, warmup=settings.warmup)
            scores = encoder([texts[i] for i in batch])
            slopes = [
                gradient(s.detach().cpu().numpy(), first_words(train_on.gold[i], len(s))) / len(batch)
                for i, s in zip(batch, scores, strict=True)
            ]
            torch.autograd.backward(scores, [torch.from_numpy(slope).to(scores[0].device) for slope in slopes])
            torch.nn.utils.clip_grad_norm_(trained, 5.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            if step % 20 == 0:
                print(f"step {step} of {steps}, {time.perf_counter() - began:.0f} s", flush=True)
        torch.save(encoder.state_dict(), output)
        figures = scored(zip(predict(encoder, held_out.texts), held_out.gold, strict=True)) if held_out.gold else {}
        shown = " ".join(f"{k} {v:.3f}" for k, v in figures.items())
        print(f"epoch {epoch + 1}: {time.perf_counter() - began:.0f} s {shown}", flush=True)


def main() -> None:
    """Train as the command line says."""
    defaults = DEFAULTS
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--encoder", type=Path, required=True, help="a folder with an encoder and its tokenizer")
    parser.add_argument("--all", action="store_true", help="train on the held-out fifth too")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--output", type=Path, required=True)
    for name in ("epochs", "batch", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(defaults, name))
    for name in ("rate", "head_rate", "fall", "warmup", "decay", "dropout"):
        parser.add_argument(f"--{name.replace('_', '-')}", type=float, default=getattr(defaults, name))
    arguments = vars(parser.parse_args())
    gold, everything, output = arguments.pop("gold"), arguments.pop("all"), arguments.pop("output")
    folder, device = arguments.pop("encoder"), arguments.pop("device")
    settings = Settings(**arguments)
    torch.manual_seed(settings.seed)
    encoder = Encoder(folder, dropout=settings.dropout).to(device)
    records = read_gold(gold)
    train_on = Read.of(encoder, [r for r in records if everything or not is_held_out(r["id"])])
    held_out = Read.of(encoder, [r for r in records if not everything and is_held_out(r["id"])])
    print(f"{len(train_on.gold)} papers to train on, {len(held_out.gold)} held out; {settings}", flush=True)
    train(encoder, train_on, held_out, settings, output)


if __name__ == "__main__":
    main()
