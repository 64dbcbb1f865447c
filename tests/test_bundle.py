"""The modules of a page's script become one file that does what they did."""

import pytest

from config.bundle import bundle

MODULES = {
    "js/app.js": """
import * as one from "./one.js";
import { two as deux } from "./lib/two.js";
import "./one.js";
document.title = one.start() + deux;
""",
    "js/one.js": """
import { two } from "./lib/two.js";
const own = two;
export function start() {
  return own;
}
""",
    "js/lib/two.js": """
const own = 20;
export const two = own + 1;
""",
}


def test_imports_come_first_and_once():
    text = bundle("js/app.js", MODULES.__getitem__)
    places = [text.index(f'modules["{path}"] =') for path in ("js/lib/two.js", "js/one.js", "js/app.js")]
    assert places == sorted(places)
    assert text.count('modules["js/one.js"] =') == 1


def test_imports_and_exports_become_names():
    text = bundle("js/app.js", MODULES.__getitem__)
    assert 'const one = modules["js/one.js"];' in text
    assert 'const { two: deux } = modules["js/lib/two.js"];' in text
    assert "return { start };" in text
    assert "\nimport " not in text
    assert "\nexport " not in text


def test_a_circle_is_refused():
    circle = {"js/a.js": 'import "./b.js";\n', "js/b.js": 'import "./a.js";\n'}
    with pytest.raises(ValueError, match="imports itself"):
        bundle("js/a.js", circle.__getitem__)


@pytest.mark.parametrize("line", ["export default 3;", 'import one from "one";', "export { own };"])
def test_what_it_does_not_understand_is_refused(line):
    with pytest.raises(ValueError, match="does not understand"):
        bundle("js/a.js", {"js/a.js": line + "\n"}.__getitem__)
