"""A real site for browser tests: own database and folders, web process and worker as `make demo` starts them."""

import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default as default_policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import migrated
from tests.e2e.console import Console

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: A management command, run by the console.
COMMAND = "from django.core.management import call_command; call_command({})"
#: Headless, and silent: a browser that calls home would wait for a network the test machine may not have.
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Site:
    """The running site, and what tests need to know about it."""

    base_url: str
    var: Path
    env: dict[str, str]
    console: Console

    def run(self, program: str) -> str:
        """Run a program on the site's data, as `manage.py shell -c` would; returns what it printed."""
        return self.console.run(program)

    def mails_to(self, address: str) -> list:
        """Mails delivered to an address so far, oldest first."""
        found = []
        for path in sorted((self.var / "mails").glob("*.log"), key=lambda p: p.stat().st_mtime):
            # What stands behind the last line between two mails is being written.
            for raw in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n")[:-1]:
                mail = message_from_bytes(raw.lstrip(b"\n"), policy=default_policy)
                if address in str(mail["To"]):
                    found.append(mail)
        return found

    def wait_for_mail(self, address: str, containing: str, seconds: float = 30) -> str:
        """Text of the newest mail to an address that contains something; fails when none arrives in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for mail in reversed(self.mails_to(address)):
                text = mail.get_body(("plain",)).get_content()
                if containing in text or containing in str(mail["Subject"]):
                    return text
            time.sleep(0.3)
        raise AssertionError(f"No mail to {address} containing {containing!r} within {seconds} s.")


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Of several workers one is inside, the others wait for it."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _worker() -> int:
    """Which of several processes that run these tests side by side this is."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def _on_server() -> bool:
    """Whether the tests were pointed at a database server; else SQLite."""
    return os.environ.get("KONZEPTDIALOG_DATABASE_URL", "").startswith("postgres")


def _environment(var: Path, shared: Path, base_url: str) -> dict[str, str]:
    """What the processes of a site are told."""
    database = f"konzeptdialog_e2e{_worker() or ''}" if _on_server() else var / "site.sqlite3"
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "konzeptdialog.settings.dev",
        "PYTHONPATH": f"{ROOT / 'platform'}{os.pathsep}{ROOT}",
        "KONZEPTDIALOG_VAR_DIR": str(var),
        "KONZEPTDIALOG_STATIC_DIR": str(shared / "static"),
        "KONZEPTDIALOG_BASE_URL": base_url,
        "KONZEPTDIALOG_DATABASE_URL": migrated.copy_to(database),
    }
    if cache := env.get("KONZEPTDIALOG_CACHE_URL"):
        # Other tests empty their cache while the site is running; each site has one of its own.
        env["KONZEPTDIALOG_CACHE_URL"] = f"{cache.rpartition('/')[0]}/{10 - _worker()}"
    broker = env.get("KONZEPTDIALOG_BROKER_URL", "")
    if broker.startswith("redis") and _worker():
        # Two workers on one queue would take each other's tasks.
        server, _slash, number = broker.rpartition("/")
        env["KONZEPTDIALOG_BROKER_URL"] = f"{server}/{int(number) - 2 * _worker()}"
    return env


