"""The whole pipeline: made, packaged, loaded, and run over papers."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from importlib.resources import as_file, files
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.util import load_model_from_path

import kg.extract.sentences
import kg.extract.tokenizer  # noqa: F401 - both register what they make
from kg.errors import KgError
from kg.extract.claims import Claims
from kg.extract.docs import make_doc
from kg.extract.finder import EntityFinder
from kg.extract.tagger import Tagger
from kg.records import Extraction, Paper

MODEL_NAME = "papers"
MODEL_VERSION = "0.3.0"
# The components that judge what a paper says of the things it names, in their order.
CLAIMS = ("kg_roles", "kg_results", "kg_relations")


def blank_pipeline(*, width: int, depth: int, size: int) -> Language:
    """Return the pipeline with weights not yet trained."""
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "kg.Tokenizer.v1"}}})
    nlp.meta["name"] = MODEL_NAME
    nlp.meta["version"] = MODEL_VERSION
    nlp.meta["spacy_version"] = ">=3.8.2,<3.9.0"
    nlp.add_pipe("kg_definitions")
    nlp.add_pipe("kg_sentences")
    nlp.add_pipe("kg_tagger", config={"width": width, "depth": depth, "size": size})
    nlp.add_pipe("kg_entities")
    for name in CLAIMS:
        nlp.add_pipe(name)
    return nlp


def save(nlp: Language, folder: Path) -> None:
    """Write a pipeline into a folder; the words it met while training are left out."""
    nlp.to_disk(folder, exclude=["vocab"])


def load() -> Language:
    """Return the packaged pipeline. Raises KgError if its files are missing or damaged."""
    with as_file(files("kg.extract") / "model") as folder:
        return load_from(folder)


def load_from(folder: Path) -> Language:
    """Return the pipeline in a folder that `save` wrote. Raises KgError if its files are missing or damaged."""
    try:
        nlp = load_model_from_path(folder, exclude=["vocab"])
    except (OSError, ValueError, KeyError) as error:
        raise KgError(f"the model in {folder} cannot be read ({error}); install the package again") from error
    # spaCy's limit is for components that need memory by the square of the length; a book as an abstract is no error.
    nlp.max_length = sys.maxsize
    return nlp


def model_id(nlp: Language) -> str:
    """Return what identifies a model: its name, its version and a short hash of its weights."""
    learned = [pipe.to_bytes() for _, pipe in nlp.pipeline if isinstance(pipe, Tagger | EntityFinder | Claims)]
    digest = hashlib.sha256(b"".join(learned)).hexdigest()[:12]
    return f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}-{digest}"


def extract(papers: Iterable[Paper], nlp: Language) -> Iterator[Extraction]:
    """Yield one extraction a paper, in order; each depends on that paper's title and abstract alone."""
    docs = (make_doc(nlp, title=paper.title, abstract=paper.abstract) for paper in papers)
    for doc in nlp.pipe(docs):
        yield Extraction(doc._.entities, doc._.definitions, doc._.results, doc._.relations)
