"""The alert rules fire when they should; rules and dashboard ask for figures that exist."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

FOLDER = Path(settings.BASE_DIR) / "compose" / "monitoring"
SOURCES = (Path(settings.BASE_DIR) / "apps" / "operations" / "metrics").glob("*.py")
NAME = re.compile(r"\bmessager_[a-z_]+")
SUFFIX = re.compile(r"_(bucket|total|count|sum)$")


@pytest.mark.parametrize(
    "asked",
    [
        ["check", "config", "--syntax-only", "prometheus.yml"],
        ["check", "rules", "alerts.yml"],
        ["test", "rules", "alerts_test.yml"],
    ],
    ids=" ".join,
)
def test_promtool_agrees(asked):
    done = subprocess.run(["promtool", *asked], cwd=FOLDER, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def told():
    """Names of the figures in the code, as it composes them."""
    texts = "\n".join(source.read_text() for source in SOURCES)
    return set(NAME.findall(texts)) | {
        f"messager_{name}" for name in re.findall(r'_(?:gauge|by)\(\s*"([a-z_]+)"', texts)
    }


def dashboard():
    return json.loads((FOLDER / "grafana" / "dashboards" / "messager.json").read_text())


def test_alerts_and_dashboard_ask_for_figures_that_exist():
    targets = [target for panel in dashboard()["panels"] for target in panel["targets"]]
    asked = (FOLDER / "alerts.yml").read_text() + "\n".join(target["expr"] for target in targets)
    wanted = {SUFFIX.sub("", name) for name in NAME.findall(asked)}
    assert wanted
    assert wanted <= told()


def test_every_alert_is_tested():
    alerts = set(re.findall(r"alert: (\w+)", (FOLDER / "alerts.yml").read_text()))
    tests = (FOLDER / "alerts_test.yml").read_text()
    assert {name for name in alerts if f"alertname: {name}" in tests} == alerts
    assert set(re.findall(r'alertname="(\w+)"', tests)) == alerts
