"""Propose pairs of names, each in a paper of the corpus, of which it is hard to say whether they mean one thing.

The pairs are to be labelled by reading. Papers that are annotated, and those of the seeds, are left out. The same
corpus and seed give the same pairs.

usage: python -m training.linking_pairs --output FILE [--seed 1]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from itertools import combinations, product, zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from kg.extract.acronyms import find_definitions
from kg.read import normal_title
from training.corpus import CORPUS
from training.gold import GOLD, read_gold

SEEDS = GOLD.parent.parent / "seeds"
QUOTAS = {
    "acronym": 76,
    "acronym-both": 72,
    "version": 76,
    "spelling": 76,
    "alias": 76,
    "same-name": 72,
    "near": 76,
}
MOST_OF_A_PAPER = 3  # pairs that one paper may stand in
_SHORTEST, _LONGEST = 300, 2200  # characters of an abstract that can be judged, and is read soon
_KEPT = 24  # papers kept for each spelling of a name
_LONGEST_NAME = 60

ALIASES = """
ILSVRC 2012 | ImageNet-1k; ILSVRC | ImageNet; ImageNet | ImageNet-1k; k-nearest neighbors | kNN; MS COCO | COCO
self-attention | scaled dot-product attention; self-attention | attention mechanism
back-translation | round-trip translation; mean average precision | mAP
average precision | area under the precision-recall curve; AUC | AUROC; AUC | area under the curve
AUROC | area under the receiver operating characteristic curve; recall | sensitivity; true positive rate | recall
true positive rate | sensitivity; F1 | F-measure; F1 score | Dice score; Dice coefficient | F1; Dice score | DSC
Jaccard index | IoU; mIoU | Jaccard index; perplexity | PPL; word error rate | WER; BLEU | SacreBLEU
pass@1 | accuracy; R@1 | top-1 accuracy; Recall@1 | R@1; Hits@1 | Recall@1; MRR | mean reciprocal rank
FID | Fréchet Inception Distance; inception score | FID; cross-entropy loss | log loss
negative log-likelihood | cross-entropy loss; InfoNCE | contrastive loss; InfoNCE | NT-Xent
focal loss | cross-entropy loss; mean squared error | L2 loss; MAE | L1 loss; RMSE | MSE; MAE | masked autoencoders
logistic regression | maximum entropy model; maximum entropy | logistic regression
ridge regression | Tikhonov regularization; Lasso | L1 regularization; L2 regularization | weight decay
weight decay | ridge regression; SGD | stochastic gradient descent; SVM | large margin classifier
multi-layer perceptron | MLP; multi-layer perceptron | feedforward neural network; CNN | ConvNet
convolutional neural networks | ConvNets; RNN | recurrent neural network; LSTM | recurrent neural network
LSTM | BiLSTM; gated recurrent unit | GRU; GNN | message passing neural network; GCN | graph neural network
variational autoencoder | VAE; denoising diffusion probabilistic models | DDPM
diffusion models | score-based generative models; DDPM | diffusion models; rectified flow | flow matching
normalizing flows | flow-based models; consistency models | DDIM; Stable Diffusion | latent diffusion model
latent diffusion models | Stable Diffusion; ControlNet | Stable Diffusion; neural radiance fields | NeRF
3DGS | Gaussian splatting; Segment Anything | SAM; Segment Anything Model | SAM 2; Vision Transformer | ViT
Swin Transformer | ViT; DINO | DINOv2; Transformer | attention mechanism; byte pair encoding | BPE; WordPiece | BPE
word2vec | skip-gram; word2vec | GloVe; skip-gram | CBOW; ChatGPT | GPT-3.5; ChatGPT | gpt-3.5-turbo; ChatGPT | GPT-4
GPT-4o | ChatGPT; OpenAI o1 | o1; GPT-4V | GPT-4 Vision; Codex | GPT-3; DeepSeek-R1 | R1; Bard | Gemini; PaLM 2 | Bard
LLaMA | Llama 2; Claude Sonnet 4.5 | Sonnet 4.5; Qwen-VL | Qwen2-VL; M-BERT | multilingual BERT
mBERT | multilingual BERT; XLM-R | XLM-RoBERTa; mBERT | XLM-R; in-context learning | few-shot prompting
chain-of-thought | CoT; in-context learning | few-shot learning; chain-of-thought prompting | step-by-step reasoning
self-consistency | majority voting; best-of-N | rejection sampling; best-of-N sampling | majority voting
RLHF | preference optimization; RLHF | DPO; RLVR | GRPO; PPO | GRPO; GRPO | Dr. GRPO
supervised fine-tuning | instruction tuning; instruction tuning | SFT; LoRA | parameter-efficient fine-tuning
LoRA | QLoRA; prompt tuning | prefix tuning; soft prompts | prompt tuning; adapters | LoRA
knowledge distillation | teacher-student learning; model distillation | knowledge distillation
pseudo-labeling | self-training; self-training | self-distillation; early stopping | regularization
mixture of experts | MoE; sparse mixture of experts | Switch Transformer; speculative decoding | speculative sampling
nucleus sampling | top-p sampling; KV cache | key-value cache; FlashAttention | FlashAttention-2
retrieval-augmented generation | RAG; dense passage retrieval | DPR; dense retrieval | DPR; BM25 | Okapi BM25
BM25 | TF-IDF; Gaussian process regression | kriging; Kalman filter | linear quadratic estimation
extended Kalman filter | EKF; hidden Markov model | HMM; HMM | Markov chain; expectation maximization | EM algorithm
belief propagation | sum-product algorithm; loopy belief propagation | message passing
Markov chain Monte Carlo | MCMC; Metropolis-Hastings | MCMC; Hamiltonian Monte Carlo | hybrid Monte Carlo
NUTS | Hamiltonian Monte Carlo; Langevin dynamics | SGLD; sequential Monte Carlo | particle filter
particle filtering | sequential Monte Carlo; Gibbs sampling | MCMC; latent Dirichlet allocation | LDA
linear discriminant analysis | LDA; topic modeling | LDA; principal component analysis | Karhunen-Loève transform
PCA | singular value decomposition; latent semantic analysis | LSI; latent semantic indexing | LSA
k-means | Lloyd's algorithm; UCB | upper confidence bound; Thompson sampling | posterior sampling
multi-armed bandit | UCB; Q-learning | DQN; deep Q-network | DQN; A3C | advantage actor-critic; MCTS | UCT
AlphaZero | AlphaGo; imitation learning | behavior cloning; inverse reinforcement learning | imitation learning
learning from demonstration | imitation learning; offline reinforcement learning | batch reinforcement learning
model predictive control | receding horizon control; dynamic programming | value iteration
Frank-Wolfe | conditional gradient; conditional gradient method | Frank-Wolfe algorithm; proximal gradient | ISTA
FISTA | accelerated proximal gradient; ADMM | augmented Lagrangian; Sinkhorn algorithm | entropic optimal transport
Wasserstein distance | earth mover's distance; optimal transport | Wasserstein distance
maximum mean discrepancy | MMD; KL divergence | relative entropy; mutual information | information gain
integrated gradients | saliency maps; SHAP | Shapley values; class activation mapping | Grad-CAM
projected gradient descent | PGD; FGSM | PGD; differential privacy | DP-SGD; federated averaging | FedAvg
local SGD | FedAvg; membership inference attack | MIA; backdoor attack | trojan attack
backdoor attacks | data poisoning; named entity recognition | NER; entity linking | entity disambiguation
entity linking | NER; word sense disambiguation | WSD; coreference resolution | anaphora resolution
part-of-speech tagging | POS tagging; dependency parsing | syntactic parsing; semantic parsing | text-to-SQL
text-to-SQL | NL2SQL; natural language inference | recognizing textual entailment
natural language inference | textual entailment; sentiment analysis | opinion mining
grammatical error correction | GEC; automatic speech recognition | speech-to-text; speech synthesis | text-to-speech
speech translation | ST; speaker diarization | speaker verification; machine translation | MT
code generation | program synthesis; code generation | code completion
question answering | machine reading comprehension; reading comprehension | question answering
visual question answering | VQA; image captioning | image description generation
novel view synthesis | view synthesis; visual place recognition | image geo-localization
object detection | object recognition; scene text recognition | OCR; face recognition | face verification
person re-identification | Re-ID; pose estimation | keypoint detection; monocular depth estimation | depth prediction
anomaly detection | novelty detection; out-of-distribution detection | anomaly detection
outlier detection | anomaly detection; domain adaptation | transfer learning; continual learning | lifelong learning
continual learning | incremental learning; learning to learn | meta-learning; MAML | meta-learning
CTR prediction | click-through rate prediction; link prediction | knowledge graph completion
collaborative filtering | matrix factorization; super-resolution | image upscaling
single image super-resolution | SISR; style transfer | image-to-image translation; Penn Treebank | WSJ
CoNLL-2003 | CoNLL03; UCF-101 | UCF101; AIME 2024 | AIME24; SQuAD | SQuAD 2.0; SQuAD | SQuAD 1.1
GSM8K | grade school math; MATH-500 | MATH; PASCAL VOC | VOC 2012; KITTI | KITTI-360; MuJoCo | DeepMind Control Suite
Atari | Arcade Learning Environment; Atari 100k | Atari 2600; SWE-bench | SWE-bench Verified; Common Crawl | C4
The Pile | Pile; Wikipedia | WikiText-103; Enron | Enron email dataset; LAION-5B | LAION-400M; Visual Genome | VG
MS MARCO | MSMARCO; Natural Questions | NQ; Quora Question Pairs | QQP; ADE20K | MIT Scene Parsing
"""
SAME_NAMES = """
MATH COCO Atlas Flamingo Gemini SAM Falcon Chameleon Phoenix Aria Orca Titan Titans Mamba Hyena Dolphin Otter Eagle
Gorilla Llama Alpaca Koala Camel CAMEL Octopus Pegasus PEGASUS Hydra Medusa Apollo Athena Hermes Iris IRIS Adam ADAM
Muon Lion Shampoo Sophia Dream Echo Mirage Oasis Cosmos COSMOS Galaxy Nebula Orion Sirius Vega Pythia Delphi Galactica
Minerva Prometheus Janus Argus Voyager Odyssey Gopher Chinchilla Sparrow Raven Swan Swin Ernie ERNIE BART ELMo STAR
STaR ReAct React Reflexion Pile Dolly Claude Bard Sora Kosmos Florence Emu Show-o Chronos TimesFM Moirai Marigold
Depth-Anything Point-E DROP ROCStories FEVER SCAN CLEVR CLEVRER ARC RACE COPA PIQA SWAG Amazon Yelp UCI Adult Digits
Arena Spider BIRD WILDS Camelyon Avatar Atari Gym Habitat CARLA Meta-World Kitchen Kinetics Something-Something Cora
Citeseer Reddit Flickr Enron IMDB Weibo Twitter MIND Steam Gowalla Criteo ETT Traffic Electricity DAPO SPIN
Self-Refine Tulu Phi PaLM Palm OPT T5 T0 Muse MUSE Parti Imagen DALL-E Perceiver Gato RETRO Retro REALM KEPLER COMET
Comet METEOR Meteor ROUGE Rouge BLEURT chrF TER LIME SHAP GRACE DINO MoCo BYOL BEiT MAE DETR DEER Dreamer PlaNet
Plan2Explore CURL DrQ RAD SAC TD3 IMPALA Ape-X Rainbow AlphaGo Go Elo Cohen Bloom BLOOM Mistral Mixtral Vicuna Baize
Yi Grok Nova Sonnet Opus Haiku Zephyr Starling Solar SOLAR Granite Jamba Griffin
"""
NEARS = """
soft actor-critic | actor-critic; F1 | F2; mean average precision | average precision
machine translation | neural machine translation; macro-F1 | micro-F1; F1 | macro-F1; BLEU | BLEU-4; ROUGE-1 | ROUGE-L
Hits@1 | Hits@10; top-1 accuracy | top-5 accuracy; MSVD | MSR-VTT; pass@1 | pass@10; mAP | mAP@0.5
BERTScore | BARTScore; RoBERTa | BERT; DeBERTa | BERT; ALBERT | BERT; DistilBERT | BERT; SciBERT | BioBERT
Adam | AdamW; Adam | AdaGrad; RMSProp | Rprop; Q-learning | deep Q-learning; double Q-learning | Q-learning
TRPO | PPO; DDPG | DPG; batch normalization | layer normalization; dropout | DropConnect; GloVe | ELMo
Mask R-CNN | Faster R-CNN; Fast R-CNN | Faster R-CNN; VQA | VQA v2; OK-VQA | VQA; MultiNLI | SNLI; MNLI | ANLI
MMLU | MMLU-Pro; HumanEval | HumanEval+; MBPP | MBPP+; WebQA | WebQSP; policy gradient | natural policy gradient
gradient descent | stochastic gradient descent; Gaussian process | deep Gaussian process
object detection | 3D object detection; semantic segmentation | instance segmentation
semantic segmentation | panoptic segmentation; cross-lingual transfer | zero-shot cross-lingual transfer
few-shot learning | zero-shot learning; semi-supervised learning | self-supervised learning
linear attention | attention; graph attention network | graph convolutional network
variational inference | stochastic variational inference; sentiment analysis | aspect-based sentiment analysis
question answering | visual question answering; relation extraction | relation classification
sample complexity | time complexity; false positive rate | false negative rate; regret | simple regret
cumulative regret | regret; Wasserstein distance | sliced Wasserstein distance
optimal transport | unbalanced optimal transport; kernel ridge regression | ridge regression; LPIPS | PSNR
PSNR | SSIM; SSIM | MS-SSIM; CIDEr | CIDEr-D; METEOR | METEOR-NEXT; COMET | CometKiwi; FVD | FID; CLIPScore | CLIP
"""
GENERIC = frozenset(
    """
    algorithm architecture benchmark classifier corpus dataset framework loss metric model method network optimizer
    score task technique approach measure test index metrics datasets scores models methods algorithms corpora tasks
    """.split()  # noqa: SIM905 - a list of words is easier read so
)
_BEFORE = frozenset(
    """
    a an the and or of on in into for from to with without by via using use uses used than as at over against under
    between is are was were be both e.g i.e vs versus like include includes including such called named dubbed
    termed our their its compare compares test
    propose proposes present presents introduce introduces adopt apply employ employs
    outperform outperforms beats improves achieve achieves study address addresses perform performing performs
    exceeds surpass surpasses extends through that not only called known evaluate combine combines combining compute
    whereas while based average leverages leverage standard popular original classical classic improve improving
    when where
    """.split()  # noqa: SIM905 - a list of words is easier read so
)
_AFTER = frozenset(
    """
    a an the and or of on in into for from to with without by via using than as at over against under between is are
    was were be has have had can could may might will would we which that who where when while but does do did shows
    show achieves achieve outperforms outperform provides provide improves improve requires require fails fail
    remains remain consists contains enables allows uses use takes learns reaches yields demonstrates offers becomes
    suffers it they dataset datasets benchmark benchmarks score scores model models algorithm algorithms optimizer
    method methods task tasks corpus metric metrics because if so such through also not only suggest suggests show
    given after before within across respectively compared respect along is
    """.split()  # noqa: SIM905 - a list of words is easier read so
)
_FUNCTION = frozenset(
    """
    a an the and or of on in for from to with by via our we its their is are as at that this new novel
    """.split()  # noqa: SIM905 - a list of words is easier read so
)
_BRITISH = (
    ("isation", "ization"),
    ("modelling", "modeling"),
    ("labelling", "labeling"),
    ("behaviour", "behavior"),
    ("neighbour", "neighbor"),
    ("colour", "color"),
    ("optimis", "optimiz"),
    ("normalis", "normaliz"),
    ("regularis", "regulariz"),
    ("generalis", "generaliz"),
    ("summaris", "summariz"),
    ("centre", "center"),
    ("defence", "defense"),
    ("travelling", "traveling"),
)
_GREEK = {
    unicodedata.lookup(f"GREEK SMALL LETTER {name.replace('mbd', 'md').upper()}"): name
    for name in ("alpha", "beta", "gamma", "delta", "epsilon", "lambda", "mu", "tau", "sigma")
}
_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)*")
_JOINT = re.compile(r"[ \-\u2010-\u2015_/@^$\\{}'’]{0,3}")
_BREAK = re.compile(r"[.,;:!?()\[\]\"“”—\n]|--")
_LAST_WORD = re.compile(r"([\w.]*\w)?([^\w]*)$")
_NEXT_WORD = re.compile(r"([^\w]*)(\w*)")
_CAPITALS = re.compile(r"[A-Z]")
_HEAD = re.compile(r"([A-Z][\w+-]*[\w+])\s?:\s")
_NO_ENTITY = re.compile(
    r"\b(?:universit|association|conference|institut|processing unit|department|hospital|union|administration|act\b|"
    r"organi[sz]ation|agenc|countr|city|language family|united|committee|council|journal|standard arabic|company|"
    r"program$|workshop|research cent|covid|disease|disorder|syndrome|cancer|world war|development goal|"
    r"internet of things|artificial intelligence|machine learning$|computer science|social media|health record|"
    r"target language|source language|access point|identity$|in-distribution|out-of-distribution$|microscop|"
    r"response function|computer vision$|natural language$|language processing$|electron|dual-pixel|mixed reality)",
    re.IGNORECASE,
)
_VERSION_PART = (
    r"(?:[ -]?(?!0\.)v?\d+(?:\.\d+)*(?![Dd])[a-zA-Z]?|[ ]?'\d\d|"
    r"[ -](?:base|large|small|tiny|mini|nano|huge|XL|XXL|Pro|Flash|"
    r"Turbo|Ultra|Lite|Base|Large|Small|Tiny|Mini|Max|Plus|Instruct|Chat|Verified|Hard|Diamond|Challenge|Easy|Sonnet|"
    r"Opus|Haiku|test-dev|preview))"
)
_VERSIONED = re.compile(rf"(?<![\w-])([A-Z][A-Za-z]+(?:-?[A-Z][A-Za-z]*)*)({_VERSION_PART}+)(?![\w-])")
_NO_BASES = frozenset({"code", "mini", "align", "iclr", "icml", "neurip", "aim", "bright", "phase", "stage", "step"})
_CENTURY = re.compile(r"(?<!\d)20(?=\d\d(?!\d))")


@dataclass(frozen=True)
class Paper:
    """A paper of the corpus, its texts with every run of white space made one space."""

    id: str
    title: str
    abstract: str
    year: int

    @property
    def text(self) -> str:
        """Title and abstract, a line each."""
        return f"{self.title}\n{self.abstract}"

    @cached_property
    def words(self) -> frozenset[str]:
        """The longer words, which say what a paper is about."""
        return frozenset(word for word in re.findall(r"[a-z]{5,}", self.text.casefold()))


class Named(NamedTuple):
    """A name as a paper writes it."""

    name: str
    paper: Paper


class Draft(NamedTuple):
    """Two names, each with the papers that may stand for it; `far` asks for papers that differ in topic."""

    a: str
    papers_a: Sequence[Paper]
    b: str
    papers_b: Sequence[Paper]
    far: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """Names to look for: keys, the beginnings of keys at which reading goes on, and the words of each key."""

    keys: frozenset[str]
    beginnings: frozenset[str]

    @classmethod
    def of(cls, names: Iterable[str]) -> Vocabulary:
        """Return the vocabulary of some names."""
        keys: set[str] = set()
        beginnings: set[str] = set()
        for name in names:
            words = folded(name)
            if not words:
                continue
            keys.add(_key(words))
            beginnings.update("".join(words[:n]) for n in range(1, len(words) + 1))
        return cls(frozenset(keys), frozenset(beginnings))


@dataclass
class Found:
    """What the corpus holds: spellings by key, definitions, heads of titles and names with versions."""

    spellings: dict[str, dict[str, list[Paper]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    generic: dict[str, dict[str, list[Paper]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    heads: dict[str, list[Paper]] = field(default_factory=lambda: defaultdict(list))
    versions: dict[str, dict[str, list[Paper]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))


@dataclass
class Defined:
    """Definitions: long forms by short form and key, and the keys of the short forms that each paper defines."""

    longs: dict[str, dict[str, list[Named]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    shorts_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


@lru_cache(maxsize=1 << 18)
def folded_word(word: str) -> str:
    """Return a word without regard to case, accents, Greek letters, and British spelling."""
    plain = word.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
        plain = "".join(_GREEK.get(c, c) for c in plain)
    for british, american in _BRITISH:
        plain = plain.replace(british, american)
    return plain


def folded(name: str) -> tuple[str, ...]:
    """Return the folded words of a name; letters and digits are words apart."""
    return tuple(folded_word(word) for word in _TOKEN.findall(name))


def _key(words: Sequence[str]) -> str:
    return _singular("".join(words))


def key_of(name: str) -> str:
    """Return what spellings of a name have in common: its letters and digits, without a plural's ending."""
    return _key(folded(name))


