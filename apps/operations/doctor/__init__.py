"""Looks at an installation and says what to mend: one line for each thing.

A check is a small function that returns what is wrong, as a sentence with its remedy, or nothing. Each has
a few seconds; one that hangs is itself a finding and holds up no other.
"""
