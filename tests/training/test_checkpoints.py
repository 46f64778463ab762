"""A training run of the tagger that is ended goes on as if it had not been."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from kg.extract.pipeline import blank_pipeline
from training import checkpoints, train_tagger
from training.train_tagger import Example, Keeping, Settings, examples, train

SETTINGS = Settings(width=8, depth=1, epochs=3, stop=3, batch=2, warmup=2)


@pytest.fixture(scope="module")
def papers() -> list[Example]:
    nlp = blank_pipeline(width=8, depth=1, size=4)
    entity = {"label": "Method", "name": "LoRA", "mentions": ["LoRA"], "core": True}
    texts = [f"We train LoRA on part {n} of the data." for n in range(5)]
    return examples(nlp, [{"title": "LoRA", "abstract": text, "entities": [entity]} for text in texts])


def test_a_run_ended_after_an_epoch_goes_on_with_the_same_result(papers: list[Example], tmp_path: Path) -> None:
    whole = list(train(papers, [], SETTINGS))
    keeping = Keeping(tmp_path / "run")
    assert list(islice(train(papers, [], SETTINGS, keeping), 2)) == whole[:2]
    # The second epoch's weights were given, and the run ended before it was told so: it is run again.
    assert list(train(papers, [], SETTINGS, keeping)) == whole[1:]
    assert list(train(papers, [], SETTINGS, keeping)) == []
    assert [file.name for file in tmp_path.iterdir()] == ["run"]


def test_a_run_ended_within_an_epoch_goes_on_with_the_same_result(
    papers: list[Example], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = list(train(papers, [], SETTINGS))
    keeping = Keeping(tmp_path / "run", seconds=0.0)
    saved: list[tuple[int, int]] = []

    def save(path: Path, run: checkpoints.Run, *, of: str) -> None:
        checkpoints.save_checkpoint(path, run, of=of)
        saved.append((run.epoch, run.batch))
        if len(saved) == 5:
            raise KeyboardInterrupt

    def ended() -> Iterator[bytes]:
        with pytest.raises(KeyboardInterrupt):
            yield from train(papers, [], SETTINGS, keeping)

    monkeypatch.setattr(train_tagger, "save_checkpoint", save)
    assert list(ended()) == whole[:1]
    assert saved == [(0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    assert list(train(papers, [], SETTINGS, keeping)) == whole[1:]


def test_a_run_that_was_to_stop_early_can_go_on(papers: list[Example], tmp_path: Path) -> None:
    keeping = Keeping(tmp_path / "run")
    parts = [list(train(papers, [], replace(SETTINGS, stop=stop), keeping)) for stop in (1, 3)]
    assert [*parts[0], *parts[1]] == list(train(papers, [], SETTINGS))


def test_a_run_does_not_go_on_from_another(papers: list[Example], tmp_path: Path) -> None:
    keeping = Keeping(tmp_path / "run")
    list(train(papers, [], SETTINGS, keeping))
    with pytest.raises(ValueError, match="of another run"):
        list(train(papers[1:], [], SETTINGS, keeping))