@lru_cache(maxsize=1 << 18)
def _singular(key: str) -> str:
    if len(key) > 4 and key.endswith("ies"):
        return key[:-3] + "y"
    if len(key) > 4 and key.endswith(("xes", "ches", "shes", "sses")):
        return key[:-2]
    return key[:-1] if len(key) > 3 and key.endswith("s") and not key.endswith(("ss", "us", "is")) else key


def stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether a place in a text is a whole noun phrase, as far as its neighbours tell."""
    before = _LAST_WORD.search(text, max(0, start - 40), start)
    after = _NEXT_WORD.match(text, end)
    assert before is not None
    assert after is not None
    if before[1] and not _BREAK.search(before[2]) and (before[2].strip() or before[1].casefold() not in _BEFORE):
        return False
    if not before[2] and start and text[start - 1] != "\n":
        return False
    if not after[2]:
        return True
    if _BREAK.search(after[1]):
        return not after[1].startswith((".", ":")) or len(after[1]) > 1
    return bool(after[1].isspace()) and after[2] in _AFTER


def occurrences(text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, int, int]]:
    """Yield key and place of the names in a text, from left to right, the longest where several begin."""
    tokens = [(folded_word(m[0]), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    n = 0
    while n < len(tokens):
        if tokens[n][0] not in vocabulary.beginnings and _singular(tokens[n][0]) not in vocabulary.keys:
            n += 1
            continue
        best = _longest(text, tokens, n, vocabulary)
        if best is None:
            n += 1
            continue
        key, last = best
        yield key, tokens[n][1], tokens[last][2]
        n = last + 1


def _longest(
    text: str, tokens: Sequence[tuple[str, int, int]], first: int, known: Vocabulary
) -> tuple[str, int] | None:
    so_far, best = "", None
    for n in range(first, min(first + 8, len(tokens))):
        word, start, end = tokens[n]
        if n > first and not _JOINT.fullmatch(text, tokens[n - 1][2], start):
            break
        so_far += word
        key = _singular(so_far)
        if (
            key in known.keys
            and not text[end : end + 1].isalnum()
            and not text[tokens[first][1] - 1 : tokens[first][1]].isalnum()
        ):
            best = key, n
        if so_far not in known.beginnings:
            break
    return best


def widened(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return a place with the signs of LaTeX that belong to it, or nothing if they are not in balance."""
    while start and text[start - 1] in "$\\":
        start -= 1
    while end < len(text) and text[end] in "$}" and not _balanced(text[start:end]):
        end += 1
    return (start, end) if _balanced(text[start:end]) else None


