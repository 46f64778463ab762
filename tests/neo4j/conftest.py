"""A real Neo4j server for the tests: the one that is named, or one started here from its jars."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import neo4j
import pytest

from kg.graph.server import Login
from tests.neo4j.asking import ask

CHECKOUT = Path(__file__).parent.parent.parent
JARS = CHECKOUT / ".cache" / "neo4j" / "lib"
START_SECONDS = 120
OPENS = ("java.nio", "java.io", "sun.nio.ch", "java.lang", "java.util.concurrent")

CONF = """\
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
server.memory.heap.initial_size=512m
server.memory.heap.max_size=1g
server.memory.pagecache.size=256m
server.directories.import=import
dbms.usage_report.enabled=false
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: how to log in, and a folder that its `LOAD CSV` may read (None if it is not ours)."""

    login: Login
    import_folder: Path | None


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server with an empty database."""
    uri = os.environ.get("KG_TEST_NEO4J_URI")
    if uri:
        login = Login(
            uri=uri,
            user=os.environ.get("KG_TEST_NEO4J_USER", "neo4j"),
            password=os.environ["KG_TEST_NEO4J_PASSWORD"],
            database=os.environ.get("KG_TEST_NEO4J_DATABASE", "neo4j"),
        )
        if ask(login, "MATCH (n) RETURN count(n) AS nodes")[0]["nodes"]:
            pytest.fail(f"the database at {uri} (KG_TEST_NEO4J_URI) is not empty; the tests need an empty one")
        yield Server(login, None)
        return
    java = shutil.which("java")
    if java is None:
        pytest.skip("there is no java; the server needs Java 17, or name one by KG_TEST_NEO4J_URI")
    if not any(JARS.glob("neo4j-server-*.jar")):
        pytest.skip(f"Neo4j's jars are not in {JARS}; `make setup` fetches them")
    with tempfile.TemporaryDirectory(prefix="kg-neo4j-", ignore_cleanup_errors=True) as home:
        yield from _started(java, Path(home))


@pytest.fixture
def login(server: Server) -> Iterator[Login]:
    """The server's login, with nothing in its database before the test and after it."""
    _clear(server.login)
    yield server.login
    _clear(server.login)


def _clear(login: Login) -> None:
    # The schema stays: each change of it makes the server plan every statement anew.
    ask(login, "MATCH (n) DETACH DELETE n")


def _started(java: str, home: Path) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for folder in ("conf", "data", "logs", "plugins", "import", "run"):
        (home / folder).mkdir()
    (home / "conf" / "neo4j.conf").write_text(CONF.format(port=port), encoding="utf-8")
    password = secrets.token_hex(16)
    classpath = f"{JARS}/*"
    surroundings = {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    subprocess.run(
        [java, "-cp", classpath, "org.neo4j.cli.AdminTool", "dbms", "set-initial-password", password],
        env=surroundings,
        check=True,
        capture_output=True,
    )
    opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENS]
    entry = ["org.neo4j.server.CommunityEntryPoint", f"--home-dir={home}", f"--config-dir={home / 'conf'}"]
    log = home / "logs" / "console.log"
    with log.open("wb") as console:
        process = subprocess.Popen(
            [java, "-Xms512m", "-Xmx1g", *opens, "-cp", classpath, *entry],
            env=surroundings,
            stdout=console,
            stderr=subprocess.STDOUT,
        )
    try:
        login = Login(uri=f"bolt://127.0.0.1:{port}", user="neo4j", password=password)
        _wait(login, process, log)
        yield Server(login, home / "import")
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(login: Login, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            ask(login, "RETURN 1")
        except (neo4j.exceptions.ServiceUnavailable, neo4j.exceptions.DatabaseUnavailable):
            if process.poll() is not None or time.monotonic() > end:
                pytest.fail(f"the Neo4j server did not start: {log.read_text(encoding='utf-8')[-3000:]}")
            time.sleep(0.5)
        else:
            return
