"""Only reading passes the guard, whatever a query is dressed up as."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.graph import check_read_only
from kg.graph.tokens import tokens, without_comments

READING = [
    "MATCH (n) RETURN n",
    "RETURN 1",
    "match (n) return distinct n.name as name order by name desc skip 1 limit 10;",
    "MATCH (a:Method {name: 'x'})-[r:USES|MENTIONS*1..3]->(b) WHERE a.id <> b.id RETURN count(*) AS n, collect(b) AS l",
    "MATCH (a)<-[:USES]-(b) WHERE a.name STARTS WITH 'x' OR a.name =~ '.*' AND NOT b.year IS NULL RETURN a.name",
    "MATCH p = shortestPath((a:Method)-[*..6]-(b:Method)) RETURN [n IN nodes(p) | n.name] AS names, length(p) AS hops",
    "MATCH (n) WHERE EXISTS { (n)-->(m) } AND COUNT { MATCH (n)-->() } > 2 RETURN n {.name, .*, x: 1} AS p",
    "MATCH (n) CALL (n) { MATCH (n)--(m) RETURN count(m) AS c } RETURN c",
    "MATCH (n) CALL { WITH n RETURN 1 AS c UNION RETURN 2 AS c } RETURN c",
    "MATCH (n) RETURN CASE WHEN n.year = 1 THEN 'a' ELSE 'b' END AS k, CASE n.year WHEN 1 THEN 2 END AS z",
    "RETURN $x + $`y z` AS a, -1 AS b, [1, 2][0..1] AS c, 1.5e3, .5, 0x1F, {a: {b: []}} AS d",
    "MATCH (n) WITH *, 1 AS y RETURN *",
    "MATCH (n:Method|Dataset) WHERE n:Method RETURN reduce(s = 0, x IN n.aliases | s + size(x)) AS s",
    "UNWIND [1, 2] AS x WITH x WHERE x > 1 RETURN x UNION ALL RETURN 2 AS x",
    "MATCH (n) WHERE all(x IN n.aliases WHERE x <> 'SET') RETURN n['name'], n[$key], [(n)-->(m) | m.id] AS ids",
    "OPTIONAL MATCH (n:Paper) RETURN n.title // CREATE\n",
    "MATCH (n) /* DETACH DELETE n */ RETURN 'DELETE' AS delete, \"it's; CREATE\" AS create",
    "MATCH (n)\r\n\tRETURN n.`LOAD CSV`",
]
WRITING = [
    "CREATE (n)",
    "CREATE (n) RETURN n",
    "MERGE (n:Paper {id: 'x'})",
    "INSERT (n)",
    "MATCH (n) SET n.x = 1",
    "MATCH (n) SET n:Label",
    "MATCH (n) DELETE n",
    "MATCH (n) DETACH DELETE n",
    "MATCH (n) NODETACH DELETE n",
    "MATCH (n) REMOVE n.x",
    "MATCH (n) RETURN n REMOVE n.x",
    "MATCH (n) WITH * SET n.x = 1",
    "FOREACH (x IN [1] | CREATE (n))",
    "MATCH (n) FOREACH (x IN [1] | SET n.x = 1)",
    "MATCH (n) CALL { CREATE (m) } RETURN 1",
    "MATCH (n) CALL { WITH n SET n.x = 1 } RETURN 1",
    "MATCH (n) CALL (n) { DELETE n } RETURN 1",
    "MATCH (n) WHERE EXISTS { CREATE (m) } RETURN n",
    "CALL { RETURN 1 AS x } IN TRANSACTIONS RETURN 1",
]
OUTSIDE = [
    "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
    "LOAD CSV WITH HEADERS FROM $f AS row RETURN row",
    "MATCH (n) LOAD CSV FROM 'x' AS row RETURN row",
    "WITH 1 AS x LOAD CSV FROM 'x' AS row RETURN row",
    "USING PERIODIC COMMIT LOAD CSV FROM 'x' AS row RETURN row",
    "CALL { LOAD CSV FROM 'x' AS row RETURN row } RETURN row",
    "CALL { CALL { LOAD CSV FROM 'x' AS row RETURN row } RETURN row } RETURN row",
    "RETURN COLLECT { LOAD CSV FROM 'x' AS row RETURN row } AS rows",
    "RETURN 1 AS row UNION LOAD CSV FROM 'x' AS row RETURN row",
    "CALL apoc.load.json('x')",
    "CALL db.labels() YIELD label RETURN label",
    "CALL db.labels",
    "OPTIONAL CALL db.labels() YIELD label RETURN label",
    "MATCH (n) CALL dbms.procedures() YIELD name RETURN name",
    "RETURN apoc.load.json('x')",
    "RETURN `apoc`.`load`.`json`('x')",
    "RETURN apoc /**/ . load . json ('x')",
    "RETURN file('x')",
    "RETURN size(file('x'))",
]
OTHER = [
    "CREATE INDEX x FOR (n:Paper) ON (n.id)",
    "DROP INDEX x",
    "ALTER USER x SET PASSWORD 'y'",
    "GRANT ROLE a TO b",
    "SHOW INDEXES",
    "SHOW USERS YIELD user RETURN user",
    "TERMINATE TRANSACTIONS 'x'",
    "USE other MATCH (n) RETURN n",
    "START n = node(*) RETURN n",
    "EXPLAIN RETURN 1",
    "PROFILE RETURN 1",
    "CYPHER runtime=slotted RETURN 1",
    "BEGIN",
    "COMMIT",
    "RETURN 1 FORMAT CSV",
    "FOR VALID_TIME ALL MATCH (n) RETURN n",
    "MATCH (n) FINISH",
    "RETURN 1; RETURN 2",
    "RETURN 1;;",
    "; RETURN 1",
]
DISGUISED = [
    "\\u0043REATE (n)",
    "MATCH (n) \\u0053ET n.x = 1",
    "RETURN 1 // \\u000a CREATE (n)",
    "RETURN 1 /* \\u002a/ CREATE (n) /* */",
    "RETURN '\\u0027 AS x LOAD CSV FROM \\u0027f\\u0027 AS row RETURN row //'",
    "RETURN '\\\\u0027 AS x LOAD CSV FROM \\\\u0027f\\\\u0027 AS row RETURN row //'",
    "RETURN '\\uu0027 CREATE (n) //'",
    'RETURN "\\U00000022 CREATE (n) //"',
    "RETURN 1 AS `\\u0060 CREATE (n) //`",
    "RETURN 1 AS `a\\` CREATE (n) //`",
    "// x\rCREATE (n)",
    "RETURN 1 // x\u2028CREATE (n)",
    "RETURN 1 // x\u0085CREATE (n)",
    "RETURN 1 /* /* */ CREATE (n) */",
    "MATCH (n)/**/SET/**/n.x = 1",
    "MATCH (n)\u200bSET n.x = 1",
    "MATCH (n)\x00SET n.x = 1",
    "MATCH (n) \u017fET n.x = 1",
    "MATCH (n) \uff33\uff25\uff34 n.x = 1",
    "MATCH (n) \u2028SET n.x = 1",
    "MATCH (n) WITH n AS CREATE (m)",
    "RETURN 'a'CREATE (n)",
    "RETURN 1CREATE (n)",
]
BROKEN = [
    "",
    "  \n",
    "// nothing",
    "MATCH",
    "RETURN",
    "MATCH (n",
    "RETURN 1)",
    "RETURN 'x",
    "RETURN `x",
    "RETURN /* x",
    "MATCH (n:Paper RETURN n",
    "RETURN [1}",
    "no cypher at all",
    "RETURN " + "(" * 500 + "1" + ")" * 500,
    "RETURN " + "1" * 200_000,
    "{}",
    "$",
    "RETURN $",
    "CALL",
    "CALL {",
    "MATCH (n) CALL (n",
    "RETURN 1 AS",
    "ORDER",
]

words = st.sampled_from(
    sorted({word for text in READING + WRITING + OUTSIDE + OTHER for word in text.split()} | set("(){}[];,.:'\"`/*\\$"))
)


@pytest.mark.parametrize("text", READING)
def test_what_only_reads_passes(text: str) -> None:
    check_read_only(text)


@pytest.mark.parametrize("text", WRITING + OUTSIDE + OTHER + DISGUISED + BROKEN)
def test_all_else_is_refused(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        check_read_only(text)
    assert len(str(caught.value)) < 1000


@given(st.sampled_from(WRITING + OUTSIDE), st.randoms(use_true_random=False))
def test_neither_case_nor_space_nor_comments_help(text: str, random: object) -> None:
    choose = getattr(random, "choice", None)
    assert choose is not None
    gaps = (" ", "\n", "\t", " /* x */ ", " // '\n", "\r\n", " /* ' \" ` */")
    dressed = "".join(choose(gaps) if c == " " else choose((c.upper(), c.lower())) for c in text)
    with pytest.raises(QueryError):
        check_read_only(dressed)


@given(st.sampled_from(READING), st.sampled_from(WRITING + OUTSIDE), st.sampled_from((" ", ";", "\n", " UNION ")))
def test_reading_before_it_does_not_help(first: str, second: str, between: str) -> None:
    with pytest.raises(QueryError):
        check_read_only(first.rstrip(";") + between + second)


@given(st.sampled_from(["set", "create", "delete", "load", "csv", "call", "merge", "drop", "use", "SET", "remove"]))
def test_forbidden_words_may_be_names_and_texts(word: str) -> None:
    check_read_only(
        f"MATCH ({word}:{word} {{{word}: '{word}'}}) WHERE {word}.{word} = 1 AND {word}.`{word}` > ${word} "
        f'RETURN {word}.{word} AS {word}, {{{word}: "{word}"}} AS `{word} {word}` ORDER BY {word}'
    )


@given(st.text())
def test_any_text_is_taken_or_refused(text: str) -> None:
    try:
        check_read_only(text)
    except QueryError:
        return


@given(st.lists(words, max_size=25).map(" ".join))
def test_whatever_passes_begins_with_a_reading_clause_and_is_one_statement(text: str) -> None:
    try:
        check_read_only(text)
    except QueryError:
        return
    found = tokens(text)
    assert found[0].keyword in {"MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN", "CALL"}
    assert not any(token.kind == "mark" and token.text == ";" for token in found[:-1])


@given(st.sampled_from(READING), st.lists(st.sampled_from((" ", "\n", "/* ' */", '// "\n')), min_size=1))
def test_without_comments_every_word_stays_in_its_place(text: str, gaps: list[str]) -> None:
    dressed = "".join(gaps) + text
    plain = without_comments(dressed)
    assert len(plain) == len(dressed)
    assert [(t.text, t.start) for t in tokens(plain)] == [(t.text, t.start) for t in tokens(dressed)]
    assert "//" not in plain.replace("'//", "")


def test_a_refusal_shows_the_place() -> None:
    with pytest.raises(QueryError, match=r"line 2, column 3") as caught:
        check_read_only("MATCH (n)\n  SET n.x = 1")
    *_, line, caret = str(caught.value).split("\n")
    assert line.index("SET") == caret.index("^")
