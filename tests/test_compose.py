"""The compose stack's files say what they promise."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import PIL
import pytest
import yaml
from django.conf import settings
from django.utils.translation import to_locale

from compose.slim import LANGUAGES, slim

pytestmark = pytest.mark.once

ROOT = settings.BASE_DIR
COMPOSE = ROOT / "compose"
UNITS = ROOT / "docs" / "systemd"
FILES = [COMPOSE / "stack.yaml", COMPOSE / "monitoring.yaml"]
STACK, MONITORING = (yaml.safe_load(file.read_text()) for file in FILES)
SERVICES = STACK["services"] | MONITORING["services"]
VOLUMES = STACK["volumes"] | MONITORING["volumes"]
ONCE = {"secrets", "migrate"}
KEEPERS = {"secrets", "migrate", "db", "redis", "cache"}  # what migrate itself needs
LASTING = set(SERVICES) - ONCE
VARIABLE = re.compile(r"\$\{(\w+):-")


def test_the_root_file_only_includes():
    root = yaml.safe_load((ROOT / "compose.yaml").read_text())
    assert set(root) == {"name", "include"}
    assert [ROOT / path for one in root["include"] for path in one["path"]] == FILES


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_is_guarded(name):
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"].split(":")[0] not in ("0", "root")
    assert service["mem_limit"]
    assert service["logging"]["options"]["max-size"]
    assert not service.get("privileged")
    assert "/var/run/docker.sock" not in str(service.get("volumes"))


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_only_the_proxy_has_ports_and_one_capability(name):
    assert ("ports" in SERVICES[name]) == (name == "proxy")
    assert SERVICES[name].get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])


@pytest.mark.parametrize("name", sorted(LASTING))
def test_what_lasts_is_restarted_and_asked_how_it_is(name):
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", sorted(LASTING - KEEPERS))
def test_all_others_wait_for_the_migration(name):
    assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("name", sorted(KEEPERS - {"secrets", "migrate"}))
def test_what_migrate_needs_waits_for_the_secrets_and_is_waited_for(name):
    assert SERVICES[name]["depends_on"]["secrets"] == {"condition": "service_completed_successfully"}
    assert SERVICES["migrate"]["depends_on"][name] == {"condition": "service_healthy"}


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"secrets"}))
def test_a_service_sees_no_secret_that_it_does_not_need(name):
    ours = {"key", "database-password", "redis-password", "cache-password"}
    needs = {
        "proxy": set(),
        "mail": set(),
        "db": {"database-password"},
        "redis": {"redis-password"},
        "cache": {"cache-password"},
        "prometheus": {"metrics-token"},
        "grafana": {"grafana-password"},
        **dict.fromkeys(("web", "live", "worker"), ours | {"metrics-token"}),
    }
    assert mounted_by(name) & mounted_by("secrets") == needs.get(name, ours)


def mounted_by(name):
    mounts = [mount for mount in SERVICES[name].get("volumes", []) if isinstance(mount, str)]
    return {mount.split(":")[0] for mount in mounts} & set(VOLUMES)


@pytest.mark.parametrize("kind", ["exports", "media"])
def test_who_makes_files_and_who_serves_them_share_a_folder_that_the_image_has(kind):
    mount = f"{kind}:/var/lib/messager/{kind}"
    assert {name for name in SERVICES if mount in SERVICES[name].get("volumes", [])} == {
        "migrate",
        "web",
        "worker",
    }
    assert mount.split(":")[1] in (COMPOSE / "Dockerfile").read_text()


def test_an_environment_that_was_made_slim_still_does_its_work(tmp_path):
    """Pillow's: of all packages it loses the most."""
    packages = Path(PIL.__file__).parent.parent
    for name in ("PIL", "pillow.libs"):
        shutil.copytree(packages / name, tmp_path / name)
    before = sum(file.stat().st_size for file in tmp_path.rglob("*.so*"))
    slim(tmp_path)
    assert sum(file.stat().st_size for file in tmp_path.rglob("*.so*")) < before - 5_000_000
    encode = """
import io, sys
from PIL import Image
print(Image.__file__)
for kind in ("JPEG", "PNG", "WEBP", "GIF"):
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(file, kind)
    Image.open(file).resize((99, 99)).convert("RGBA").save(io.BytesIO(), "WEBP")
"""
    done = subprocess.run(
        [sys.executable, "-c", encode], env=os.environ | {"PYTHONPATH": str(tmp_path)}, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().startswith(str(tmp_path))


def test_the_image_keeps_the_catalogues_of_our_languages():
    assert {to_locale(code) for code, _ in settings.LANGUAGES} == LANGUAGES


def test_each_secret_has_a_folder_that_its_maker_may_write():
    folders = {mount.split(":")[1] for mount in SERVICES["secrets"]["volumes"]}
    image = (COMPOSE / "Dockerfile").read_text()
    assert folders == set(re.findall(r"/run/secrets/[a-z]+", image))


def test_nothing_needs_what_runs_on_demand():
    on_demand = {name for name, service in SERVICES.items() if service.get("profiles")}
    assert on_demand == {"flower", "prometheus", "grafana", "mail"}
    for name in set(SERVICES) - on_demand:
        assert on_demand.isdisjoint(SERVICES[name].get("depends_on", {})), name


def test_prometheus_asks_where_the_stack_answers():
    said = yaml.safe_load((COMPOSE / "monitoring" / "prometheus.yml").read_text())
    token = SERVICES["web"]["environment"]["METRICS_TOKEN_FILE"]
    ports = {}
    for job in said["scrape_configs"]:
        assert job["authorization"]["credentials_file"] == token
        (where,) = job["dns_sd_configs"]
        ports[job["job_name"]] = (where["names"], where["port"])
    entrypoint = (COMPOSE / "entrypoint").read_text()
    assert ports["web"] == (["web"], int(re.search(r"gunicorn .*--bind 0\.0\.0\.0:(\d+)", entrypoint)[1]))
    assert ports["live"] == (["live"], int(re.search(r"uvicorn .*--port (\d+)", entrypoint)[1]))
    assert ports["worker"] == (
        ["worker"],
        int(SERVICES["worker"]["environment"]["METRICS_ADDRESS"].split(":")[1]),
    )


def test_every_variable_is_explained_and_every_explained_one_is_read():
    read = {name for file in FILES for name in VARIABLE.findall(file.read_text())}
    explained = set(re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert read == explained


def test_the_stack_gives_the_application_only_what_it_reads():
    known = {
        node.args[0].value
        for file in ("settings.py", "env.py")
        for node in ast.walk(ast.parse((ROOT / "config" / file).read_text()))
        if isinstance(node, ast.Call) and re.fullmatch(r"env\.\w+", ast.unparse(node.func))
    }
    for name in ("web", "live", "beat", "flower"):
        assert {name.removesuffix("_FILE") for name in SERVICES[name]["environment"]} <= known


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
def test_the_units_are_valid(tmp_path):
    for unit in UNITS.iterdir():
        text = unit.read_text().replace("/opt/messager", str(ROOT))
        (tmp_path / unit.name).write_text(text)
    units = sorted(tmp_path.iterdir())
    command = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=one", *units]
    said = subprocess.run(command, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    assert "messager" not in said.stderr, said.stderr
