from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0020_deleted_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="muted_until",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="suspended_until",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="warning",
            field=models.TextField(blank=True, db_default="", default="", editable=False),
        ),
    ]
