"""The table, from the files beside this one: a line for each pattern and its methods.

    pattern  methods  anonymous  stranger   member  author  root  [role=status …]
    admin:…  methods  others     moderator  owner           root  [role=status …]

302: to sign in, or on to where a plain form leads.
"""

from pathlib import Path

from tests.access.roles import LIKE, ROLES

STAFF = ("moderator", "owner", "root")
ALL = (*ROLES, *LIKE)

Answers = dict[str, int]  # by role


def _read() -> dict[tuple[str, str], Answers]:
    table: dict[tuple[str, str], Answers] = {}
    for file in sorted((Path(__file__).parent / "table").glob("*.txt")):
        for line in file.read_text().splitlines():
            if line and not line.startswith("#"):
                pattern, methods, *cells = line.split()
                answers = _answers(cells, _in_the_admin if pattern.startswith("admin") else _on_the_site)
                for method in methods.split("|"):
                    assert (pattern, method) not in table, f"{pattern} {method} has two rows"
                    table[pattern, method] = answers
    return table


def _answers(cells: list[str], spread) -> Answers:
    columns = [int(cell) for cell in cells if "=" not in cell]
    exceptions = {role: int(status) for role, _, status in (cell.partition("=") for cell in cells) if status}
    answers = {**spread(columns), **exceptions}
    assert set(answers) == set(ALL), cells
    return answers


def _on_the_site(columns: list[int]) -> Answers:
    answers = dict(zip(ROLES, columns, strict=True))
    return answers | {role: answers[alike] for role, alike in LIKE.items()}


def _in_the_admin(columns: list[int]) -> Answers:
    others, *staff = columns
    return dict.fromkeys(ALL, others) | dict(zip(STAFF, staff, strict=True))


EXPECTED = _read()
