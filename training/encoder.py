"""The teacher: a large encoder with a tag score for every word, too slow to ship, that labels text for the student.

Needs torch and transformers, and an encoder's folder (all-mpnet-base-v2 was used). Words are those of the pipeline, and
the loss is the student's (`kg.extract.lattice`), so that what the teacher says is what the student is to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from spacy.tokens import Doc
from torch import nn
from transformers import AutoModel, AutoTokenizer

from kg.extract.features import Words, word_features
from kg.extract.tagger import TAGS
from training.sheets import PLACES, SHAPES
from training.teacher import batches

_FROZEN = 3  # layers, counted from the embeddings, that stay as they were
_LONGEST_WORD = 20  # pieces of a word that are read
_LONGEST = 500  # pieces of words in one pass; longer texts are read in parts


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text as the encoder reads it.

    `pieces` has shape (pieces,); `first` and `last` (words,) say where each word begins and ends in it; `extra` (words,
    2) are what the whole text says of a word, and its shape.
    """

    pieces: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    extra: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.pieces)


class Encoder(nn.Module):
    """An encoder, and the tags' scores of words from the first and last piece of each."""

    def __init__(self, folder: Path, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        # Drawing the random numbers for dropped attention takes a quarter of a step on a CPU.
        self.body = AutoModel.from_pretrained(folder, attn_implementation="eager", attention_probs_dropout_prob=0.0)
        width = self.body.config.hidden_size
        self.shapes = nn.Embedding(SHAPES, 48)
        self.places = nn.Embedding(PLACES, 48)
        self.head = nn.Sequential(
            nn.Dropout(dropout),
            nn.Linear(2 * width + 96, width // 2),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(width // 2, TAGS),
        )
        for frozen in (self.body.embeddings, *self.body.encoder.layer[:_FROZEN]):
            frozen.requires_grad_(False)

    def read(self, words: Sequence[str], features: NDArray[np.uint64]) -> list[Pieces]:
        """Return a text in parts that fit; `features` are those of `kg.extract.features.word_features`."""
        split: list[list[int]] = self.tokenizer(list(words), add_special_tokens=False)["input_ids"] if words else []
        split = [pieces[:_LONGEST_WORD] or [self.tokenizer.unk_token_id] for pieces in split]
        extra = np.stack([features[:, -1] % PLACES, features[:, 3] % SHAPES], axis=1).astype(np.int64)
        parts: list[Pieces] = []
        begin = 0
        while begin < len(split):
            pieces, first, last = [self.tokenizer.cls_token_id], [], []
            end = begin
            while end < len(split) and len(pieces) + len(split[end]) < _LONGEST:
                first.append(len(pieces))
                pieces += split[end]
                last.append(len(pieces) - 1)
                end += 1
            pieces.append(self.tokenizer.sep_token_id)
            parts.append(Pieces(np.array(pieces), np.array(first), np.array(last), extra[begin:end]))
            begin = end
        return parts

    def forward(self, batch: Sequence[Pieces]) -> list[Any]:
        """Return the tags' scores of each text's words, shape (words, TAGS)."""
        longest = max(map(len, batch))
        ids = torch.full((len(batch), longest), self.tokenizer.pad_token_id)
        mask = torch.zeros((len(batch), longest), dtype=torch.long)
        for row, part in enumerate(batch):
            ids[row, : len(part)] = torch.from_numpy(part.pieces)
            mask[row, : len(part)] = 1
        device = self.shapes.weight.device
        with torch.autocast(device.type, dtype=torch.bfloat16):
            states = self.body(input_ids=ids.to(device), attention_mask=mask.to(device)).last_hidden_state
        scores = []
        for row, part in enumerate(batch):
            first, last = (torch.from_numpy(places).to(device) for places in (part.first, part.last))
            extra = torch.from_numpy(part.extra).to(device)
            seen = [states[row, first].float(), states[row, last].float()]
            seen += [self.places(extra[:, 0]), self.shapes(extra[:, 1])]
            scores.append(self.head(torch.cat(seen, dim=1)))
        return scores


def pieces_of(encoder: Encoder, doc: Doc) -> list[Pieces]:
    """Return a Doc whose definitions are set in the parts that the encoder reads."""
    words = Words.of(doc)
    features = word_features(doc, words, abstract_start=doc._.abstract_start, definitions=doc._.definitions)
    return encoder.read([words.text[a:b] for a, b in zip(words.starts, words.ends, strict=True)], features)


def predict(encoder: Encoder, texts: Sequence[Sequence[Pieces]], *, size: int = 16) -> list[NDArray[np.float32]]:
    """Return the scores of each text's words, shape (words, TAGS); a text is given in its parts."""
    encoder.eval()
    flat = [part for parts in texts for part in parts]
    found: dict[int, NDArray[np.float32]] = {}
    with torch.no_grad():
        for batch in batches(list(map(len, flat)), range(len(flat)), size):
            for i, scores in zip(batch, encoder([flat[i] for i in batch]), strict=True):
                found[i] = scores.cpu().numpy()
    ends = np.cumsum([len(parts) for parts in texts]).tolist()
    nothing = np.zeros((0, TAGS), dtype=np.float32)
    return [
        np.concatenate([nothing, *(found[i] for i in range(end - len(parts), end))])
        for parts, end in zip(texts, ends, strict=True)
    ]
