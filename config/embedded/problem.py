class Problem(Exception):  # noqa: N818 (what a person reads is not called an error)
    """Why Messager cannot start or had to end: one sentence that says what to do."""
