"""axe finds nothing: on every page and state, light and dark, on desktops and phones."""

import pytest

from tests.accessibility.axe import violations
from tests.accessibility.conftest import DESKTOP, PHONE
from tests.accessibility.states import EVERY


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(looks, size, scheme, subtests):
    for state in EVERY:
        with subtests.test(state=state.name):
            page = looks(state, viewport=size, color_scheme=scheme)
            assert violations(page) == []
            page.close()


def test_axe_would_find_something(looks):
    page = looks(EVERY[0], viewport=DESKTOP)
    page.evaluate("document.querySelector('label').remove()")
    assert any(line.startswith("label:") for line in violations(page))
