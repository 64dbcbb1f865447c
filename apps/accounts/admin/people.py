from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apps.accounts import factors, look_alikes, services
from apps.accounts.admin.paginator import ShortPaginator
from apps.accounts.models import User
from apps.accounts.usercode import normalise


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    list_display = ("person", "name", "usercode", "email", "is_active", "is_staff", "last_seen")
    list_display_links = ("person",)
    list_filter = ("is_active", "is_staff", ("deleted_at", admin.EmptyFieldListFilter))
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # each is a count over the whole table
    paginator = ShortPaginator
    ordering = ("username",)
    search_fields = ("username",)  # shows the box; get_search_results decides
    search_help_text = _("Code, or the beginning of a username, name or e-mail address.")
    readonly_fields = ("shown_picture", "usercode", "last_seen", "last_login", "date_joined")
    actions: tuple[str, ...] = ("deactivate", "activate", "forget_factors")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (
            _("Person"),
            {"fields": ("name", "shown_picture", "usercode", "email", "appear_offline", "status_text")},
        ),
        (_("Rights"), {"fields": ("is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Dates"), {"fields": ("last_seen", "last_login", "date_joined")}),
    )

    @admin.display(description=_("username"), ordering="username")
    def person(self, user: User) -> str:
        return str(user)

    @admin.display(description=_("picture"))
    def shown_picture(self, user: User) -> str:
        if not user.picture:
            return self.get_empty_value_display()
        return format_html(
            '<img src="{}" alt="" width="64" height="64">', reverse("accounts:picture", args=[user.picture])
        )

    def get_search_results(
        self,
        request: HttpRequest,
        queryset: QuerySet[User],
        search_term: str,
    ) -> tuple[QuerySet[User], bool]:
        """By the beginning, case as typed: "contains" reads a million rows for each letter typed."""
        term = search_term.strip()
        if not term:
            return queryset, False
        found = Q(skeleton__startswith=look_alikes.skeleton(term)) | Q(email__startswith=term.lower())
        found |= Q(name__startswith=term) | Q(name__startswith=term.title()) | Q(usercode=normalise(term))
        return queryset.filter(found), False

    def get_readonly_fields(
        self,
        request: HttpRequest,
        obj: User | None = None,
    ) -> tuple[str, ...]:
        """Who has rights by a group must not give themselves all the others."""
        rights = () if _is_superuser(request) else ("is_staff", "is_superuser", "groups", "user_permissions")
        return (*self.readonly_fields, *rights)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        if obj and (obj.deleted_at or (obj.is_superuser and not _is_superuser(request))):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A person's messages stay, so the person does: deactivate instead."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: "ModelForm[User]", change: bool) -> None:
        if change and {"username", "name"} & set(form.changed_data):
            obj.version += 1
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            services.set_email(obj, obj.email)

    @admin.action(description=_("Deactivate: sign out everywhere and keep out"), permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        people = _others(request, queryset).filter(is_active=True)
        for person in people:
            services.deactivate(person)
        self.message_user(request, _("%(count)d deactivated.") % {"count": len(people)}, messages.SUCCESS)

    @admin.action(description=_("Activate again"), permissions=["change"])
    def activate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        people = _others(request, queryset).filter(is_active=False, deleted_at=None)
        for person in people:
            services.activate(person)
        self.message_user(request, _("%(count)d activated.") % {"count": len(people)}, messages.SUCCESS)

    @admin.action(
        description=_("Take away two-step sign-in and passkeys: for who has lost them"),
        permissions=["change"],
    )
    def forget_factors(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        people = list(_others(request, queryset))
        for person in people:
            factors.forget(person)
            services.end_sessions(person)
        self.message_user(
            request,
            _("%(count)d sign in by password alone now.") % {"count": len(people)},
            messages.SUCCESS,
        )


def _others(request: HttpRequest, people: QuerySet[User]) -> QuerySet[User]:
    """Not oneself, and superusers only for superusers."""
    others = people.exclude(pk=request.user.pk or 0)
    return others if _is_superuser(request) else others.filter(is_superuser=False)


def _is_superuser(request: HttpRequest) -> bool:
    return request.user.is_active and getattr(request.user, "is_superuser", False)
