import os

# Playwright's loop runs in this thread; nothing asynchronous touches the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
