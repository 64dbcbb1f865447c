"""A person at the search box, and what they find."""

import re
from html import unescape

from apps.chat import services
from apps.chat.tests.desk import Desk, text_of

SEARCH = "/messager/search/"


class Searcher(Desk):
    def asks(self, q, **more):
        services.dispatch()  # what was said has been dispatched by now
        return self.get(SEARCH, q=q, **more)

    def finds(self, q, **more) -> list[str]:
        """The texts of the hits, the newest first, without marks."""
        response = self.asks(q, **more)
        assert response.status_code == 200, said_of(response)
        return texts_in(response)


def texts_in(response) -> list[str]:
    found = re.findall(r'class="hit__text"[^>]*>(.*?)</span>', text_of(response), re.DOTALL)
    return [unescape(re.sub(r"</?mark>", "", text)) for text in found]


def marked_in(response) -> list[str]:
    return [unescape(found) for found in re.findall(r"<mark>(.*?)</mark>", text_of(response), re.DOTALL)]


def said_of(response) -> list[str]:
    """The sentences beside the box."""
    return [unescape(said) for said in re.findall(r'class="problem"[^>]*>(.*?)</', text_of(response))]


def older_in(response) -> str | None:
    """Where the next page of hits is."""
    found = re.search(r'hx-get="([^"]*before=[^"]*)"', text_of(response))
    return unescape(found[1]) if found else None
