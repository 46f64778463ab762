"""Names that several things have are those that several first authors introduce, and few others write."""

from __future__ import annotations

from collections.abc import Iterator

from kg.link.learned import Shared
from training.shared_names import Text, shared


def papers() -> Iterator[Text]:
    yield Text("ada", "Hydra: A Tool", "Hydra is a tool.")
    yield Text("ada", "Hydra: A Tool, Again", "Hydra is better.")
    yield Text("bo", "HYDRA: Heads That Draft", "Nothing.")
    yield Text("carla", "On Heads", "We compare with Hydra-like heads, and with Hydra.")
    for author in ("ada", "bo"):
        yield Text(author, "Known: A Model", "Known is introduced.")
    for number in range(25):
        yield Text(f"author {number}", "Use", "We use Known.")
    yield Text("ada", "Alone: One Thing", "Alone.")
    yield Text("ada", "2024: A Year", "")
    yield Text("bo", "2024: Another", "")


def test_a_name_of_several_things_that_few_others_use_is_shared() -> None:
    assert shared(papers()) == [Shared("hydra", 2, 1)]


def test_at_least_so_many_things_have_it() -> None:
    assert shared(papers(), things=3) == []