def _balanced(text: str) -> bool:
    return text.count("$") % 2 == 0 and text.count("{") == text.count("}")


def read_papers(path: Path, *, without: Collection[str], seed: int) -> list[Paper]:
    """Return the papers of a corpus that can be judged, in an order that only the seed decides.

    `without` has the ids and normal titles of papers to leave out; a paper that comes twice is taken once.
    """
    papers: dict[str, Paper] = {}
    taken = set(without)
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            title, abstract = " ".join(record["title"].split()), " ".join(record["abstract"].split())
            normal = normal_title(title)
            if not _SHORTEST <= len(abstract) <= _LONGEST or record["id"] in taken or normal in taken:
                continue
            taken |= {record["id"], normal}
            papers[record["id"]] = Paper(record["id"], title, abstract, int(record.get("year") or 0))
    return sorted(papers.values(), key=lambda p: rank(seed, p.id))


def rank(seed: int, *what: str) -> bytes:
    """Return what puts things into an order that is as good as drawn."""
    return hashlib.sha256("\t".join([str(seed), *what]).encode()).digest()


def left_out(gold: Iterable[Path], seeds: Iterable[Path]) -> set[str]:
    """Return the ids and normal titles of annotated papers, and the normal lines of pages, titles among them."""
    records = [record for path in gold for record in read_gold(path)]
    lines = (line for path in seeds for line in path.read_text(encoding="utf-8").splitlines())
    out = {normal_title(line) for line in lines if 8 <= len(line) <= 300} | {normal_title(r["title"]) for r in records}
    return (out - {""}) | {record["id"] for record in records}


