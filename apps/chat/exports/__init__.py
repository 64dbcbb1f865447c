"""What is kept of a person, given to them as one archive.

Asked for on the profile page, made by a worker in short turns that go on where the last one stopped, kept for
a week. What is in it and in which shape: content.py.
"""

from apps.chat.exports.asking import MOST_A_DAY, ask, latest_of
from apps.chat.exports.folder import archive_of
from apps.chat.exports.keeping import clean, forget_all, withdraw
from apps.chat.exports.making import go_on

__all__ = ["MOST_A_DAY", "archive_of", "ask", "clean", "forget_all", "go_on", "latest_of", "withdraw"]
