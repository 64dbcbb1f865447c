"""What is done from the lists of messages and people."""

from collections.abc import Callable
from typing import cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from apps.accounts.admin.people import PersonAdmin
from apps.accounts.models import User
from apps.accounts.moderators import may_moderate
from apps.chat.admin.messages import MessageAdmin
from apps.chat.models import Message
from apps.chat.problems import Gone
from apps.moderation import services
from apps.moderation.admin.bulk import act_on_each, with_reason
from apps.moderation.admin.pages import ForModerators
from apps.moderation.problems import Standing, Unchangeable

Verb = Callable[[User, Message, str], None]

admin.site.unregister(Message)
admin.site.unregister(User)


@admin.register(Message)
class Messages(MessageAdmin):
    actions = ("hide", "restore")

    @admin.action(description=_("Hide from everyone"), permissions=["moderate"])
    @with_reason(ngettext_lazy("Hide %d message from everyone?", "Hide %d messages from everyone?"))
    def hide(self, request: HttpRequest, chosen: QuerySet[Message]) -> None:
        done = ngettext_lazy("%d message is hidden.", "%d messages are hidden.")
        self._each(request, chosen, services.hide, "hidden", done)

    @admin.action(description=_("Restore what was hidden"), permissions=["moderate"])
    @with_reason(ngettext_lazy("Restore %d message?", "Restore %d messages?"))
    def restore(self, request: HttpRequest, chosen: QuerySet[Message]) -> None:
        done = ngettext_lazy("%d message is back.", "%d messages are back.")
        self._each(request, chosen, services.restore, "restored", done)

    def _each(
        self, request: HttpRequest, chosen: QuerySet[Message], verb: Verb, word: str, done: Promise
    ) -> None:
        def act(message: Message, reason: str) -> None:
            try:
                verb(cast(User, request.user), message, reason)
            except Gone:
                raise Unchangeable from None
            self.log_change(request, message, word)

        act_on_each(request, chosen, act, done)


@admin.register(User)
class People(ForModerators, PersonAdmin):
    actions = ("deactivate", "activate", "remove_picture", *PersonAdmin.actions)

    def has_suspend_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and may_moderate(request.user)

    @admin.action(description=_("Deactivate: sign out everywhere and keep out"), permissions=["suspend"])
    @with_reason(
        ngettext_lazy(
            "Sign out %d person everywhere and keep them out?",
            "Sign out %d people everywhere and keep them out?",
        )
    )
    def deactivate(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        def act(person: User, reason: str) -> None:
            if not person.is_active:
                raise Standing
            services.suspend(cast(User, request.user), person, None, reason)

        act_on_each(request, chosen, act, ngettext_lazy("%d deactivated.", "%d deactivated."))

    @admin.action(description=_("Activate again"), permissions=["suspend"])
    @with_reason(ngettext_lazy("Let %d person in again?", "Let %d people in again?"))
    def activate(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        def act(person: User, reason: str) -> None:
            services.let_in(cast(User, request.user), person, reason)

        act_on_each(request, chosen, act, ngettext_lazy("%d activated.", "%d activated."))

    @admin.action(description=_("Remove the picture"), permissions=["moderate"])
    @with_reason(ngettext_lazy("Remove the picture of %d person?", "Remove the pictures of %d people?"))
    def remove_picture(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        def act(person: User, reason: str) -> None:
            services.remove_picture(cast(User, request.user), person, reason)

        done = ngettext_lazy("%d picture is removed.", "%d pictures are removed.")
        act_on_each(request, chosen, act, done)
