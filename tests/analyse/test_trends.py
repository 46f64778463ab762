"""Trends: shares of each year's papers, smoothed, and no year guessed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analyse import latest_naming, trends
from kg.analyse.trends import SMOOTHING, growth, is_sure
from kg.errors import UsageError
from kg.link import Aliases
from kg.records import LABELS, Record
from kg.store import Store
from tests.making import MODEL, extract_capitals


def records(*said: tuple[str, str | None]) -> list[Record]:
    """Papers of these abstracts and dates."""
    return [
        Record("a.jsonl", "", f"Paper {number} of many", abstract, date=date)
        for number, (abstract, date) in enumerate(said)
    ]


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.create(None, aliases=Aliases()) as made:
        yield made


def fill(store: Store, said: Sequence[tuple[str, str | None]]) -> None:
    store.add(records(*said), extract_capitals, model=MODEL)


OLD = [("ImageNet is used.", "2019-05")] * 4 + [("CIFAR-10 is used.", "2020")]
NEW = [("CIFAR-10 is used here.", "2022-01-02")] * 4 + [("ImageNet is used here.", "2023")]


def test_shares_of_the_recent_papers_are_compared_with_those_before(store: Store) -> None:
    fill(store, OLD + NEW)
    found = trends(store, recent=2)
    assert found.years == (2019, 2020, 2021, 2022, 2023)
    assert found.papers == (4, 1, 0, 4, 1)
    assert (found.since, found.undated) == (2022, 0)
    cifar, imagenet = found.entries
    assert (cifar.name, cifar.label, cifar.papers, cifar.per_year) == ("CIFAR-10", "Dataset", 5, (0, 1, 0, 4, 0))
    assert (cifar.share, cifar.share_before) == (4 / 5, 1 / 5)
    assert cifar.growth == pytest.approx((4 / 5 + SMOOTHING / 10) / (1 / 5 + SMOOTHING / 10))
    assert imagenet.growth == pytest.approx(1 / cifar.growth)
    assert found.rising == (cifar,)
    assert found.falling == (imagenet,)


def test_papers_without_a_year_are_counted_and_nothing_else(store: Store) -> None:
    fill(store, [*OLD, *NEW, ("CIFAR-10 is used.", None), ("CIFAR-10 is used.", "--06-01")])
    found = trends(store)
    assert found.undated == 2
    assert sum(found.papers) == 10
    assert found.entries[0].papers == 5


@pytest.mark.parametrize("dates", [(None, None), ("2020", "2020-06"), ("2020", None), ()])
def test_without_two_years_there_is_no_trend(store: Store, dates: Sequence[str | None]) -> None:
    fill(store, [("CIFAR-10 is used.", date) for date in dates])
    found = trends(store, least=1)
    assert (found.since, found.entries, found.rising, found.falling) == (None, (), (), ())


def test_a_window_longer_than_the_history_leaves_a_year_to_compare_with(store: Store) -> None:
    fill(store, OLD)
    assert trends(store, recent=50).since == 2020


def test_what_too_few_papers_name_and_other_labels_are_left_out(store: Store) -> None:
    fill(store, OLD + NEW)
    assert trends(store, least=6).entries == ()
    assert trends(store, labels=["Method"]).entries == ()
    assert len(trends(store, labels=LABELS).entries) == 2


def test_the_last_paper_that_names_a_thing_proves_it(store: Store) -> None:
    fill(store, [*OLD, *NEW, ("Nothing. ImageNet is here.", "2023-12")])
    imagenet = trends(store).entries[-1]
    paper, (sentence,) = latest_naming(store, imagenet)
    assert (paper.date, imagenet.latest) == ("2023-12", paper.id)
    assert [sentence.text[start:end] for start, end in sentence.marked] == ["ImageNet"]


def test_the_order_of_the_papers_does_not_matter() -> None:
    said = records(*OLD, *NEW)
    found = []
    for order in (said, said[::-1]):
        with Store.create(None, aliases=Aliases()) as store:
            store.add(order, extract_capitals, model=MODEL)
            found.append(trends(store, least=1))
    assert found[0] == found[1]


@pytest.mark.parametrize(("recent", "least"), [(0, 1), (1, 0)])
def test_numbers_out_of_range_are_refused(store: Store, recent: int, least: int) -> None:
    with pytest.raises(UsageError, match="1 or more"):
        trends(store, recent=recent, least=least)


counts = st.tuples(st.integers(0, 50), st.integers(0, 50)).filter(any)


@given(counts, st.integers(1, 500), st.integers(1, 500))
def test_growth_is_finite_and_an_even_pace_is_none(named: tuple[int, int], more: int, more_before: int) -> None:
    recent, before = named
    grown = growth(recent, recent + more, before, before + more_before)
    assert 0 < grown < float("inf")
    assert growth(recent, recent + more, recent, recent + more) == pytest.approx(1)
    mirrored = growth(before, before + more_before, recent, recent + more)
    assert grown * mirrored == pytest.approx(1)


def test_few_papers_are_drawn_to_no_change_and_many_are_sure() -> None:
    grown = [growth(3 * n, 1000, n, 1000) for n in (1, 10, 100)]
    assert all(1 < one < other < 3 for one, other in itertools.pairwise(grown))
    assert not is_sure(3, 1000, 1, 1000)
    assert is_sure(300, 1000, 100, 1000)
    assert is_sure(100, 1000, 300, 1000)
