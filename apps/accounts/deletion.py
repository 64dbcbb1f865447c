"""Deleting an account. Its row stays, since messages stand by it, and says nothing of the person any more."""

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts import blocks, pictures, services, usercode
from apps.accounts.models import User
from apps.accounts.signals import StayError, account_deleted

# Columns that keep their value, or get one of their own below. All others are emptied: those to come as well.
KEPT = {
    *("id", "date_joined", "version", "inbox", "session_epoch", "is_active"),
    *("username", "skeleton", "usercode", "password", "deleted_at"),
}
LAST_SUPERUSER = _(
    "You are the only superuser. Make somebody else one first: without one nobody can look after this."
)
# Of these apps all that belongs to a person goes: addresses, second factors, outside accounts.
SIGNING_IN = {EmailAddress._meta.app_label, "mfa", "socialaccount", "usersessions"}


def delete_account(user: User) -> None:
    """For good. Raises StayError with a sentence while it can't be."""
    with transaction.atomic():
        leaving = User.objects.get(pk=user.pk)
        _keep_a_superuser(leaving)
        account_deleted.send(sender=User, user=leaving)
        _forget_ways_in(leaving)
        blocks.forget(leaving)
        pictures.forget(leaving)
        _rename_in_admin_log(leaving)
        _empty(leaving)
        services.deactivate(leaving)


def _keep_a_superuser(user: User) -> None:
    """Locked: of the last two who leave at once, one stays."""
    superusers = User.objects.filter(is_superuser=True, is_active=True).order_by("pk")
    if user.is_superuser and not set(superusers.select_for_update()) - {user}:
        raise StayError(LAST_SUPERUSER)


def _forget_ways_in(user: User) -> None:
    for relation in User._meta.related_objects:
        if relation.related_model._meta.app_label in SIGNING_IN:
            relation.related_model._default_manager.filter(**{relation.field.name: user}).delete()


def _rename_in_admin_log(user: User) -> None:
    about = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)
    )
    about.update(object_repr=f"person {user.pk}")


def _empty(user: User) -> None:
    emptied = [field for field in user._meta.concrete_fields if field.name not in KEPT]
    for field in emptied:
        setattr(user, field.attname, field.get_default())
    user.groups.clear()
    user.user_permissions.clear()
    user.username = f"_deleted.{user.pk}"  # with a beginning that no newcomer may choose
    user.password = make_password(None)
    user.deleted_at = timezone.now()
    user.version = F("version") + 1
    own = ["username", "usercode", "password", "deleted_at", "version"]

    def write(code: str) -> None:
        user.usercode = code
        user.save(update_fields=[*own, *(field.name for field in emptied)])

    usercode.write_with_free_code(write, usercode.draw(), User.objects.has_code)
    user.refresh_from_db(fields=["version"])
