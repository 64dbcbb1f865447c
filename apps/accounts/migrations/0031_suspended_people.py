from django.db import migrations, models

from apps.accounts.migrations._gently import AddIndexGently


class Migration(migrations.Migration):
    atomic = False  # or PostgreSQL could not build it without stopping all writes

    dependencies = [
        ("accounts", "0030_moderation"),
    ]

    operations = [
        AddIndexGently(
            model_name="user",
            index=models.Index(
                condition=models.Q(suspended_until__isnull=False),
                fields=["suspended_until"],
                name="suspended_people",
            ),
        ),
    ]
