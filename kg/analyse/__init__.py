"""Analysis: looking things up, proving them, and scoring them against gold."""

from kg.analyse.annotations import annotation_of, read_annotations
from kg.analyse.doctor import Finding, examine
from kg.analyse.evaluate import Evaluation, evaluate
from kg.analyse.evidence import Sentence, sentences
from kg.analyse.lookup import Count, Hit, Naming, PaperView, Thing, describe, search, stats
from kg.analyse.report import score_rows
from kg.analyse.score import Scores, score
from kg.analyse.verify import Problem, Proof, verify

__all__ = [
    "Count",
    "Evaluation",
    "Finding",
    "Hit",
    "Naming",
    "PaperView",
    "Problem",
    "Proof",
    "Scores",
    "Sentence",
    "Thing",
    "annotation_of",
    "describe",
    "evaluate",
    "examine",
    "read_annotations",
    "score",
    "score_rows",
    "search",
    "sentences",
    "stats",
    "verify",
]
