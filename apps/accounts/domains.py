"""The domain of an e-mail address, and which ones a server names."""

from django.core.validators import validate_domain_name
from django.utils.encoding import punycode


def normalise(typed: str) -> str:
    """One domain a line, as `example.org`, each once."""
    lines = (line.strip().lower().removeprefix("@").rstrip(".") for line in typed.splitlines())
    return "\n".join(dict.fromkeys(filter(None, lines)))


def validate(lines: str) -> None:
    for domain in lines.splitlines():
        validate_domain_name(domain)


def has(lines: str, address: str) -> bool:
    """Whether `address` is of one of them; of `mail.example.org` only if that is named itself."""
    domain = _comparable(address.rpartition("@")[2])
    return domain in {_comparable(line) for line in lines.splitlines()}


def _comparable(domain: str) -> str:
    """One spelling for a domain of other letters: as they are, or as the wires carry them."""
    try:
        return punycode(domain.lower())
    except UnicodeError:
        return domain.lower()
