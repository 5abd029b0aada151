"""What is handed on: locked dependencies, no address of a registry, and a wheel that works without the checkout."""

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.pages

ROOT = Path(__file__).resolve().parents[2]
LOCKS = [ROOT / "requirements" / "base.txt", ROOT / "requirements" / "dev.txt"]
#: Put together here, so that this file does not name them either.
REGISTRY_HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("docker", "io"),
        ("ghcr", "io"),
        ("quay", "io"),
        ("gcr", "io"),
        ("proxy", "golang", "org"),
        ("crates", "io"),
        ("rubygems", "org"),
    )
]


def _requirements(lock: Path) -> list[str]:
    """The requirements of a lock file, each with its hashes in one line."""
    text = re.sub(r"\\\n\s*", " ", lock.read_text(encoding="utf-8"))
    return [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_requirement_has_a_version_and_a_hash(lock):
    requirements = _requirements(lock)
    assert len(requirements) > 30
    for requirement in requirements:
        assert re.match(r"[a-z0-9._-]+(\[[a-z0-9,-]+\])?==\S+ ", requirement), requirement
        assert "--hash=sha256:" in requirement, requirement


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_hold_no_index_address(lock):
    text = lock.read_text(encoding="utf-8")
    for trace in ("--index-url", "--extra-index-url", "--find-links", "--trusted-host", "://"):
        assert trace not in text


def test_the_front_end_lock_holds_hashes_and_no_address():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert package["integrity"].startswith("sha512-"), name


def _text_files() -> list[Path]:
    """Files of the repository, tracked or about to be; the files of a source archive where there is no repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        left_out = {".git", ".venv", "node_modules", "var"}
        paths = [path for path in ROOT.rglob("*") if not left_out & set(path.relative_to(ROOT).parts)]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()[:8000]]


def test_no_file_names_a_registry_host():
    files = _text_files()
    assert ROOT / "Makefile" in files and ROOT / "compose.yaml" in files
    found = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in files
        for host in REGISTRY_HOSTS
        if host in path.read_text(encoding="utf-8", errors="replace").lower()
    ]
    assert not found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """A wheel built from the checkout as it is."""
    target = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return next(target.glob("*.whl"))


def test_the_wheel_holds_what_running_needs(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {f"konzeptdialog/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "templates").rglob("*.html")}
    expected |= {
        path.relative_to(ROOT / "platform").as_posix()
        for path in (ROOT / "platform" / "frontend" / "static").rglob("*.*")
    }
    for folder, pattern in (("regions/data", "*.csv"), ("consultations/demo", "*.yaml")):
        expected |= {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).glob(pattern)}
    for app in ("consultations", "regions", "platform/accounts", "platform/audit", "platform/notifications"):
        expected.add(f"{app.removeprefix('platform/')}/migrations/0001_initial.py")
    expected.add("konzeptdialog/locale/de/LC_MESSAGES/django.po")
    assert "regions/data/districts.csv" in expected and "konzeptdialog/templates/base.html" in expected
    assert not expected - names


def test_the_wheel_holds_nothing_else(wheel):
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    # No `platform`: it would shadow the standard library's module. No `tests`, no second `templates`.
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "accounts",
        "audit",
        "consultations",
        "frontend",
        "konzeptdialog",
        "notifications",
        "regions",
        "webpages",
    }


_CHECK = """
import sys
import django
django.setup()
import konzeptdialog
from django.conf import settings
from django.core.management import call_command
from django.template.loader import get_template
print(konzeptdialog.__file__)
print(get_template("base.html").origin.name)
print(settings.LOCALE_PATHS[0])
call_command("check")
"""


def test_settings_find_templates_and_texts_in_an_installed_wheel(wheel, tmp_path):
    """Unpacked is what installing a wheel of pure Python does; dependencies come from this environment."""
    installed, elsewhere = tmp_path / "site-packages", tmp_path / "elsewhere"
    elsewhere.mkdir()
    zipfile.ZipFile(wheel).extractall(installed)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KONZEPTDIALOG_")}
    done = subprocess.run(
        [sys.executable, "-c", _CHECK],
        cwd=elsewhere,
        env={**inherited, "PYTHONPATH": str(installed), "DJANGO_SETTINGS_MODULE": "konzeptdialog.settings.dev"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    code, template, locale = done.stdout.splitlines()[:3]
    assert Path(code).is_relative_to(installed)
    assert Path(template) == installed / "konzeptdialog" / "templates" / "base.html"
    assert Path(locale) == installed / "konzeptdialog" / "locale"
    # Without a checkout the data lie in the folder it was started in.
    assert (elsewhere / "var").is_dir()


def test_publiccode_describes_this_release():
    """The limits of the standard, and no version left behind by a release."""
    described = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    assert described["softwareVersion"] == project["version"] == package["version"]
    assert described["legal"]["license"] == project["license"] == package["license"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{project['version']}] - {described['releaseDate']}" in changelog
    assert set(described["description"]) == set(described["localisation"]["availableLanguages"]) == {"de", "en"}
    for text in described["description"].values():
        assert len(text["genericName"]) <= 35
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert all(len(feature) <= 100 for feature in text["features"])


def test_links_between_documents_lead_somewhere():
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    assert ROOT / "README.md" in documents
    for document in documents:
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
