"""Celery's processes log as the others do."""

import logging
from logging.config import dictConfig
from typing import Any

from celery.signals import setup_logging

from config.settings import LOGGING


@setup_logging.connect
def configure(loglevel: int, **_: Any) -> None:
    dictConfig(LOGGING)
    logging.getLogger().setLevel(loglevel)
