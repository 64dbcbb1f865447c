from apps.accounts.models import User
from apps.accounts.usercode import normalise


def people_named(term: str) -> list[int]:
    """Who is meant exactly, by username or by code; both are found by an index."""
    typed = term.strip()
    by_username = User.objects.filter(username=typed).values_list("pk", flat=True)
    by_code = User.objects.filter(usercode=normalise(typed)).values_list("pk", flat=True)
    return list(by_username.union(by_code))
