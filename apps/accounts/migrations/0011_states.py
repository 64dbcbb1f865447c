from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_blocks"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="status_text",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=100, verbose_name="status"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="status_until",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="is_quiet",
            field=models.BooleanField(db_default=False, default=False, verbose_name="do not disturb"),
        ),
        migrations.AddField(
            model_name="user",
            name="quiet_until",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="time_zone",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=60),
        ),
        migrations.AddField(
            model_name="user",
            name="browser_zone",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=60),
        ),
    ]
