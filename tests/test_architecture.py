"""What holds the project together: folders, directions of imports, tables of contents."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

pytestmark = pytest.mark.pages

ROOT = Path(__file__).resolve().parents[1]
FEATURES = ["process", "conferences", "drafts", "contributions", "moderation", "synthesis", "results", "exports"]
APPS = ["consultations", "regions", *(p.name for p in (ROOT / "platform").iterdir() if (p / "__init__.py").exists())]


def python_files():
    for folder in ("consultations", "regions", "platform"):
        for path in (ROOT / folder).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path


def test_platform_is_a_folder_and_no_package():
    assert not (ROOT / "platform" / "__init__.py").exists()
    done = subprocess.run(
        [sys.executable, "-c", "import platform; print(platform.python_version())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and done.stdout.strip() == ".".join(map(str, sys.version_info[:3]))
    assert not (ROOT / "tests" / "platform").exists()


def test_imports_go_one_way():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("feature", FEATURES)
def test_models_of_every_feature_are_in_the_table_of_contents(feature):
    import consultations.models as contents

    for module in ("models", "pages"):
        path = ROOT / "consultations" / feature / f"{module}.py"
        if not path.exists():
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef):
                name = f"consultations.{feature}.{module}"
                cls = getattr(sys.modules[name], node.name)
                if hasattr(cls, "_meta") and not cls._meta.abstract:
                    assert getattr(contents, node.name, None) is cls, (
                        f"{node.name} is missing in consultations/models.py"
                    )
                    assert cls._meta.app_label == "consultations"


@pytest.mark.parametrize("feature", FEATURES)
def test_features_say_what_they_are_for_in_one_line(feature):
    tree = ast.parse((ROOT / "consultations" / feature / "__init__.py").read_text())
    assert len(tree.body) == 1 and ast.get_docstring(tree)


@pytest.mark.parametrize("feature", FEATURES)
def test_admin_hooks_are_in_the_table_of_contents(feature):
    hooks = (ROOT / "consultations" / "wagtail_hooks.py").read_text()
    if (ROOT / "consultations" / feature / "admin_hooks.py").exists():
        assert f"consultations.{feature}" in hooks and "admin_hooks" in hooks


def test_no_model_save_receivers():
    """Totals and consequences belong to services; a receiver on save would run where nobody looks for it."""
    for path in python_files():
        source = path.read_text()
        assert "post_save" not in source, path
        assert "@receiver(pre_save" not in source, path


def test_tasks_are_listed_in_the_celery_application():
    from konzeptdialog.celery import app

    for path in python_files():
        if path.name == "tasks.py":
            parts = path.relative_to(ROOT).with_suffix("").parts
            assert ".".join(parts[1:] if parts[0] == "platform" else parts) in app.conf.imports


def test_views_and_tasks_do_not_write_past_the_services():
    """A view that saves by itself skips the lock, the log and the mail."""
    for path in python_files():
        if path.parts[-2] in FEATURES and path.name in {"views.py", "tasks.py", "queries.py", "panels.py"}:
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Attribute) and node.attr in {
                    "bulk_create",
                    "update_or_create",
                    "get_or_create",
                }:
                    raise AssertionError(f"{path.relative_to(ROOT)}:{node.lineno} writes by itself")


def test_files_stay_readable():
    for path in python_files():
        lines = len(path.read_text().splitlines())
        assert lines <= 450, f"{path.relative_to(ROOT)} has {lines} lines"


def test_texts_are_marked_by_names_the_catalogue_knows():
    """A function imported under another name would hide its texts from the catalogue: people would read English."""
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                aliases = {name.asname for name in node.names if name.asname and "gettext" in name.name}
                assert aliases <= {"_"}, f"{path.relative_to(ROOT)} imports gettext as {aliases}"


def test_every_local_app_has_its_own_tests_folder():
    for config in apps.get_app_configs():
        if config.name in APPS and config.name != "frontend":
            assert (ROOT / "tests" / config.name).is_dir(), f"tests/{config.name} is missing"


def test_comments_package_stays_a_model(client):
    """Neither its API nor its confirmation views are mounted, and it cannot change visibility behind our back."""
    from django.db.models.signals import pre_save
    from django.urls import get_resolver
    from django_comments_xtd.models import publish_or_unpublish_on_pre_save

    from consultations.models import Contribution

    names = {str(p.pattern) for p in get_resolver().url_patterns}
    assert not any("comment" in name for name in names)
    live = pre_save._live_receivers(Contribution)
    receivers = [r for group in live for r in (group if isinstance(group, list) else [group])]
    assert publish_or_unpublish_on_pre_save not in receivers