def gold_names(paths: Iterable[Path]) -> dict[str, str]:
    """Return the names in annotations that are worth a node, with their label (that of the first)."""
    names: dict[str, str] = {}
    optional: Counter[str] = Counter()
    for path in paths:
        for record in read_gold(path):
            for entity in record["entities"]:
                for name in entity["mentions"]:
                    optional[name] += -1 if entity["core"] else 1
                    if entity["core"] and is_name(name):
                        names.setdefault(name, entity["label"])
    return {name: label for name, label in names.items() if optional[name] <= 0}


def is_name(name: str) -> bool:
    """Say whether a text can be a name: neither too long nor too short, and no plain single word."""
    words = name.casefold().split()
    if not words or len(name) > _LONGEST_NAME or words[0] in _FUNCTION or words[-1] in _FUNCTION:
        return False
    if sum(c.isalpha() for c in name) < 2 and name not in {"F1", "F2", "R2", "o1"}:
        return False
    return (
        len(words) > 1 or bool(_CAPITALS.search(name)) or "-" in name or any(c.isdigit() for c in name) or "@" in name
    )


def definitions(papers: Iterable[Paper]) -> Defined:
    """Return the definitions in papers; a plural short form counts as its singular."""
    defined = Defined()
    for paper in papers:
        for d in (*find_definitions(paper.title, field="title"), *find_definitions(paper.abstract)):
            short = d.short[:-1] if re.fullmatch(r".*[A-Z]s", d.short) else d.short
            defined.shorts_of[paper.id].add(key_of(short))
            if is_name(short) and not _NO_ENTITY.search(d.long) and len(d.long) <= _LONGEST_NAME:
                defined.longs[short][key_of(d.long)].append(Named(d.long, paper))
    return defined


