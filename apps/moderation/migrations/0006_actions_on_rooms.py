from django.db import migrations, models

CHOICES = [
    ("hide", "message hidden"),
    ("restore", "message restored"),
    ("mute", "muted"),
    ("unmute", "mute ended"),
    ("warn", "warned"),
    ("heed", "warning read"),
    ("remove", "removed from a room"),
    ("suspend", "suspended"),
    ("let-in", "let in again"),
    ("look", "reported message looked at"),
    ("dismiss", "report dismissed"),
    ("close", "report closed"),
    ("wipe", "last messages hidden"),
    ("lock", "room locked"),
    ("unlock", "room opened again"),
    ("announce", "announcement made"),
    ("recall", "announcement ended"),
    ("readmit", "may come back into a room"),
    ("release", "held message sent"),
    ("reject", "held message rejected"),
    ("filter", "filter changed"),
    ("picture", "picture removed"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0003_filters"),
    ]

    operations = [
        # The database knows nothing of choices.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="auditentry",
                    name="action",
                    field=models.CharField(choices=CHOICES, max_length=10, verbose_name="action"),
                ),
            ],
        ),
    ]
