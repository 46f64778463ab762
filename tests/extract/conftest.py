"""The packaged pipeline, loaded once a session."""

import pytest
from spacy.language import Language

from kg.extract import load


@pytest.fixture(scope="session")
def nlp() -> Language:
    return load()
