import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from apps.chat.migrations._gently import AddIndexGently

QUOTED = {"null": True, "blank": True, "db_index": False, "on_delete": django.db.models.deletion.SET_NULL}
CASCADE = {"on_delete": django.db.models.deletion.CASCADE}
ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    atomic = False  # indexes are built while messages are written

    dependencies = [
        ("chat", "0020_mentions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "message", "reply_to", models.ForeignKey("chat.message", related_name="replies", **QUOTED)
        ),
        migrations.AddField(
            "message", "forwarded_from", models.ForeignKey("chat.message", related_name="forwards", **QUOTED)
        ),
        migrations.AddField(
            "message",
            "reaction_count",
            models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            "message", "pinned_at", models.DateTimeField(blank=True, null=True, verbose_name="pinned at")
        ),
        migrations.AddField(
            "message",
            "pinned_by",
            models.ForeignKey(settings.AUTH_USER_MODEL, related_name="+", **QUOTED),
        ),
        AddIndexGently(
            "message",
            models.Index(condition=Q(reply_to__isnull=False), fields=["reply_to"], name="replies"),
        ),
        AddIndexGently(
            "message",
            models.Index(
                condition=Q(forwarded_from__isnull=False), fields=["forwarded_from"], name="forwards"
            ),
        ),
        AddIndexGently(
            "message",
            models.Index(
                condition=Q(pinned_at__isnull=False), fields=["room", "pinned_at"], name="pinned_messages"
            ),
        ),
        migrations.CreateModel(
            "Edit",
            [
                ID,
                ("message", models.ForeignKey("chat.message", related_name="edits", **CASCADE)),
                ("body", models.TextField(verbose_name="text before")),
                ("edited_at", models.DateTimeField(verbose_name="edited at")),
            ],
            {"verbose_name": "edit", "verbose_name_plural": "edits"},
        ),
        migrations.CreateModel(
            "Reaction",
            [
                ID,
                (
                    "message",
                    models.ForeignKey("chat.message", db_index=False, related_name="reactions", **CASCADE),
                ),
                (
                    "user",
                    models.ForeignKey(settings.AUTH_USER_MODEL, related_name="reactions", **CASCADE),
                ),
                ("emoji", models.CharField(max_length=32)),
            ],
            {
                "verbose_name": "reaction",
                "verbose_name_plural": "reactions",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("message", "emoji", "user"), name="one_reaction_per_emoji"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            "Saved",
            [
                ID,
                (
                    "user",
                    models.ForeignKey(
                        settings.AUTH_USER_MODEL, db_index=False, related_name="saved", **CASCADE
                    ),
                ),
                ("message", models.ForeignKey("chat.message", related_name="saved_by", **CASCADE)),
                ("saved_at", models.DateTimeField(auto_now_add=True, verbose_name="saved at")),
            ],
            {
                "verbose_name": "saved message",
                "verbose_name_plural": "saved messages",
                "constraints": [models.UniqueConstraint(fields=("user", "message"), name="saved_once")],
            },
        ),
    ]
