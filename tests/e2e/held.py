from playwright.sync_api import BrowserContext, Page, Request


class HeldPolls:
    """Requests that wait at the server, of all tabs of one browser together."""

    def __init__(self, context: BrowserContext) -> None:
        self.now: set[Request] = set()
        self.most = 0  # at one moment, so far
        self.answered = 0
        context.on("page", lambda page: page.on("close", self.forget))
        context.on("request", self._asked)
        context.on("requestfinished", self._ended)
        context.on("requestfailed", self._ended)

    def _asked(self, request: Request) -> None:
        if "/live/" in request.url:
            self.now.add(request)
            self.most = max(self.most, len(self.now))

    def _ended(self, request: Request) -> None:
        if request in self.now:
            self.now.remove(request)
            self.answered += not request.failure

    def forget(self, page: Page) -> None:
        """Of a page that was closed nobody says what became of its requests."""
        self.now = {request for request in self.now if request.frame.page != page}

    def has_settled(self) -> bool:
        """One was held until it was answered, and the next one waits."""
        return self.answered > 0 and len(self.now) == 1
