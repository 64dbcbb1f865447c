from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models.user import User


class BlockQuerySet(models.QuerySet["Block"]):
    def of(self, people: Iterable[int]) -> "BlockQuerySet":
        """Those that these people have made or met."""
        ids = list(people)
        return self.filter(Q(blocker__in=ids) | Q(blocked__in=ids))

    def among(self, people: Iterable[int]) -> "BlockQuerySet":
        """Those that stand between two of these people."""
        ids = list(people)
        return self.filter(blocker__in=ids, blocked__in=ids)


class Block(models.Model):
    """`blocker` wants nothing to do with `blocked`: from then on each is out of the other's sight."""

    blocker = models.ForeignKey(User, on_delete=models.CASCADE, related_name="blocks", db_index=False)
    blocked = models.ForeignKey(User, on_delete=models.CASCADE, related_name="blocks_met")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[BlockQuerySet] = BlockQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="one_block_per_pair"),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="nobody_blocks_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.blocker_id} blocks {self.blocked_id}"
