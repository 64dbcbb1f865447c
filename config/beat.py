"""The clock's own Celery app: it sends task names at their times and needs neither Django nor our apps.

Without them beat takes 15 MB less and starts at once: `celery --app config.beat beat`.
"""

from celery import Celery

from config import logs  # noqa: F401 (a signal's receiver)

app = Celery("messager", fixups=[])
app.config_from_object("config.settings", namespace="CELERY")