def find(papers: Iterable[Paper], vocabulary: Vocabulary, bases: Collection[str]) -> Found:
    """Return where the names of a vocabulary stand alone, the heads of titles, and versions of the bases."""
    found = Found()
    for paper in papers:
        text = paper.text
        for key, start, end in occurrences(text, vocabulary):
            _note(found, paper, text, (key, start, end))
        head = _HEAD.match(paper.title)
        if head and is_name(head[1]) and re.search(rf"(?<![\w-]){re.escape(head[1])}(?![\w-])", paper.abstract):
            _add(found.heads[head[1]], paper)
        for match in _VERSIONED.finditer(text):
            base = key_of(match[1])
            if (match[1] in bases or (len(base) > 4 and base in bases)) and stands_alone(
                text, match.start(), match.end()
            ):
                _add(found.versions[base][match[0]], paper)
    return found


def _note(found: Found, paper: Paper, text: str, place: tuple[str, int, int]) -> None:
    key, start, end = place
    wide = widened(text, start, end)
    if wide is None or not stands_alone(text, *wide):
        return
    name = text[wide[0] : wide[1]]
    if "\n" in name or (name.isupper() and " " in name) or len(name) > _LONGEST_NAME:
        return
    _add(found.spellings[key][name], paper)
    after = _NEXT_WORD.match(text, wide[1])
    if after and after[1] == " " and after[2] in GENERIC and name[:1].isupper():
        _add(found.generic[key][f"{name} {after[2]}"], paper)


def _add(papers: list[Paper], paper: Paper) -> None:
    if len(papers) < _KEPT and (not papers or papers[-1] is not paper):
        papers.append(paper)


def ambiguous(defined: Defined, names: Mapping[str, str], seed: int) -> list[tuple[str, list[list[Named]]]]:
    """Return short forms that stand for several things, each with its long forms, the most frequent first.

    Of long forms that share half of their words only the most frequent is kept: the others are its variants. A short
    form must be annotated somewhere, or its first long form.
    """
    keys = {key_of(name) for name in names}
    chosen = []
    for short, longs in defined.longs.items():
        if not 2 <= len(short) <= 6 or not short.isalnum() or sum(c.isupper() for c in short) < 2:
            continue
        ranked = sorted(longs.items(), key=lambda item: (-len(item[1]), item[0]))
        kept: list[list[Named]] = []
        for _, uses in ranked:
            words = set(folded(uses[0].name))
            if len(uses) >= 3 and all(len(words & set(folded(k[0].name))) * 2 < len(words) for k in kept):
                kept.append(uses)
        if len(kept) > 1 and (short in names or ranked[0][0] in keys) and len(kept[0]) >= 4:
            chosen.append((short, kept))
    return sorted(chosen, key=lambda item: rank(seed, "short", item[0]))


def undefined(short: str, found: Found, defined: Defined) -> list[Paper]:
    """Return papers that use a short form and neither define it nor name one of its long forms."""
    key = key_of(short)
    longs = set(defined.longs[short])
    beside = re.compile(rf"\(\s*{re.escape(short)}s?\b|\b{re.escape(short)}s?\s*\(")
    papers = found.spellings.get(key, {}).get(short, [])
    return [
        paper
        for paper in papers
        if key not in defined.shorts_of[paper.id] and not beside.search(paper.text) and not _has(paper, longs)
    ]


