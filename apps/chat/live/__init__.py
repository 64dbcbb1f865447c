"""The held poll: a bare ASGI app beside Django's own handler, which would spend a thread on each wait."""
