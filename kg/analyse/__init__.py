"""Analysis: looking things up, proving them, and scoring them against gold."""

from kg.analyse.annotations import annotation_of, read_annotations
from kg.analyse.calibration import COLUMNS as RELIABILITY_COLUMNS
from kg.analyse.calibration import Reliability
from kg.analyse.card import COLUMNS as CARD_COLUMNS
from kg.analyse.card import ModelCard, model_card
from kg.analyse.cards import Cards
from kg.analyse.deciding import Logged
from kg.analyse.doctor import Finding, examine
from kg.analyse.evaluate import Evaluation, evaluate
from kg.analyse.evidence import Sentence, sentences
from kg.analyse.leaderboard import SURE, Entry, Leaderboard, leaderboards
from kg.analyse.lineage import MOST_LEVELS, Kin, Lineage, Step, lineage
from kg.analyse.lookup import Claim, Count, Hit, Naming, PaperView, Thing, describe, search, stats
from kg.analyse.report import report, score_rows
from kg.analyse.score import Scores, score
from kg.analyse.trends import LEAST, RECENT, Trend, Trends, latest_naming, trends
from kg.analyse.verify import Problem, Proof, verify

__all__ = [
    "CARD_COLUMNS",
    "LEAST",
    "MOST_LEVELS",
    "RECENT",
    "RELIABILITY_COLUMNS",
    "SURE",
    "Cards",
    "Claim",
    "Count",
    "Entry",
    "Evaluation",
    "Finding",
    "Hit",
    "Kin",
    "Leaderboard",
    "Lineage",
    "Logged",
    "ModelCard",
    "Naming",
    "PaperView",
    "Problem",
    "Proof",
    "Reliability",
    "Scores",
    "Sentence",
    "Step",
    "Thing",
    "Trend",
    "Trends",
    "annotation_of",
    "describe",
    "evaluate",
    "examine",
    "latest_naming",
    "leaderboards",
    "lineage",
    "model_card",
    "read_annotations",
    "report",
    "score",
    "score_rows",
    "search",
    "sentences",
    "stats",
    "trends",
    "verify",
]
