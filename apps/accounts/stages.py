from typing import Any

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.stages import EmailVerificationStage


class Confirmation(EmailVerificationStage):
    """Between the password and getting in: the address is confirmed, where settings or account ask so."""

    def handle(self) -> Any:
        if self.login.user and self.login.user.must_confirm:
            self.login.email_verification = EmailVerificationMethod.MANDATORY
        return super().handle()