def _wait_until_up(base_url: str, processes: list[subprocess.Popen], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert all(process.poll() is None for process in processes), log.read_text()
        try:
            with urllib.request.urlopen(f"{base_url}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.3)
    raise AssertionError("The site did not come up:\n" + log.read_text())


def _collect_static(running: Site, shared: Path) -> None:
    """The same files for all sites of a run: the first one collects them."""
    with _alone(shared / "static.lock"):
        done = shared / "static.done"
        if not done.exists():
            running.run(COMMAND.format("'collectstatic', interactive=False, verbosity=0"))
            done.touch()


def _load_demo(running: Site, shared: Path) -> None:
    """The demonstration as `make demo` loads it. Of several sites on SQLite one loads it, the others copy its files."""
    if _on_server():
        running.run(COMMAND.format("'load_demo', learn=False"))
        return
    loaded = shared / "demo"
    with _alone(shared / "demo.lock"):
        if not loaded.exists():
            running.run(COMMAND.format("'load_demo', learn=False"))
            unfinished = shared / "unfinished"
            shutil.copytree(running.var, unfinished, ignore=shutil.ignore_patterns("processes.log"))
            unfinished.rename(loaded)
            return
    shutil.copytree(loaded, running.var, dirs_exist_ok=True)
    # The address of the first site is in its database.
    running.run(COMMAND.format("'set_up_site'"))


@contextmanager
def _processes(running: Site, log: Path) -> Iterator[None]:
    """Web process and worker, until the tests are over."""
    folder = Path(sys.executable).parent
    address = running.base_url.removeprefix("http://")
    serving = ["gunicorn", "konzeptdialog.wsgi", "--bind", address, "--workers", "1", "--threads", "4"]
    working = ["celery", "--app", "konzeptdialog", "worker", "--beat", "--concurrency", "1", "--without-gossip"]
    with log.open("ab") as output:
        processes = web, worker = [
            subprocess.Popen([folder / name, *arguments], cwd=ROOT, env=running.env, stdout=output, stderr=output)
            for name, *arguments in (serving, [*working, "--without-mingle"])
        ]
        try:
            _wait_until_up(running.base_url, processes, log)
            yield
        finally:
            web.terminate()
            # At once: what it is working on is of no use to anybody.
            worker.send_signal(signal.SIGQUIT)
            for process in processes:
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    """The demonstration, served by gunicorn with a Celery worker beside it."""
    var = tmp_path_factory.mktemp("site")
    base = tmp_path_factory.getbasetemp()
    # Several workers of one run have neighbouring folders.
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared"
    shared.mkdir(exist_ok=True)
    base_url = f"http://127.0.0.1:{_free_port()}"
    env = _environment(var, shared, base_url)
    # One key for all sites of a run: what the demonstration has signed is copied.
    with _alone(shared / "key.lock"):
        key = shared / "secret_key"
        if not key.exists():
            key.write_text(secrets.token_urlsafe(50))
        shutil.copyfile(key, var / "secret_key")
    log = var / "processes.log"
    with log.open("ab") as output:
        running = Site(base_url, var, env, Console(ROOT, env, output))
    try:
        # While one site loads the demonstration, the other one collects the static files.
        steps = [_load_demo, _collect_static]
        for step in reversed(steps) if _worker() else steps:
            step(running, shared)
        with _processes(running, log):
            yield running
    finally:
        running.console.close()


@pytest.fixture(scope="session")
def browser():
    """Chromium from the PATH, else Playwright's own; `scripts/ensure-browser` has seen to one of them."""
    program = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=BROWSER_FLAGS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, site: Site):
    """Open a fresh browser window for one person; every request to another host fails the test."""
    contexts, strangers = [], []

    def open_window(*, width: int = 1280, height: int = 900, **options) -> Page:
        context = browser.new_context(
            base_url=site.base_url, locale="de-DE", viewport={"width": width, "height": height}, **options
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: r.url.startswith((site.base_url, "data:", "blob:")) or strangers.append(r.url))
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not strangers, f"requests to other hosts: {strangers}"


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The accessibility checker, from the front-end packages."""
    return AXE.read_text(encoding="utf-8")


#: Cookies of people who signed in before, by address.
_signed_in: dict[str, list] = {}


def sign_in(page: Page, email: str, password: str, *, by_form: bool = False) -> None:
    """Sign in through the form, as a person would; from the second time on, go on with the session of the first.

    `by_form` always uses the form: where signing in is tested, or two windows of a person are to be two sessions.
    """
    if email in _signed_in and not by_form:
        page.context.add_cookies(_signed_in[email])
        if page.context.request.get("/konto/uebersicht/", max_redirects=0).ok:
            return
        # A test before this one has ended it.
        page.context.clear_cookies()
    page.goto("/konto/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.click("main form button[type=submit]")
    page.wait_for_url(lambda url: "/konto/login/" not in url)
    if by_form:
        return
    # Without messages nobody has read yet.
    _signed_in[email] = [row for row in page.context.cookies() if row["name"] in ("sessionid", "csrftoken")]
