"""axe-core, as its Python package brings it: what it finds wrong on a page."""

from functools import cache
from importlib.resources import files

from playwright.sync_api import Page

# Everything but its AAA rules; targets of 24 px are off unless asked for.
RUN = """() => axe.run(document, {
    resultTypes: ["violations"], rules: {"target-size": {enabled: true}}})"""


def violations(page: Page) -> list[str]:
    """One line for each element that breaks a rule."""
    page.evaluate(_script())
    page.evaluate("Promise.all(document.getAnimations().map(one => one.finished.catch(() => 0)))")
    found = page.evaluate(RUN)["violations"]
    return [_line(rule, node) for rule in found for node in rule["nodes"]]


def _line(rule, node) -> str:
    why = "; ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])
    return f"{rule['id']}: {' '.join(map(str, node['target']))}: {why}"


@cache
def _script() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text()
