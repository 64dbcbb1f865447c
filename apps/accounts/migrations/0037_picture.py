from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0032_retention"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="picture",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=32),
        ),
    ]
