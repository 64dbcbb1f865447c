import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0060_blocked_directs"),
        ("accounts", "0020_deleted_at"),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("begun_at", models.DateTimeField(auto_now_add=True, verbose_name="begun at")),
                (
                    "sessions_up_to",
                    models.CharField(blank=True, db_default="", default="", editable=False, max_length=40),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "erasure", "verbose_name_plural": "erasures"},
        ),
    ]
