"""The tables of the store, and what marks a file as one."""

from __future__ import annotations

APPLICATION_ID = 0x4B_47_50_47  # "KGPG", in the header of every store
SCHEMA_VERSION = 3

# record      what each source said, and the paper that it is part of now
# record_key  the keys through which a record can be one paper with another
# paper       the merged paper, its extraction, and the model that made it
# paper_id    every id that a paper is known by
# fact        one thing named in one paper, by key
# spelling    how many papers write the name of a key in which way
# definition  how many papers define a short form (its key) as which long form (its key), and the folds of both
# node        key -> its unit (fold), how many papers have it, and its canonical key (none: rejected), computed from the
#             three tables before, from learned aliases and from decisions
# result      one number reported in one paper, with the keys that it belongs to
# relation    one relation that one paper states between two keys
# decision    what the user has decided, in the order in which that was said
CLAIMS = """
CREATE TABLE result (
    paper TEXT NOT NULL,
    field TEXT NOT NULL,
    start INTEGER NOT NULL,
    method TEXT,
    dataset TEXT,
    metric TEXT,
    score INTEGER NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (paper, field, start)
) WITHOUT ROWID;
CREATE INDEX result_method ON result (method);
CREATE INDEX result_dataset ON result (dataset);
CREATE INDEX result_metric ON result (metric);

CREATE TABLE relation (
    paper TEXT NOT NULL,
    type TEXT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    score INTEGER NOT NULL,
    evidence TEXT NOT NULL,
    PRIMARY KEY (paper, type, source, target)
) WITHOUT ROWID;
CREATE INDEX relation_source ON relation (source);
CREATE INDEX relation_target ON relation (target);
"""

NODES = """
CREATE TABLE node (
    key TEXT PRIMARY KEY, unit TEXT NOT NULL, papers INTEGER NOT NULL, canonical TEXT
) WITHOUT ROWID;
CREATE INDEX node_unit ON node (unit);
CREATE INDEX node_canonical ON node (canonical);

CREATE TABLE definition (
    short TEXT NOT NULL,
    long TEXT NOT NULL,
    short_fold TEXT NOT NULL,
    long_fold TEXT NOT NULL,
    papers INTEGER NOT NULL,
    PRIMARY KEY (short, long)
) WITHOUT ROWID;
CREATE INDEX definition_short_fold ON definition (short_fold);
CREATE INDEX definition_long ON definition (long);
CREATE INDEX definition_long_fold ON definition (long_fold);
"""

DECISIONS = """
CREATE TABLE decision (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, data TEXT NOT NULL);
ALTER TABLE fact ADD COLUMN rejected INTEGER NOT NULL DEFAULT 0;
ALTER TABLE result ADD COLUMN rejected INTEGER NOT NULL DEFAULT 0;
"""

_LINKED_BEFORE = """
DROP INDEX node_canonical;
ALTER TABLE node RENAME TO old_node;
DROP INDEX definition_long;
ALTER TABLE definition RENAME TO old_definition;
"""
_LINKED_NOW = """
INSERT INTO node
    SELECT key, fold(key), (SELECT count(*) FROM fact WHERE fact.key = old_node.key), canonical FROM old_node;
INSERT INTO definition SELECT short, long, fold(short), fold(long), papers FROM old_definition;
DROP TABLE old_node;
DROP TABLE old_definition;
"""

# What brings a store of an older version to the next one, by the version that it has. `fold` is a function of SQL that
# is there meanwhile. Nodes are linked anew when the store is opened next, since nothing says how they were.
MIGRATIONS = {1: CLAIMS, 2: _LINKED_BEFORE + NODES + _LINKED_NOW + DECISIONS}

TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE record (
    number INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    hash TEXT NOT NULL,
    paper TEXT NOT NULL,
    data TEXT NOT NULL,
    UNIQUE (source, hash)
);
CREATE INDEX record_paper ON record (paper);

CREATE TABLE record_key (key TEXT NOT NULL, record INTEGER NOT NULL, PRIMARY KEY (key, record)) WITHOUT ROWID;
CREATE INDEX record_key_record ON record_key (record);

CREATE TABLE paper (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    abstract TEXT NOT NULL,
    data TEXT NOT NULL,
    extraction TEXT NOT NULL,
    model TEXT NOT NULL
);
CREATE INDEX paper_model ON paper (model);

CREATE TABLE paper_id (id TEXT NOT NULL, paper TEXT NOT NULL, PRIMARY KEY (id, paper)) WITHOUT ROWID;
CREATE INDEX paper_id_paper ON paper_id (paper);

CREATE TABLE fact (
    paper TEXT NOT NULL,
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    score INTEGER NOT NULL,
    mentions TEXT NOT NULL,
    PRIMARY KEY (paper, key)
) WITHOUT ROWID;
CREATE INDEX fact_key ON fact (key);

CREATE TABLE spelling (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    text TEXT NOT NULL,
    papers INTEGER NOT NULL,
    UNIQUE (key, text)
);

CREATE VIRTUAL TABLE paper_text USING fts5 (
    title, abstract, content = 'paper', content_rowid = 'number', tokenize = 'porter unicode61'
);
CREATE TRIGGER paper_added AFTER INSERT ON paper BEGIN
    INSERT INTO paper_text (rowid, title, abstract) VALUES (new.number, new.title, new.abstract);
END;
CREATE TRIGGER paper_removed AFTER DELETE ON paper BEGIN
    INSERT INTO paper_text (paper_text, rowid, title, abstract)
    VALUES ('delete', old.number, old.title, old.abstract);
END;

CREATE VIRTUAL TABLE name_text USING fts5 (text, content = 'spelling', content_rowid = 'number');
CREATE TRIGGER spelling_added AFTER INSERT ON spelling BEGIN
    INSERT INTO name_text (rowid, text) VALUES (new.number, new.text);
END;
CREATE TRIGGER spelling_removed AFTER DELETE ON spelling BEGIN
    INSERT INTO name_text (name_text, rowid, text) VALUES ('delete', old.number, old.text);
END;
"""
