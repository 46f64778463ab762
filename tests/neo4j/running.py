"""Neo4j's programs, run from their jars: a server with a password and a certificate, and `neo4j-admin`."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import neo4j
import trustme

from kg.graph.server import Login
from tests.neo4j.asking import ask

JARS = Path(__file__).parent.parent.parent / ".cache" / "neo4j" / "lib"
START_SECONDS = 300
OPENS = ("java.nio", "java.io", "sun.nio.ch", "java.lang", "java.util.concurrent")
FOLDERS = ("conf", "data", "logs", "plugins", "import", "run")

CONF = """\
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.bolt.tls_level=OPTIONAL
dbms.ssl.policy.bolt.enabled=true
dbms.ssl.policy.bolt.base_directory=certificates
dbms.ssl.policy.bolt.private_key=private.key
dbms.ssl.policy.bolt.public_certificate=public.crt
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
    """A running server: how to log in, and of one that is run here its home folder."""

    login: Login
    home: Path | None = None

    @property
    def import_folder(self) -> Path | None:
        """The folder that `LOAD CSV` may read, of a server that is run here."""
        return None if self.home is None else self.home / "import"

    @property
    def authority(self) -> Path | None:
        """The certificate of who signed the server's, of a server that is run here."""
        return None if self.home is None else self.home / "authority.pem"


def missing() -> str:
    """Return why no server can be run here; nothing if one can."""
    if shutil.which("java") is None:
        return "there is no java; the server needs Java 17, or name one by KG_TEST_NEO4J_URI"
    if not any(JARS.glob("neo4j-server-*.jar")):
        return f"Neo4j's jars are not in {JARS}; `make setup` fetches them"
    return ""


def make_home(home: Path) -> int:
    """Make a home folder with its settings, and return the port that they name."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    for folder in (*FOLDERS, "certificates"):
        (home / folder).mkdir()
    (home / "conf" / "neo4j.conf").write_text(CONF.format(port=port), encoding="utf-8")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(home / "authority.pem")
    certificate = authority.issue_cert("127.0.0.1", "localhost")
    certificate.private_key_pem.write_to_path(home / "certificates" / "private.key")
    for number, part in enumerate(certificate.cert_chain_pems):
        part.write_to_path(home / "certificates" / "public.crt", append=number > 0)
    return port


def admin(home: Path) -> Path:
    """Return the folder of a program `neo4j-admin` that works on a home folder."""
    program = home / "bin" / "neo4j-admin"
    if not program.exists():
        program.parent.mkdir()
        program.write_text(
            "#!/bin/sh\n"
            f"export NEO4J_HOME='{home}' NEO4J_CONF='{home / 'conf'}'\n"
            f"exec java -Xmx1g -cp '{JARS}/*' org.neo4j.cli.AdminTool \"$@\"\n",
            encoding="utf-8",
        )
        program.chmod(0o755)
    return program.parent


def run_admin(home: Path, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run `neo4j-admin` on a home folder, in some folder; raises CalledProcessError if it fails."""
    program = str(admin(home) / "neo4j-admin")
    return subprocess.run([program, *arguments], cwd=folder, check=True, capture_output=True, encoding="utf-8")


@contextmanager
def running(home: Path, port: int) -> Iterator[Server]:
    """Yield a server that runs on a home folder, and stop it in the end."""
    login = Login(uri=f"bolt://127.0.0.1:{port}", user="neo4j", password=secrets.token_hex(16))
    run_admin(home, "dbms", "set-initial-password", login.password)
    opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENS]
    entry = ["org.neo4j.server.CommunityEntryPoint", f"--home-dir={home}", f"--config-dir={home / 'conf'}"]
    log = home / "logs" / "console.log"
    surroundings: Mapping[str, str] = {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    with log.open("wb") as console:
        process = subprocess.Popen(
            [shutil.which("java") or "java", "-Xms512m", "-Xmx1g", *opens, "-cp", f"{JARS}/*", *entry],
            env=surroundings,
            stdout=console,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(login, process, log)
        yield Server(login, home)
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
        except (neo4j.exceptions.ServiceUnavailable, neo4j.exceptions.DatabaseUnavailable) as error:
            if process.poll() is not None or time.monotonic() > end:
                said = log.read_text(encoding="utf-8")[-3000:]
                raise RuntimeError(f"the Neo4j server did not start: {said}") from error
            time.sleep(0.5)
        else:
            return
