"""All errors that the package raises on purpose.

    KgError                  anything below; the command line prints it as one line and exits with `exit_status`
    ├── UsageError           a call or an option that cannot be taken (exit 2)
    ├── SourceError          nothing readable in what was named (exit 1)
    ├── StoreError           the graph's file cannot be used (exit 1)
    │   ├── NotAStoreError       it is something else, or damaged
    │   ├── NewerStoreError      a later version of the package wrote it
    │   ├── OlderStoreError      an earlier version wrote it, and it is to be read only
    │   ├── OtherModelError      another model extracted what is in it
    │   └── StoreBusyError       another process is writing to it
    ├── DecisionError        a decision that contradicts another, or says what holds already (exit 1)
    ├── NotFoundError        no such paper, entity, query (exit 1)
    ├── QueryError           a Cypher query that cannot be run (exit 1)
    │   └── QueryTimeoutError    it took longer than its limit
    ├── Neo4jError           the server cannot be reached or used (exit 1)
    └── MissingExtraError    a part that needs an optional dependency (exit 1)

Every message says what came, what is allowed, and what to do.
"""

from __future__ import annotations


class KgError(Exception):
    """Base of all errors of this package; its text is meant to be read by a user."""

    exit_status = 1


class UsageError(KgError):
    """A call or an option that cannot be taken."""

    exit_status = 2


class SourceError(KgError):
    """Nothing readable in what was named as a source."""


class StoreError(KgError):
    """The graph's file cannot be used: missing, unwritable, or the disk is full."""


class NotAStoreError(StoreError):
    """The file is not a graph of this package, or it is damaged."""


class NewerStoreError(StoreError):
    """The file was written by a later version of this package."""


class OlderStoreError(StoreError):
    """The file was written by an earlier version of this package and must be brought up to date first."""


class OtherModelError(StoreError):
    """What is in the store was extracted by another model."""


class StoreBusyError(StoreError):
    """Another process is writing to the store."""


class DecisionError(KgError):
    """A decision that contradicts another one, or that says what holds already."""


class NotFoundError(KgError):
    """Nothing of that name or id is known."""


class QueryError(KgError):
    """A Cypher query that cannot be run."""


class QueryTimeoutError(QueryError):
    """A query that took longer than its limit."""


class Neo4jError(KgError):
    """The Neo4j server cannot be reached or used."""


class MissingExtraError(KgError, ImportError):
    """A part that needs an optional dependency which is not installed."""
