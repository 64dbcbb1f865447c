from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0052_retention"),
    ]

    operations = [
        migrations.AddField(
            model_name="room",
            name="is_blocked",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
