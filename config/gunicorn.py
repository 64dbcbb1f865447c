"""gunicorn logs as the others do: `gunicorn --config python:config.gunicorn config.wsgi`."""

from config.settings import LOGGING

logconfig_dict = LOGGING
