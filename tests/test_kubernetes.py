"""The manifests say what Kubernetes understands, and what we promise of them."""

from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from tests.stack import ROOT

FOLDER = ROOT / "kubernetes"
VERSIONS = ["1.30", "1.33"]
FOLDERS = ["base", "example"]

pytestmark = pytest.mark.once


def files(folder: str) -> list[Path]:
    return sorted(file for file in (FOLDER / folder).glob("*.yaml") if file.name != "kustomization.yaml")


def objects(file: Path) -> list[dict]:
    return list(yaml.safe_load_all(file.read_text()))


def base() -> list[dict]:
    return [thing for file in files("base") for thing in objects(file)]


def pods() -> dict[str, dict]:
    return {
        thing["metadata"]["name"]: thing["spec"]["template"]["spec"]
        for thing in base()
        if thing["kind"] in {"Deployment", "Job"}
    }


@pytest.mark.parametrize("folder", FOLDERS)
def test_kustomize_names_every_file_and_every_file_is_there(folder):
    """Without kustomize itself, which tests cannot count on."""
    said = yaml.safe_load((FOLDER / folder / "kustomization.yaml").read_text())
    named = [*said["resources"], *(patch["path"] for patch in said.get("patches", []))]
    assert {name for name in named if name.endswith(".yaml")} == {file.name for file in files(folder)}
    assert all((FOLDER / folder / name).exists() for name in named)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("file", [file for folder in FOLDERS for file in files(folder)], ids=lambda f: f.stem)
def test_the_schema_holds(file, version):
    for thing in objects(file):
        kubernetes_validate.validate(thing, version, strict=True)


@pytest.mark.parametrize("name", pods())
def test_a_pod_may_do_nothing_that_it_need_not(name):
    pod = pods()[name]
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["automountServiceAccountToken"] is False
    for container in (*pod["containers"], *pod.get("initContainers", [])):
        may = container["securityContext"]
        assert (may["readOnlyRootFilesystem"], may["allowPrivilegeEscalation"]) == (True, False)
        assert may["capabilities"] == {"drop": ["ALL"]}
    assert pod["containers"][0]["resources"]["limits"]["memory"]


def test_a_held_poll_is_never_cut_by_a_deploy():
    assert pods()["messager-live"]["terminationGracePeriodSeconds"] > 25  # LIVE_HOLD in production


def test_there_is_one_beat_and_never_two():
    (beat,) = [thing for thing in base() if thing["metadata"]["name"] == "messager-beat"]
    assert (beat["spec"]["replicas"], beat["spec"]["strategy"]) == (1, {"type": "Recreate"})


@pytest.mark.parametrize("kind", ["exports", "media"])
@pytest.mark.parametrize("name", ["messager-web", "messager-worker"])
def test_who_makes_files_and_who_serves_them_share_a_volume(name, kind):
    claims = {
        one["metadata"]["name"]: one["spec"] for one in base() if one["kind"] == "PersistentVolumeClaim"
    }
    volumes = {one["name"]: one.get("persistentVolumeClaim", {}) for one in pods()[name]["volumes"]}
    mounted = {one["mountPath"]: one["name"] for one in pods()[name]["containers"][0]["volumeMounts"]}
    claim = volumes[mounted[f"/var/lib/messager/{kind}"]]["claimName"]
    assert claims[claim]["accessModes"] == ["ReadWriteMany"]


def test_no_secret_is_written_down():
    assert "Secret" not in {thing["kind"] for thing in base()}
    said = {name for thing in base() if thing["kind"] == "ConfigMap" for name in thing["data"]}
    assert said.isdisjoint({"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "CACHE_URL"})
