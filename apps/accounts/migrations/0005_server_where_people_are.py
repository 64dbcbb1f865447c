from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_the_server(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """Where there are people somebody has set it up: no stranger is asked to do so after an upgrade."""
    if apps.get_model("accounts", "User").objects.exists():
        apps.get_model("accounts", "Server").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_server"),
    ]

    operations = [
        migrations.RunPython(make_the_server, migrations.RunPython.noop, elidable=False),
    ]
