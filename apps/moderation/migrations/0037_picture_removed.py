from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0002_reports"),
    ]

    operations = [
        migrations.AlterField(
            model_name="auditentry",
            name="action",
            field=models.CharField(
                choices=[
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
                    ("picture", "picture removed"),
                ],
                max_length=10,
                verbose_name="action",
            ),
        ),
    ]
