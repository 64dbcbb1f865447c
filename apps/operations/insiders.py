from django.conf import settings
from django.utils.crypto import constant_time_compare


def is_insider(authorization: str) -> bool:
    """Whether this header's value names METRICS_TOKEN; nobody is one where none is set."""
    token = settings.METRICS_TOKEN
    return bool(token) and constant_time_compare(authorization, f"Bearer {token}")
