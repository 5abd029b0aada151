"""`make bench`: pages, posting and the queue at 100, 10,000 and 100,000 contributions, against real web processes.

Prints for each page the time, its ratio to the smallest size and its number of queries, and beside it the bare view of
the same server. Each size is a site of its own, and all of them are asked in turns: a noisy machine is noisy for all.
The numbers that count are the ratios. Data and servers are thrown away afterwards.
"""

import argparse
import http.client
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.counting import ANSWER, ASK

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "gemeinsam-2026"
SLUG = "zusammen-wachsen"
PROCESS = f"/verfahren/{SLUG}/"
PAGES = {
    "process page": PROCESS,
    "draft page": f"{PROCESS}entwurf/",
    "paragraph page": f"{PROCESS}entwurf/absatz/k4-3/",
}
#: The list of contributions and the queue, narrowed in the ways people do it.
LISTS = {
    "newest": "neu=1",
    "one kind": "art=proposal",
    "one chapter": "kapitel=k4",
    "full text": "suche=Lastenrad",
    "most supported": "sort=unterstuetzt",
}
QUEUES = {"what waits": "", "full text": "?q=Lastenrad", "published": "?state=released"}


@dataclass
class Server:
    """The measured site: where it answers, and whether pages are kept for visitors."""

    port: int

    def get(self, path: str, cookie: str = "", **headers: str) -> http.client.HTTPResponse:
        return self._ask("GET", path, None, cookie, headers)

    def post(self, path: str, fields: dict[str, str], cookie: str = "", **more: str) -> http.client.HTTPResponse:
        body = urllib.parse.urlencode(fields)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{self.port}",
            "Referer": f"http://127.0.0.1:{self.port}/",
            **more,
        }
        return self._ask("POST", path, body, cookie, headers)

    def _ask(self, method: str, path: str, body: str | None, cookie: str, headers: dict) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        if cookie:
            headers = {**headers, "Cookie": cookie}
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        response.body = response.read()
        connection.close()
        return response

    def seconds(self, path: str, cookie: str = "") -> float:
        begin = time.perf_counter()
        response = self.get(path, cookie)
        taken = time.perf_counter() - begin
        assert response.status == 200, (path, response.status)
        return taken

    def queries(self, path: str, cookie: str = "") -> int:
        response = self.get(path, cookie, **{ASK: "1"})
        assert response.status == 200, (path, response.status)
        return int(response.headers[ANSWER])


def sign_in(server: Server, email: str) -> str:
    """Cookies of a signed-in person."""
    page = server.get("/konto/login/")
    jar = _cookies(page)
    token = page.body.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    fields = {"csrfmiddlewaretoken": token, "login": email, "password": PASSWORD}
    answer = server.post("/konto/login/", fields, jar)
    assert answer.status == 302, "sign-in failed"
    return f"{_cookies(answer)}; {jar}"


def _cookies(response: http.client.HTTPResponse) -> str:
    return "; ".join(value.split(";")[0] for name, value in response.getheaders() if name.lower() == "set-cookie")


@dataclass
class Row:
    """Measurements of one page at all sizes: the median, and the fastest, which a busy machine disturbs least."""

    name: str
    seconds: list[float] = field(default_factory=list)
    fastest: list[float] = field(default_factory=list)
    queries: list[int] = field(default_factory=list)

    def add(self, taken: list[float], queries: int) -> None:
        self.seconds.append(statistics.median(taken))
        self.fastest.append(min(taken))
        self.queries.append(queries)


def addresses(person: str, moderator: str) -> dict[str, tuple[str, str]]:
    """Path and cookies of everything that is asked for, by the name of its row."""
    queue = f"/admin/verfahren/{SLUG}/moderation/"
    asked = {"bare view": ("/bare/", "")}
    for name, path in PAGES.items():
        asked[f"{name}, visitor, kept"] = (path, "")
        asked[f"{name}, visitor, made anew"] = (f"{path}?neu=1", "")
        asked[f"{name}, signed in"] = (path, person)
    asked |= {f"list, {name}": (f"{PROCESS}beitraege/?{query}", "") for name, query in LISTS.items()}
    return asked | {f"queue, {name}": (queue + query, moderator) for name, query in QUEUES.items()}


def measure(servers: list[Server], rounds: int) -> list[Row]:
    """Ask every site for every page in turns."""
    people = [[sign_in(server, f"{name}@demo.example") for name in ("person", "moderation")] for server in servers]
    asked = [addresses(*cookies) for cookies in people]
    rows = []
    for name in asked[0]:
        row, taken = Row(name), [[] for _server in servers]
        for turn in range(rounds + 1):
            for server, pages, seconds in zip(servers, asked, taken, strict=True):
                # The first turn warms up and is not counted.
                spent = server.seconds(*pages[name])
                seconds += [spent] if turn else []
        for server, pages, seconds in zip(servers, asked, taken, strict=True):
            path, cookie = pages[name]
            # A query makes the page anew, so that a kept one is not what is counted.
            plain = path if "?" in path else f"{path}?neu=1"
            row.add(seconds, server.queries(plain, cookie) if path != "/bare/" else 0)
        rows.append(row)
    row, taken = Row("posting a contribution"), [[] for _server in servers]
    for turn in range(rounds):
        for server, (person, _moderator), posts in zip(servers, people, taken, strict=True):
            posts.append(posting(server, person, str(turn)))
    for posts in taken:
        row.add([seconds for seconds, _queries in posts], max(queries for _seconds, queries in posts))
    return [*rows, row]


