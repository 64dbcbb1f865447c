"""What a migration may do while the version before it still serves.

Both versions run at the same time for a while: the old one must be able to read and write the new tables,
and no statement may keep a large table locked. So a column goes in two releases: in the first nothing uses it
any more, in the second it is removed. What a person has looked at is named in `AGREED`.
"""

from collections.abc import Iterator

from django.db.migrations import operations as o
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED, AutoField, BigAutoField, Field

# Named here: (app, migration) whose old version has not used for a release what it takes away, and what came
# before the first release; or whose statements touch new tables alone; or that has none: other choices.
AGREED: set[tuple[str, str]] = {
    ("accounts", "0005_server_where_people_are"),
    ("chat", "0002_outbox_parked_outbox_rows"),
    ("chat", "0010_rooms"),
    ("chat", "0040_search"),
    ("moderation", "0008_names_of_deleted_accounts"),
}

TAKES_AWAY = (o.RemoveField, o.RenameField, o.DeleteModel, o.RenameModel, o.AlterModelTable)


def objections(operations: list[Operation]) -> Iterator[str]:
    """Why a release may not ship these, as sentences."""
    new = {operation.name.lower() for operation in operations if isinstance(operation, o.CreateModel)}
    for operation in operations:
        model = getattr(operation, "model_name", getattr(operation, "name", "")) or ""
        if model.lower() in new and not isinstance(operation, TAKES_AWAY):
            continue  # nobody has rows in it yet
        if sentence := _objection(operation):
            yield f"{operation.describe()}: {sentence}"


def _objection(operation: Operation) -> str | None:
    if isinstance(operation, TAKES_AWAY):
        return "the version that still serves uses it"
    if isinstance(operation, o.AddField):
        return _of_new_column(operation.field)
    if isinstance(operation, o.AlterField):
        return "it may rewrite the table or refuse what the old version writes: name it in AGREED"
    if type(operation) is o.AddIndex:
        return "building it stops all writes: AddIndexConcurrently, in a migration with atomic = False"
    if type(operation) is o.AddConstraint:
        return (
            "checking it stops all writes: AddConstraintNotValid and ValidateConstraint, or SQL that does not"
        )
    if isinstance(operation, o.RunSQL | o.RunPython):
        return "nobody but a person can say what it locks: name it in AGREED"
    return None


def _of_new_column(field: Field) -> str | None:
    if field.many_to_many or isinstance(field, AutoField | BigAutoField):
        return None
    if field.unique or field.db_index:
        return "its index stops all writes while it is built: add that concurrently"
    if field.null or field.db_default is not NOT_PROVIDED:
        return None
    return "the old version does not fill it: give it null=True or db_default"
