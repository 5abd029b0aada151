"""`make bench`: pages, posting and the queue at 100, 10,000 and 100,000 contributions, against real web processes.

Prints for each page the time, its ratio to the smallest size and its number of queries, and beside it the bare view of
the same server. Everything is measured in one run, in turns, so that a noisy machine is noisy for all; the numbers that
count are the ratios. Data and server are thrown away afterwards.
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


def measure(server: Server, sizes: list[int], grow, rounds: int) -> list[Row]:
    """Grow the data step by step and time every page in turns at each size."""
    rows: dict[str, Row] = {}
    moderator, person = sign_in(server, "moderation@demo.example"), sign_in(server, "person@demo.example")
    queue = f"/admin/verfahren/{SLUG}/moderation/"
    for size in sizes:
        grow(size)
        asked = {"bare view": ("/bare/", "")}
        for name, path in PAGES.items():
            asked[f"{name}, visitor, kept"] = (path, "")
            asked[f"{name}, visitor, made anew"] = (f"{path}?neu=1", "")
            asked[f"{name}, signed in"] = (path, person)
        for name, query in LISTS.items():
            asked[f"list, {name}"] = (f"{PROCESS}beitraege/?{query}", "")
        for name, query in QUEUES.items():
            asked[f"queue, {name}"] = (queue + query, moderator)
        taken: dict[str, list[float]] = {name: [] for name in asked}
        for path, cookie in asked.values():
            server.get(path, cookie)
        for _round in range(rounds):
            for name, (path, cookie) in asked.items():
                taken[name].append(server.seconds(path, cookie))
        for name, (path, cookie) in asked.items():
            # A query makes the page anew, so that a kept one is not what is counted.
            plain = path if "?" in path else f"{path}?neu=1"
            queries = server.queries(plain, cookie) if path != "/bare/" else 0
            rows.setdefault(name, Row(name)).add(taken[name], queries)
        posts = [posting(server, person, f"{size} {n}") for n in range(rounds)]
        row = rows.setdefault("posting a contribution", Row("posting a contribution"))
        row.add([seconds for seconds, _queries in posts], max(queries for _seconds, queries in posts))
    return list(rows.values())


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


def environment(folder: Path, port: int) -> dict[str, str]:
    env = {**os.environ}
    env.update(
        DJANGO_SETTINGS_MODULE="tests.benchmarks.settings",
        PYTHONPATH=f"{ROOT / 'platform'}{os.pathsep}{ROOT}",
        KONZEPTDIALOG_VAR_DIR=str(folder),
        KONZEPTDIALOG_BASE_URL=f"http://127.0.0.1:{port}",
        KONZEPTDIALOG_LOG_LEVEL="ERROR",
    )
    return env


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="100,10000,100000", help="contributions at which is measured")
    parser.add_argument("--rounds", type=int, default=15, help="requests for each page and size")
    arguments = parser.parse_args()
    sizes = [int(size) for size in arguments.sizes.split(",")]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="konzeptdialog-bench-"))
    env = environment(folder, port)
    os.environ.update(env)
    sys.path.insert(0, str(ROOT / "platform"))
    manage = [sys.executable, str(ROOT / "manage.py")]
    web = None
    try:
        for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
            subprocess.run([*manage, *command], env=env, check=True, cwd=ROOT)
        subprocess.run([*manage, "load_demo"], env=env, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        gunicorn = [sys.executable, "-m", "gunicorn", "konzeptdialog.wsgi", "--bind", f"127.0.0.1:{port}"]
        gunicorn += ["--workers", "2", "--threads", "4", "--log-level", "error"]
        web = subprocess.Popen(gunicorn, env=env, cwd=ROOT)
        server = Server(port)
        _wait(server)
        rows = measure(server, sizes, _grow, arguments.rounds)
        print_table(rows, sizes)
        bare, draft = (requests_per_second(server, path, 5) for path in ("/bare/", PAGES["draft page"]))
        print(f"\nrequests a second: bare view {bare:.0f}, draft page for visitors {draft:.0f} ({draft / bare:.2f})")
    finally:
        if web is not None:
            web.terminate()
            web.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: Server) -> None:
    for _try in range(120):
        try:
            if server.get("/healthz").status == 200:
                return
        except OSError:
            pass
        time.sleep(0.25)
    raise SystemExit("The web process does not answer.")


def _grow(size: int) -> None:
    import django
    from django.db import connection

    django.setup()
    from consultations.drafts.queries import current_version
    from consultations.process.models import Process
    from tests.benchmarks import seed

    process = Process.objects.get(slug=SLUG)
    begin = time.perf_counter()
    seed.contributions(process, current_version(process), size)
    with connection.cursor() as cursor:
        # What PostgreSQL does by itself a minute later.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    connection.close()
    print(f"{size:,} contributions, seeded in {time.perf_counter() - begin:.0f} s", flush=True)


if __name__ == "__main__":
    main()
