"""Every pattern of the URLconf, by walking it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """One pattern. `name` with its namespaces; for one without a name, its route."""

    name: str
    route: str
    takes: tuple[str, ...]  # names of its arguments


def routes() -> list[Route]:
    return list(_walk(get_resolver().url_patterns, "", (), ()))


def _walk(
    patterns: list[URLPattern | URLResolver], route: str, namespaces: tuple[str, ...], takes: tuple[str, ...]
) -> Iterator[Route]:
    for pattern in patterns:
        below = route + str(pattern.pattern)
        taken = (*takes, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, below, inner, taken)
        else:
            name = ":".join([*namespaces, pattern.name]) if pattern.name else below
            yield Route(name, below, taken)
