"""Ids, titles, authors; and records that are one paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read import clean, identity_keys, join, merge, normal_id, normal_title
from kg.read.identity import same_author
from kg.records import Record
from tests.making import records


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("arXiv:2505.23744", "arxiv:2505.23744"),
        ("arXiv:2505.23744v3", "arxiv:2505.23744"),
        ("2505.23744", "arxiv:2505.23744"),
        ("0704.0001v2", "arxiv:0704.0001"),
        ("cs/0112017", "arxiv:cs/0112017"),
        ("hep-th/9901001v2", "arxiv:hep-th/9901001"),
        ("math.GT/0309136", "arxiv:math.gt/0309136"),
        ("http://arxiv.org/abs/2505.23744v1", "arxiv:2505.23744"),
        ("https://arxiv.org/pdf/2505.23744.pdf", "arxiv:2505.23744"),
        ("oai:arXiv.org:0704.0001", "arxiv:0704.0001"),
        ("10.48550/arXiv.2505.23744", "arxiv:2505.23744"),
        ("https://doi.org/10.1000/ABC.1", "doi:10.1000/abc.1"),
        ("doi:10.1000/abc", "doi:10.1000/abc"),
        ("P19-1001", "acl:P19-1001"),
        ("2020.acl-main.1", "acl:2020.acl-main.1"),
        ("1963.earlymt-1.1", "acl:1963.earlymt-1.1"),
        ("https://aclanthology.org/2020.acl-main.1/", "acl:2020.acl-main.1"),
        ("https://www.aclweb.org/anthology/P19-1001", "acl:P19-1001"),
        ("10.18653/v1/2020.acl-main.1", "acl:2020.acl-main.1"),
        ("aistats2010:ed38c66d59", "aistats2010:ed38c66d59"),
        ("https://example.org/paper", None),
        ("A title", None),
        ("", None),
    ],
)
def test_ids_have_a_normal_form(written: str, normal: str | None) -> None:
    assert normal_id(written) == normal
    if normal:
        assert normal_id(normal) == normal


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("J. Smith", "John Smith", True),
        ("Smith, John", "John Smith", True),
        ("John B. Smith", "John Smith", True),
        ("José Núñez", "Jose Nunez", True),
        ("Smith", "Jane Smith", True),
        ("John Smith", "Jane Smith", False),
        ("John Smith", "John Smithers", False),
        ("A. Smith", "John Smith", False),
    ],
)
def test_authors_are_compared_leniently(one: str, other: str, same: bool) -> None:
    assert same_author(one, other) is same
    assert same_author(other, one) is same


def _record(
    source: str, *, ids: tuple[str, ...] = (), authors: tuple[str, ...] = (), title: str = "T", abstract: str = "a"
) -> Record:
    return Record(source, "", title, abstract, ids, authors)


def sizes(*given: Record) -> list[int]:
    return sorted(map(len, join(given)))


def test_a_shared_id_makes_one_paper_whatever_the_title() -> None:
    assert sizes(_record("a", ids=("doi:10.1/x",), title="T"), _record("b", ids=("doi:10.1/x",), title="U")) == [2]


def test_a_shared_title_makes_one_paper() -> None:
    assert sizes(_record("a", title="A Title!"), _record("b", title="a title")) == [2]
    assert sizes(_record("a", ids=("arxiv:1",)), _record("b", ids=("doi:10.1/x",))) == [2]


def test_different_first_authors_or_ids_of_one_kind_keep_papers_apart() -> None:
    assert sizes(_record("a", authors=("Ada X",)), _record("b", authors=("Bo Y",))) == [1, 1]
    assert sizes(_record("a", ids=("arxiv:1",)), _record("b", ids=("arxiv:2",))) == [1, 1]


def test_foreign_ids_do_not_tell_papers_apart() -> None:
    assert sizes(_record("a", ids=("s2:1",)), _record("b", ids=("s2:2",))) == [2]


def test_what_is_ambiguous_is_not_joined() -> None:
    plain, ada, bo = _record("a"), _record("b", authors=("Ada X",)), _record("c", authors=("Bo Y",))
    assert sizes(plain, ada, bo) == [1, 1, 1]
    assert sizes(plain, ada) == [2]


def test_others_of_one_title_do_not_keep_a_papers_own_records_apart() -> None:
    assert sizes(
        _record("a", authors=("Ada X",)), _record("b", authors=("Ada X",)), _record("c", authors=("Bo Y",))
    ) == [1, 2]


@given(st.lists(records, max_size=8), st.randoms())
def test_joining_is_a_function_of_the_set(given_records: list[Record], random: object) -> None:
    shuffled = [*given_records, *given_records[:2]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert join(shuffled) == join(given_records)
    assert sorted(r.source + r.abstract for p in join(given_records) for r in p) == sorted(
        r.source + r.abstract for r in set(given_records)
    )


@given(st.lists(records, max_size=8))
def test_joining_is_local(given_records: list[Record]) -> None:
    groups = join(given_records)
    for key in {k for r in given_records for k in identity_keys(r)}:
        reached = {key}
        while True:
            near = [r for r in given_records if reached & set(identity_keys(r))]
            more = {k for r in near for k in identity_keys(r)}
            if more <= reached:
                break
            reached |= more
        assert [g for g in groups if set(g) & set(near)] == join(near)


@given(st.lists(records, max_size=8))
def test_papers_have_ids_of_their_own(given_records: list[Record]) -> None:
    papers = [merge(group) for group in join(given_records)]
    assert len({paper.id for paper in papers}) == len(papers)
    assert all(paper.id in paper.ids for paper in papers)


def test_a_paper_is_the_best_of_its_records() -> None:
    short = Record("a", "", "Title", "Short.", ("arxiv:1",), ("A", "B"), None, "2023", None, None, 3)
    long = Record("b", "", "TITLE", "Much longer.", ("doi:10.1/x",), ("A",), 2, "--06-01", "ICML", "https://b", 7)
    paper = merge([short, long])
    assert (paper.id, paper.ids) == ("arxiv:1", ("arxiv:1", "doi:10.1/x"))
    assert (paper.title, paper.abstract, paper.authors) == ("TITLE", "Much longer.", ("A", "B"))
    assert (paper.date, paper.year, paper.votes, paper.author_count) == ("2023", 2023, 7, 2)
    assert (paper.venue, paper.url, paper.sources) == ("ICML", "https://b", ("a", "b"))


@pytest.mark.parametrize(
    ("dates", "best"),
    [
        (("2023", "2023-05-01"), "2023-05-01"),
        (("2023-05-02", "2023-05-01"), "2023-05-01"),
        (("--07-24", "2023"), "2023"),
        (("--07-24", None), "--07-24"),
        ((None, None), None),
    ],
)
def test_the_best_date_is_the_most_complete_then_the_earliest(
    dates: tuple[str | None, str | None], best: str | None
) -> None:
    assert merge(Record(str(i), "", "T", "a", date=date) for i, date in enumerate(dates)).date == best


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert normal_title(once) == normal_title(normal_title(once))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a\n  b\tc", "a b c"),
        ("AT&amp;T &lt;3", "AT&T <3"),
        ("H<sub>2</sub>O and <p>more</p>", "H2O and more"),
        ("<jats:p>Text</jats:p>", "Text"),
        ("for 1<p<2 and a < b > c", "for 1<p<2 and a < b > c"),
        ("a <mask> token", "a <mask> token"),
        ("between <s> and </s>, a <code> token", "between <s> and </s>, a <code> token"),
        ("the <s> token alone, and <b> too", "the <s> token alone, and <b> too"),
        ("&amp;amp;amp;lt;", "<"),
        ("e\u0301", "é"),
        ("soft\u00adhyphen", "softhyphen"),
        ("$\\ell_p$ 15\\%sim30\\%", "$\\ell_p$ 15\\%sim30\\%"),
        ('<a href="x">link</a>', "link"),
    ],
)
def test_only_the_sources_own_encoding_is_undone(raw: str, text: str) -> None:
    assert clean(raw) == text