def _has(paper: Paper, keys: Collection[str]) -> bool:
    """Say whether a paper's letters and digits have one of some keys."""
    squashed = "".join(folded(paper.text))
    return any(key in squashed for key in keys)


def _by_long(uses: Sequence[Named]) -> dict[str, list[Paper]]:
    papers: dict[str, list[Paper]] = defaultdict(list)
    for use in uses:
        papers[use.name].append(use.paper)
    return papers


def acronym_drafts(
    pool: Sequence[tuple[str, list[list[Named]]]], found: Found, defined: Defined, seed: int
) -> list[Draft]:
    """Return short forms without a definition, with a long form: the most frequent one and another in turn."""
    usual: list[Draft] = []
    other: list[Draft] = []
    for short, longs in pool:
        bare = undefined(short, found, defined)
        if len(bare) < 2:
            continue
        rest = min(longs[1:4], key=lambda uses: rank(seed, short, uses[0].name))
        for uses, drafts in ((longs[0], usual), (rest, other)):
            name, papers = min(_by_long(uses).items(), key=lambda item: rank(seed, short, item[0]))
            drafts.append(Draft(short, bare, name, papers))
    # The two halves take different short forms first, so that not all of them come twice.
    return interleaved([usual, other[len(other) // 2 :] + other[: len(other) // 2]])


def both_drafts(pool: Sequence[tuple[str, list[list[Named]]]], found: Found, defined: Defined) -> list[Draft]:
    """Return short forms in two papers: defined in neither, or in one, as what is usual or as something else."""
    neither, usual, other = [], [], []
    for short, longs in pool[::-1]:
        bare = undefined(short, found, defined)
        if len(bare) < 3:
            continue
        neither.append(Draft(short, bare[: len(bare) // 2], short, bare[len(bare) // 2 :], far=True))
        usual.append(Draft(short, bare, short, [use.paper for use in longs[0]]))
        other.append(Draft(short, bare, short, [use.paper for uses in longs[1:] for use in uses]))
    third = len(neither) // 3
    return interleaved([neither, usual[third:] + usual[:third], other[2 * third :] + other[: 2 * third]])


def version_drafts(found: Found, seed: int) -> list[Draft]:
    """Return names with different versions of one base, a fifth of them one version in two spellings."""
    rounds: list[list[Draft]] = [[], [], [], [], []]
    for base in sorted(found.versions, key=lambda b: rank(seed, "version", b)):
        names = dict(found.versions[base])
        bare = {n: p for n, p in found.spellings.get(base, {}).items() if len(p) > 2 and is_name(n)}
        pairs = sorted(combinations(sorted(names), 2), key=lambda pair: rank(seed, *pair))
        same = [pair for pair in pairs if _version(pair[0]) == _version(pair[1])]
        differ = [pair for pair in pairs if _version(pair[0]) != _version(pair[1])]
        if differ:
            close = sorted(differ, key=lambda pair: (-_shared(*pair), rank(seed, *pair)))
            rounds[0] += [_draft(names, close[0])]
            rounds[1] += [_draft(names, differ[0])]
            rounds[2] += [_draft(names, differ[-1])]
        if same:
            rounds[3] += [_draft(names, same[0])]
        if bare:
            first = min(bare, key=lambda n: rank(seed, n))
            second = min(names, key=lambda n: rank(seed, "bare", n))
            rounds[4] += [Draft(first, bare[first], second, names[second])]
    shifted = [drafts[n * len(drafts) // 5 :] + drafts[: n * len(drafts) // 5] for n, drafts in enumerate(rounds)]
    return interleaved(shifted)


def _draft(names: Mapping[str, Sequence[Paper]], pair: tuple[str, str]) -> Draft:
    return Draft(pair[0], names[pair[0]], pair[1], names[pair[1]])


def _version(name: str) -> str:
    return "".join(folded(_CENTURY.sub("", name)))


def _shared(a: str, b: str) -> int:
    """Return how many words two names have in common, less those that they do not."""
    words, others = set(folded(a)), set(folded(b))
    return len(words & others) - len(words ^ others)


def spelling_drafts(found: Found, names: Mapping[str, str], seed: int) -> list[Draft]:
    """Return spellings of one key, the kinds of difference in turn, and names with a generic word added."""
    kinds: dict[str, list[Draft]] = defaultdict(list)
    known = {key_of(name) for name in names}
    for key in sorted((k for k in known & set(found.spellings) if len(k) > 2), key=lambda k: rank(seed, "spelling", k)):
        spellings = {n: p for n, p in found.spellings[key].items() if is_name(n) or n.casefold() in names}
        per_key: dict[str, tuple[str, str]] = {}
        for pair in sorted(combinations(sorted(spellings), 2), key=lambda pair: rank(seed, *pair)):
            per_key.setdefault(difference(*pair), pair)
        for kind, pair in per_key.items():
            kinds[kind].append(_draft(spellings, pair))
        plain = [n for n in spellings if n in names and _CAPITALS.search(n)]
        if plain and found.generic.get(key):
            added = min(found.generic[key], key=lambda n: rank(seed, n))
            kinds["generic"].append(Draft(plain[0], spellings[plain[0]], added, found.generic[key][added]))
    kinds.pop("title case", None)
    return one_of_each(interleaved([kinds[kind] for kind in sorted(kinds)]))


def one_of_each(drafts: Iterable[Draft]) -> list[Draft]:
    """Return the first draft of each first name, whatever its spelling."""
    first: dict[str, Draft] = {}
    for draft in drafts:
        first.setdefault(key_of(draft.a), draft)
    return list(first.values())


def difference(a: str, b: str) -> str:
    """Return the first kind of difference that two spellings of one key have."""
    letters_a, letters_b = ("".join(_TOKEN.findall(name)) for name in (a, b))
    if any(sign in a + b for sign in "$\\{}") or not (a + b).isascii():
        return "signs"
    if len(letters_a) == len(letters_b) and letters_a.casefold() != letters_b.casefold():
        return "british"
    if letters_a == letters_b:
        return "joined" if (" " in a) != (" " in b) and ("-" in a) == ("-" in b) else "hyphen"
    if letters_a.casefold() == letters_b.casefold():
        inner = [re.sub(r"(?<![^\W_])[^\W_]", "", name) for name in (a, b)]
        return "capitals" if sum(map(str.isupper, inner[0])) != sum(map(str.isupper, inner[1])) else "title case"
    return "plural"


def curated_drafts(pairs: str, found: Found, seed: int) -> list[Draft]:
    """Return the drafts of a list of pairs of names, as far as the corpus has them."""
    drafts = []
    for a, b in (pair.split(" | ") for pair in listed(pairs)):
        spelled_a, spelled_b = spelled(a, found, seed), spelled(b, found, seed)
        if spelled_a and spelled_b:
            drafts.append(Draft(*spelled_a, *spelled_b))
    return sorted(drafts, key=lambda d: rank(seed, d.a, d.b))


def listed(pairs: str) -> list[str]:
    """Return the pairs of a list that is written in lines and with semicolons."""
    return [pair.strip() for line in pairs.strip().splitlines() for pair in line.split(";")]


def spelled(name: str, found: Found, seed: int) -> tuple[str, list[Paper]] | None:
    """Return a spelling of a name that the corpus has, with its papers; the capitals of a short form are kept."""
    spellings = found.spellings.get(key_of(name), {})
    strict = any(c.isupper() for c in name[1:]) and " " not in name
    fit = [n for n in spellings if not strict or n == name]
    if not fit:
        return None
    best = min(fit, key=lambda n: (len(spellings[n]) < 3, rank(seed, "spelled", n)))
    return best, spellings[best]


def defined_alike(defined: Defined, names: Mapping[str, str], seed: int) -> list[Draft]:
    """Return long forms of one short form that share some words, not all, and short forms of one long form."""
    known = {key_of(name) for name in names}
    longs, shorts = [], []
    by_long: dict[str, dict[str, list[Paper]]] = defaultdict(lambda: defaultdict(list))
    for short in sorted(defined.longs, key=lambda s: rank(seed, "alike", s)):
        if sum(c.isupper() for c in short) < 2:
            continue
        uses = {k: u for k, u in defined.longs[short].items() if len(u) >= 2}
        for key, use in uses.items():
            if key in known and len(use) >= 2:
                by_long[key][short] += [u.paper for u in use]
        pairs = [(a, b) for a, b in combinations(sorted(uses), 2) if _alike(uses[a][0].name, uses[b][0].name)]
        if pairs and short in names:
            a, b = min(pairs, key=lambda pair: rank(seed, *pair))
            longs.append(Draft(uses[a][0].name, [u.paper for u in uses[a] if u.name == uses[a][0].name],
                               uses[b][0].name, [u.paper for u in uses[b] if u.name == uses[b][0].name]))  # fmt: skip
    for key in sorted(by_long, key=lambda k: rank(seed, "shorts", k)):
        if len(forms := sorted({key_of(s): s for s in by_long[key]}.values())) > 1:
            a, b = min(combinations(forms, 2), key=lambda pair: rank(seed, *pair))
            shorts.append(Draft(a, by_long[key][a], b, by_long[key][b]))
    return interleaved([longs, shorts])


def _alike(a: str, b: str) -> bool:
    words, others = (set(folded(name)) - _FUNCTION for name in (a, b))
    stems, stems_others = ({word[:4] for word in some} for some in (words, others))
    return bool(words & others) and bool(stems - stems_others) and bool(stems_others - stems)


def same_name_drafts(found: Found, names: Mapping[str, str], seed: int) -> list[Draft]:
    """Return one name in two papers: introduced by both, by one of them, or named by both, far apart in topic."""
    twice, once, uses = [], [], []
    for head in sorted(found.heads, key=lambda h: rank(seed, "head", h)):
        papers = found.heads[head]
        ids = {p.id for p in papers}
        others = [p for p in found.spellings.get(key_of(head), {}).get(head, []) if p.id not in ids]
        if len(papers) > 1:
            twice.append(Draft(head, papers[:1], head, papers[1:], far=True))
        if others:
            once.append(Draft(head, papers, head, others, far=True))
    wanted = sorted(set(SAME_NAMES.split()) | {n for n, label in names.items() if label != "Task" and n.isalpha()})
    common = set(SAME_NAMES.split())
    for name in sorted(wanted, key=lambda n: (n not in common, rank(seed, "use", n))):
        papers = found.spellings.get(key_of(name), {}).get(name, [])
        if len(papers) > 3 and _CAPITALS.search(name):
            uses.append(Draft(name, papers[::2], name, papers[1::2], far=True))
    return interleaved([twice, once, uses])


def versioned_bases(names: Mapping[str, str]) -> set[str]:
    """Return the methods and data sets that versions are looked for of, as written and as keys."""
    things = [name for name, label in names.items() if label in {"Method", "Dataset"}]
    written_so = {m[1] if (m := _VERSIONED.fullmatch(name)) else name for name in things}
    return {
        form for name in written_so if key_of(name) not in _NO_BASES for form in (name, key_of(name)) if len(form) > 2
    }


def near_drafts(found: Found, names: Mapping[str, str], seed: int) -> list[Draft]:
    """Return names of one label with a word more, another word, or another letter."""
    words = {folded(name): name for name in sorted(names)}
    added, changed, letters = [], [], []
    for form, name in sorted(words.items(), key=lambda item: rank(seed, "near", item[1])):
        shorter = (words.get(form[:n] + form[n + 1 :]) for n in range(len(form)) if form[n] not in GENERIC)
        added += [(name, other) for other in shorter if other and (" " in other or _CAPITALS.search(other[1:]))]
    by_gap: dict[tuple[str, ...], list[str]] = defaultdict(list)
    by_letters: dict[str, set[str]] = defaultdict(set)
    for form, name in words.items():
        for n in range(len(form)) if len(form) > 1 else ():
            by_gap[(*form[:n], "", *form[n + 1 :])].append(name)
        whole = "".join(form)
        if 4 <= len(whole) <= 12:
            for gap in {whole, *(whole[:n] + whole[n + 1 :] for n in range(len(whole)))}:
                by_letters[gap].add(name)
    for some in by_gap.values():
        changed += list(combinations(sorted(some), 2))[:40]
    for several in by_letters.values():
        letters += list(combinations(sorted(several), 2))[:10]
    return interleaved(
        [
            _near(added, found, names, seed),
            _near([pair for pair in changed if _similar(*pair)], found, names, seed),
            _near(letters, found, names, seed),
        ]
    )


def _similar(a: str, b: str) -> bool:
    """Say whether the one word in which two names differ has most letters in common."""
    different = sorted(set(folded(a)) ^ set(folded(b)))
    return len(different) == 2 and SequenceMatcher(None, different[0], different[1]).ratio() >= 0.62


def _near(pairs: Iterable[tuple[str, str]], found: Found, names: Mapping[str, str], seed: int) -> list[Draft]:
    seen: set[str] = set()
    drafts = []
    for a, b in sorted(set(pairs), key=lambda pair: rank(seed, *pair)):
        key_a, key_b = key_of(a), key_of(b)
        papers_a, papers_b = found.spellings.get(key_a, {}).get(a), found.spellings.get(key_b, {}).get(b)
        if key_a == key_b or names[a] != names[b] or {key_a, key_b} & seen or not papers_a or not papers_b:
            continue
        seen |= {key_a, key_b}
        drafts.append(Draft(a, papers_a, b, papers_b))
    return drafts


def interleaved(lists: Iterable[Sequence[Draft]]) -> list[Draft]:
    """Return the members of lists in turn."""
    return [draft for row in zip_longest(*lists) for draft in row if draft is not None]


def choose(draft: Draft, used: Counter[str], seed: int) -> tuple[Named, Named] | None:
    """Return the papers that stand for a draft, none of them in too many pairs already, or nothing."""
    free_a, free_b = (
        [p for p in papers if used[p.id] < MOST_OF_A_PAPER and holds(p, name)][:8]
        for name, papers in ((draft.a, draft.papers_a), (draft.b, draft.papers_b))
    )
    pairs = [(a, b) for a, b in product(free_a, free_b) if a.id != b.id]
    if not pairs:
        return None
    a, b = min(pairs, key=lambda pair: (alike(*pair) if draft.far else 0, rank(seed, pair[0].id, pair[1].id)))
    return Named(draft.a, a), Named(draft.b, b)


def alike(a: Paper, b: Paper) -> float:
    """Return how near two papers are, by their words and a little by their years."""
    return len(a.words & b.words) / (1 + min(len(a.words), len(b.words))) - abs(a.year - b.year) / 100


def holds(paper: Paper, name: str) -> bool:
    """Say whether a name stands in a paper's title or abstract as given, between boundaries of words."""
    left = r"(?<![\w-])" if name[:1].isalnum() else ""
    right = r"(?![\w-])" if name[-1:].isalnum() else ""
    return bool(re.search(left + re.escape(name) + right, paper.text))


def select(drafts: Mapping[str, Sequence[Draft]], quotas: Mapping[str, int], seed: int) -> list[dict[str, Any]]:
    """Return as many pairs of each class as its quota says; two names make one pair, a short form up to three."""
    used: Counter[str] = Counter()
    seen: Counter[tuple[str, ...]] = Counter()
    pairs: list[dict[str, Any]] = []
    for kind, some in drafts.items():
        count = 0
        for draft in some:
            names = (kind if draft.a == draft.b else "", *sorted((draft.a, draft.b)))
            if count == quotas[kind] or seen[names] >= (3 if kind == "acronym-both" else 1):
                continue
            chosen = choose(draft, used, seed)
            if chosen is None:
                continue
            seen[names] += 1
            used.update(named.paper.id for named in chosen)
            count += 1
            pairs.append({"class": kind, "a": written(chosen[0]), "b": written(chosen[1])})
    return pairs


def written(named: Named) -> dict[str, str]:
    """Return a name in a paper as it is written into the file."""
    return {"paper": named.paper.id, "title": named.paper.title, "abstract": named.paper.abstract, "name": named.name}


def propose(
    papers: Sequence[Paper], names: Mapping[str, str], quotas: Mapping[str, int], seed: int
) -> list[dict[str, Any]]:
    """Return pairs of names in some papers; `names` are what is known to be worth a node, with labels."""
    defined = definitions(papers)
    pool = ambiguous(defined, names, seed)
    curated = [name for pair in listed(ALIASES) + listed(NEARS) for name in pair.split(" | ")]
    heads = [m[1] for p in papers if (m := _HEAD.match(p.title))]
    vocabulary = Vocabulary.of([*names, *curated, *SAME_NAMES.split(), *heads, *(short for short, _ in pool)])
    found = find(papers, vocabulary, versioned_bases(names))
    drafts = {
        "alias": interleaved([curated_drafts(ALIASES, found, seed), defined_alike(defined, names, seed)]),
        "acronym": acronym_drafts(pool, found, defined, seed),
        "acronym-both": both_drafts(pool, found, defined),
        "version": version_drafts(found, seed),
        "spelling": spelling_drafts(found, names, seed),
        "same-name": same_name_drafts(found, names, seed),
        "near": interleaved([curated_drafts(NEARS, found, seed), near_drafts(found, names, seed)]),
    }
    return select(drafts, quotas, seed)


def main() -> None:
    """Write pairs as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--gold", type=Path, default=GOLD, help="annotations whose names are looked for")
    parser.add_argument("--count", type=int, default=80_000, help="papers of the corpus that are drawn and read")
    parser.add_argument("--seeds", type=Path, default=SEEDS, help="folder of pages whose papers are left out")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    without = left_out(sorted(given.gold.parent.glob("*.jsonl")), sorted(given.seeds.glob("*.txt")))
    papers = read_papers(given.corpus, without=without, seed=given.seed)[: given.count]
    pairs = propose(papers, gold_names([given.gold]), QUOTAS, given.seed)
    with given.output.open("w", encoding="utf-8") as file:
        for pair in pairs:
            file.write(json.dumps(pair, ensure_ascii=False) + "\n")
    print(f"{len(pairs)} pairs in {given.output}: {dict(Counter(pair['class'] for pair in pairs))}")


if __name__ == "__main__":
    main()
