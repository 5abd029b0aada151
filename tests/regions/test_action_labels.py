"""Everything regions write into the log has a name in words there."""

import re
from pathlib import Path

import pytest

import regions
from audit.labels import label_of

ACTION = re.compile(r'"((?:demand|networks|offices|regions)\.[a-z_]+)"')
FOLDER = Path(regions.__file__).parent


def actions() -> set[str]:
    """Actions that are recorded: the second argument of `record`, or of a helper that passes it on."""
    found = set()
    for file in FOLDER.rglob("*.py"):
        if file.name not in ("admin_hooks.py", "tasks.py", "rules.py", "urls.py"):
            text = re.sub(r"^(from|import) .*|^_?[A-Z_]+ = .*|.*template.*", "", file.read_text(), flags=re.MULTILINE)
            found |= set(ACTION.findall(text))
    return found


def test_the_search_finds_the_actions():
    assert {"demand.publish", "offices.create", "networks.create", "regions.import_municipalities"} <= actions()


@pytest.mark.parametrize("action", sorted(actions()))
def test_every_action_has_a_label(action):
    import regions.wagtail_hooks  # noqa: F401

    assert label_of(action) != action
