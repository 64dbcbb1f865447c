from django.db import migrations


def forget_names(apps, _):
    """Of accounts that were deleted before entries, notes and snapshots lost their names with them."""
    user = apps.get_model("accounts", "User")
    entry, note = apps.get_model("moderation", "AuditEntry"), apps.get_model("moderation", "Note")
    for pk in user.objects.filter(deleted_at__isnull=False).values_list("pk", flat=True).iterator():
        entry.objects.filter(actor=pk).update(actor_name=f"_deleted.{pk}")
        entry.objects.filter(person=pk).update(person_name=f"_deleted.{pk}")
        note.objects.filter(author=pk).update(author_name=f"_deleted.{pk}")
    for report in apps.get_model("moderation", "Report").objects.filter(snapshot__isnull=False).iterator():
        if report.snapshot.pop("sender", None):
            report.save(update_fields=["snapshot"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0020_deleted_at"), ("moderation", "0006_actions_on_rooms")]

    operations = [migrations.RunPython(forget_names, migrations.RunPython.noop)]
