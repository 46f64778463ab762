"""Write the sheets that the teacher reads: of the annotated papers, and of a sample of the corpus.

usage: python -m training.prepare --encoder FOLDER --pipeline FOLDER --count N --output FOLDER
"""

from __future__ import annotations

import argparse
from bisect import bisect_right
from pathlib import Path
from typing import Any

import numpy as np
from spacy.tokens import Doc
from tokenizers import Tokenizer

from kg.extract.claims import context_of
from kg.extract.features import Words, paragraph_starts, word_features
from kg.extract.pipeline import load_from
from kg.extract.results import FIELDS, candidates_of
from kg.records import LABELS
from training.claims_gold import docs_of, target
from training.corpus import CORPUS, sample_without
from training.gold import GOLD, gold_spans, is_held_out, read_gold
from training.sheets import NOTHING, PLACES, SHAPES, UNKNOWN, Sheet, save_sheets
from training.train_tagger import gold_tags

_LONGEST_WORD = 20  # pieces of a word that are read
_LONGEST = 500  # pieces that are read


def sheet_of(tokenizer: Tokenizer, doc: Doc, record: dict[str, Any] | None = None) -> Sheet:
    """Return the sheet of a Doc whose entities are set; what does not fit into one pass is left out."""
    words = Words.of(doc)
    features = word_features(doc, words, abstract_start=doc._.abstract_start, definitions=doc._.definitions)
    texts = [words.text[a:b] for a, b in zip(words.starts, words.ends, strict=True)]
    split = [encoding.ids for encoding in tokenizer.encode_batch(texts, add_special_tokens=False)]
    begin, end, strange = (tokenizer.token_to_id(token) for token in ("<s>", "</s>", "[UNK]"))
    pieces, rows = [begin], []
    begins = paragraph_starts(words)
    for n, every in enumerate(split):
        part = every[:_LONGEST_WORD] or [strange]
        if len(pieces) + len(part) >= _LONGEST:
            break
        first = len(pieces)
        pieces += part
        rows.append((first, len(pieces) - 1, int(features[n, -1] % PLACES), int(features[n, 3] % SHAPES), begins[n]))
    pieces.append(end)

    def place(start: int, end: int) -> tuple[int, int] | None:
        one, other = bisect_right(words.starts, start) - 1, bisect_right(words.starts, end - 1) - 1
        return None if other >= len(rows) else (rows[one][0], rows[other][1])

    gold = target(record, doc) if record else None
    context = gold.context if gold else context_of(doc)
    tags = np.full(len(rows), UNKNOWN)
    if record:
        spans = gold_spans(words, record["entities"], abstract_start=doc._.abstract_start)
        tags = gold_tags(spans, len(words))[: len(rows)]
    mentions = [
        (thing, *at, context.items[i].sentence, i)
        for thing, items in enumerate(context.at)
        for i in items
        if (at := place(*context.items[i].place))
    ]
    kinds = [int(said.argmax()) for said in gold.numbers] if gold else [UNKNOWN] * len(context.numbers)
    numbers = [
        (*(place(number.start, number.end) or (0, 0)), context.items[max(i, 0)].sentence, i, kind)
        for number, i, kind in zip(context.numbers, context.of_number, kinds, strict=True)
    ]
    links: list[tuple[int, int, int]] = []
    relations: list[tuple[int, int, int]] = []
    roles = [UNKNOWN] * len(context.things)
    if gold:
        roles = [UNKNOWN if role is None else int(role.argmax()) for role in gold.roles]
        for (number, field), said in gold.links.items():
            answer = (NOTHING, *candidates_of(context, number, field))[int(said.argmax())]
            links.append((number, FIELDS.index(field), answer))
        for (source, other), said in gold.relations.items():
            relations += [(source, other, n) for n, holds in enumerate(said) if holds]
    things = [(LABELS.index(thing.label), role) for thing, role in zip(context.things, roles, strict=True)]
    return Sheet(
        *(
            np.array(values, dtype=np.int32).reshape(shape)
            for values, shape in (
                (pieces, -1),
                (rows, (-1, 5)),
                (tags, -1),
                (things, (-1, 2)),
                (mentions, (-1, 5)),
                (numbers, (-1, 5)),
                (links, (-1, 3)),
                (relations, (-1, 3)),
            )
        )
    )


def main() -> None:
    """Write sheets as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--gold", type=Path, nargs="+", default=[GOLD, GOLD.parent / "seeds_dev.jsonl"])
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--pipeline", type=Path, default=Path("kg/extract/model"))
    parser.add_argument("--count", type=int, default=24_000)
    parser.add_argument("--output", type=Path, required=True)
    given = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(given.encoder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    nlp = load_from(given.pipeline)
    given.output.mkdir(parents=True, exist_ok=True)
    records = read_gold(given.gold[0])
    for name, part in (
        ("train", [r for r in records if not is_held_out(r["id"])]),
        ("held_out", [r for r in records if is_held_out(r["id"])]),
    ):
        docs = docs_of(nlp, [(r["title"], r["abstract"]) for r in part])
        save_sheets(given.output / f"{name}.xz", [sheet_of(tokenizer, d, r) for d, r in zip(docs, part, strict=True)])
        print(name, len(part), flush=True)
    papers = sample_without(given.corpus, given.count, given.gold)
    sheets = []
    for doc in docs_of(nlp, [(p.title, p.abstract) for p in papers]):
        sheets.append(sheet_of(tokenizer, doc))
        if len(sheets) % 2000 == 0:
            print(len(sheets), flush=True)
    save_sheets(given.output / "corpus.xz", sheets)


if __name__ == "__main__":
    main()
