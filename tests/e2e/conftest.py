"""A real site for browser tests: own database and folders, web process and worker as `make demo` starts them."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default as default_policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import migrated

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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

    def manage(self, *arguments: str) -> str:
        """Run a management command on the site's data."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def mails_to(self, address: str) -> list:
        """Mails delivered to an address so far, oldest first."""
        found = []
        for path in sorted((self.var / "mails").glob("*.log"), key=lambda p: p.stat().st_mtime):
            for raw in path.read_bytes().split(b"\n" + b"-" * 79):
                if not raw.strip(b"\n- "):
                    continue
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _worker() -> int:
    """Which of several processes that run these tests side by side this is."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def _database_url(var: Path) -> str:
    """A migrated database of its own, on the server the tests were pointed at, else SQLite."""
    on_server = os.environ.get("KONZEPTDIALOG_DATABASE_URL", "").startswith("postgres")
    return migrated.copy_to(f"konzeptdialog_e2e{_worker() or ''}" if on_server else var / "site.sqlite3")


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


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The demonstration, served by gunicorn with a Celery worker beside it."""
    var = tmp_path_factory.mktemp("site")
    port = _free_port()
    base_url = f"http://127.0.0.1:{port}"
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "konzeptdialog.settings.dev",
        "PYTHONPATH": f"{ROOT / 'platform'}{os.pathsep}{ROOT}",
        "KONZEPTDIALOG_VAR_DIR": str(var),
        "KONZEPTDIALOG_BASE_URL": base_url,
        "KONZEPTDIALOG_DATABASE_URL": _database_url(var),
    }
    if cache := env.get("KONZEPTDIALOG_CACHE_URL"):
        # Other tests empty their cache while the site is running; each site has one of its own.
        env["KONZEPTDIALOG_CACHE_URL"] = f"{cache.rpartition('/')[0]}/{10 - _worker()}"
    broker = env.get("KONZEPTDIALOG_BROKER_URL", "")
    if broker.startswith("redis") and _worker():
        # Two workers on one queue would take each other's tasks.
        server, _slash, number = broker.rpartition("/")
        env["KONZEPTDIALOG_BROKER_URL"] = f"{server}/{int(number) - 2 * _worker()}"
    running = Site(base_url, var, env)
    running.manage("collectstatic", "--noinput", "--verbosity", "0")
    running.manage("load_demo")
    folder = Path(sys.executable).parent
    web = ["konzeptdialog.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4"]
    worker = [
        "--app",
        "konzeptdialog",
        "worker",
        "--beat",
        "--concurrency",
        "1",
        "--without-gossip",
        "--without-mingle",
    ]
    log = var / "processes.log"
    with log.open("wb") as output:
        processes = [
            subprocess.Popen([folder / program, *arguments], cwd=ROOT, env=env, stdout=output, stderr=output)
            for program, arguments in (("gunicorn", web), ("celery", worker))
        ]
        try:
            _wait_until_up(base_url, processes, log)
            yield running
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()


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
