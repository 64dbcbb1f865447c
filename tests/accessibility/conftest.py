"""Browsers that look at pages as a person with other needs would."""

from pathlib import Path

import pytest

from tests.accessibility.states import Scene
from tests.people import a_session

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.once)


@pytest.fixture
def scene(cast):
    return Scene.set_up(cast)


@pytest.fixture
def looks(chromium, town, scene):
    """Opens states one after another: looks(state, color_scheme="dark") gives its page.

    A context for each way to look; the content policy stands aside for the script that examines.
    """
    contexts = {}
    session = a_session(scene.person)

    def look(state, **options):
        key = (state.signed_in, repr(options))
        if key not in contexts:
            contexts[key] = chromium.new_context(base_url=town.url, bypass_csp=True, **options)
            if state.signed_in:
                contexts[key].add_cookies([{"name": "sessionid", "value": session, "url": town.url}])
        page = contexts[key].new_page()
        page.goto(f"/messager/{state.path.format(**scene.numbers)}")
        state.opened(page)
        return page

    yield look
    for context in contexts.values():
        context.close()