def posting(server: Server, cookie: str, text: str) -> tuple[float, int]:
    """Post one contribution; returns the seconds it took and its queries."""
    path = PAGES["paragraph page"]
    page = server.get(path, cookie)
    token = page.body.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    fields = {"csrfmiddlewaretoken": token, "kind": "proposal", "text": f"Gemessen {text}", "publication": "category"}
    begin = time.perf_counter()
    answer = server.post(path, fields, cookie, **{ASK: "1"})
    taken = time.perf_counter() - begin
    assert answer.status == 302, (answer.status, answer.body[:300])
    return taken, int(answer.headers[ANSWER])


def requests_per_second(server: Server, path: str, seconds: float, clients: int = 4) -> float:
    """How many requests several clients get answered in a second."""
    until = time.perf_counter() + seconds

    def client(_index: int) -> int:
        done = 0
        while time.perf_counter() < until:
            assert server.get(path).status == 200
            done += 1
        return done

    with ThreadPoolExecutor(clients) as pool:
        return sum(pool.map(client, range(clients))) / seconds


def print_table(rows: list[Row], sizes: list[int]) -> None:
    head = [f"{size:,}" for size in sizes]
    print(
        f"\n{'milliseconds (median)':38}"
        + "".join(f"{text:>12}" for text in head)
        + f"{'ratio':>9}{'fastest':>9}  queries"
    )
    for row in rows:
        times = "".join(f"{seconds * 1000:12.1f}" for seconds in row.seconds)
        counts = "/".join(map(str, row.queries)) if any(row.queries) else ""
        ratios = [values[-1] / values[0] for values in (row.seconds, row.fastest)]
        print(f"{row.name:38}{times}{ratios[0]:9.2f}{ratios[1]:9.2f}  {counts}")


@dataclass
class Site:
    """A measured site with so many contributions: its folder, its database on PostgreSQL, its web process."""

    size: int
    folder: Path
    port: int = field(default_factory=lambda: _free_port())
    web: subprocess.Popen | None = None

    @property
    def database(self) -> str:
        """Address of its own database: beside the one that was named, or SQLite in its folder."""
        named = os.environ.get("KONZEPTDIALOG_DATABASE_URL", "")
        return f"{named}_{self.size}" if self.is_served else f"sqlite:///{self.folder / 'konzeptdialog.sqlite3'}"

    @property
    def is_served(self) -> bool:
        """Whether its database is on a server."""
        return os.environ.get("KONZEPTDIALOG_DATABASE_URL", "").startswith("postgres")

    @property
    def environment(self) -> dict[str, str]:
        cache = os.environ.get("KONZEPTDIALOG_CACHE_URL", "")
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
            "PYTHONPATH": f"{ROOT / 'platform'}{os.pathsep}{ROOT}",
            "KONZEPTDIALOG_VAR_DIR": str(self.folder),
            "KONZEPTDIALOG_DATABASE_URL": self.database,
            "KONZEPTDIALOG_CACHE_URL": cache,
            # One Redis for all sites, and none of them sees what another one keeps.
            "BENCH_CACHE_PREFIX": str(self.size),
            "KONZEPTDIALOG_BASE_URL": f"http://127.0.0.1:{self.port}",
            "KONZEPTDIALOG_LOG_LEVEL": "ERROR",
        }

    def start(self) -> Server:
        """Build the site, fill it and start its web process."""
        if self.is_served:
            _drop_or_create(self.database, "CREATE")
        manage = [sys.executable, str(ROOT / "manage.py")]
        run = {"env": self.environment, "check": True, "cwd": ROOT}
        for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
            subprocess.run([*manage, *command], **run)
        subprocess.run([*manage, "load_demo"], stdout=subprocess.DEVNULL, **run)
        subprocess.run([sys.executable, "-m", "tests.benchmarks.fill", SLUG, str(self.size)], **run)
        gunicorn = [sys.executable, "-m", "gunicorn", "konzeptdialog.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        gunicorn += ["--workers", "2", "--threads", "4", "--log-level", "error"]
        self.web = subprocess.Popen(gunicorn, env=self.environment, cwd=ROOT)
        server = Server(self.port)
        _wait(server)
        return server

    def stop(self) -> None:
        if self.web is not None:
            self.web.terminate()
            self.web.wait(20)
        if self.is_served:
            _drop_or_create(self.database, "DROP")
        shutil.rmtree(self.folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _drop_or_create(address: str, verb: str) -> None:
    """Create or drop the database of a site; the database that was named is where this is said, and stays empty."""
    import psycopg

    name = urllib.parse.urlparse(address).path.lstrip("/")
    with psycopg.connect(os.environ["KONZEPTDIALOG_DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        if verb == "CREATE":
            connection.execute(f'CREATE DATABASE "{name}"')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="100,10000,100000", help="contributions at which is measured")
    parser.add_argument("--rounds", type=int, default=15, help="requests for each page and size")
    arguments = parser.parse_args()
    sizes = [int(size) for size in arguments.sizes.split(",")]
    sites = [Site(size, Path(tempfile.mkdtemp(prefix="konzeptdialog-bench-"))) for size in sizes]
    try:
        servers = [site.start() for site in sites]
        print_table(measure(servers, arguments.rounds), sizes)
        bare, draft = (requests_per_second(servers[-1], path, 5) for path in ("/bare/", PAGES["draft page"]))
        print(f"\nrequests a second: bare view {bare:.0f}, draft page for visitors {draft:.0f} ({draft / bare:.2f})")
    finally:
        for site in sites:
            site.stop()


def _wait(server: Server) -> None:
    for _try in range(120):
        try:
            if server.get("/healthz").status == 200:
                return
        except OSError:
            pass
        time.sleep(0.25)
    raise SystemExit("The web process does not answer.")


if __name__ == "__main__":
    main()
