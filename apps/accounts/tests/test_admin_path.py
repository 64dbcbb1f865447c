"""The admin moves with ADMIN_PATH; asked of a process of its own, for settings are read once."""

import os
import subprocess
import sys

import pytest

from tests.stack import ROOT

pytestmark = pytest.mark.once

ASK = """
import django; django.setup()
from django.urls import is_valid_path, reverse
print(reverse("admin:index"), "and" if is_valid_path("/admin/") else "not", "/admin/")
"""


def asked(path: str, folder) -> subprocess.CompletedProcess:
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(folder),
        "DATABASE_URL": "sqlite://:memory:",
        "ADMIN_PATH": path,
    }
    return subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, env=env, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("path", "answer"), [("admin/", "/admin/ and /admin/"), ("/back/office/", "/back/office/ not /admin/")]
)
def test_the_admin_is_where_it_is_said_to_be(path, answer, tmp_path):
    assert asked(path, tmp_path).stdout.strip() == answer


@pytest.mark.parametrize("path", ["", "office", "messager/", "live/", "static/x/", "a b/", "../"])
def test_a_path_that_cannot_be_stops_the_start_with_its_name(path, tmp_path):
    done = asked(path, tmp_path)
    assert done.returncode
    assert "ADMIN_PATH" in done.stderr
