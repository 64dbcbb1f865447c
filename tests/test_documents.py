"""What the documents say of settings, fields and files is so."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
README = (ROOT / "README.md").read_text()
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()
ALL = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

OF_MAKE = {"PORT", "HOST"}  # read by config/embedded alone
ROW = re.compile(r"^\| `([A-Z_]+)` \| (.+?) \| (.+) \|$", re.MULTILINE)
BLOCK = re.compile(r"^    (\w+) \{\n(.*?)^    \}$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)")


def documented():
    """Variable and default, as the tables say."""
    return {name: default.strip("`") for name, default, _ in ROW.findall(README)}


def read_by_settings():
    """Variable and default, None when it is computed, as the code says."""
    found = {}
    for file in ("settings.py", "env.py"):
        for node in ast.walk(ast.parse((ROOT / "config" / file).read_text())):
            if isinstance(node, ast.Call) and re.fullmatch(r"env\.\w+", ast.unparse(node.func)):
                name, default = (*node.args, None)[:2]
                found[name.value] = default.value if isinstance(default, ast.Constant) else None
    return found


def test_the_table_has_every_variable_that_is_read_and_no_other():
    assert set(documented()) == set(read_by_settings()) | OF_MAKE


def test_the_defaults_in_the_table_are_those_of_the_settings():
    said = documented()
    for name, default in read_by_settings().items():
        if isinstance(default, float):
            assert float(said[name]) == default, name
        elif default not in (None, "") and name != "EMAIL_BACKEND":
            assert said[name] == str(default), name


def test_the_diagram_has_the_fields_of_the_models():
    blocks = BLOCK.findall(ARCHITECTURE)
    drawn = {name: {line.split()[1] for line in lines.splitlines()} for name, lines in blocks}
    user, models = drawn.pop("User"), models_of("accounts") | models_of("chat")
    assert drawn == {name: fields_of(model) for name, model in models.items() if name != "User"}
    assert user <= fields_of(models["User"])


def models_of(app):
    return {model.__name__: model for model in apps.get_app_config(app).get_models()}


def fields_of(model):
    return {field.name for field in model._meta.concrete_fields} - {"id"}


def test_the_entities_in_the_readme_are_the_models():
    drawn = set(re.findall(r"^    (\w+) \|\|--o\{ (\w+)", README, re.MULTILINE))
    assert {name for pair in drawn for name in pair} == {*models_of("accounts"), *models_of("chat")}


def test_every_celery_setting_has_its_reason():
    ours = {name for name in dir(settings) if name.startswith("CELERY_")}
    assert ours == set(re.findall(r"`(CELERY_\w+)`", ARCHITECTURE))


@pytest.mark.parametrize("document", ALL, ids=lambda path: path.name)
def test_links_lead_somewhere(document):
    for target in LINK.findall(document.read_text()):
        assert (document.parent / target).exists(), target


def test_the_doors_in_the_readme_are_those_of_the_makefile():
    doors = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)) - {"help"}
    assert doors == set(re.findall(r"`make ([a-z-]+)`", README))
