"""`make run`: the whole messenger from one command. `python -m config.embedded [--demo]`"""
