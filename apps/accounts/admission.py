"""Who may make an account: by the server's rule, and by what the visitor has in hand."""

from dataclasses import dataclass

from django.http import HttpRequest

from apps.accounts import domains, invitations
from apps.accounts.models import Invitation, Server, SignUp


class SpentError(Exception):
    """Others came by the same invitation first."""


@dataclass(frozen=True)
class Admission:
    server: Server
    invitation: Invitation | None

    @property
    def is_open(self) -> bool:
        if self.server.sign_up == SignUp.INVITATION:
            return self.invitation is not None
        return self.server.sign_up != SignUp.CLOSED

    @property
    def is_by_domain(self) -> bool:
        """Whether nothing but the domain of their address lets them in."""
        return self.server.sign_up == SignUp.DOMAIN and self.invitation is None

    @property
    def is_by_invitation(self) -> bool:
        """Whether nothing but their invitation lets them in."""
        return self.server.sign_up != SignUp.OPEN and self.invitation is not None

    @property
    def domains(self) -> list[str]:
        return self.server.sign_up_domains.splitlines()

    def takes(self, address: str) -> bool:
        return not self.is_by_domain or domains.has(self.server.sign_up_domains, address)

    def use_invitation(self) -> None:
        """Last in the transaction that makes the account: until it ends, who comes by the same one waits."""
        if self.invitation and not invitations.use(self.invitation) and self.is_by_invitation:
            raise SpentError


def admission_of(request: HttpRequest) -> Admission:
    return Admission(Server.current(), invitations.remembered(request))
