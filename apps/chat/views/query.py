from django.http import HttpRequest

LARGEST = 2**63 - 1  # what both databases can compare with


def whole_number(request: HttpRequest, name: str) -> int | None:
    """The query's `name` as a number from 0 up; None when it is missing or is none."""
    return _parse(request.GET.get(name, ""))


def posted_number(request: HttpRequest, name: str) -> int | None:
    """The same for a posted field."""
    return _parse(request.POST.get(name, ""))


def _parse(given: str) -> int | None:
    if not (given.isascii() and given.isdigit() and len(given) < 20):
        return None
    return min(int(given), LARGEST)
