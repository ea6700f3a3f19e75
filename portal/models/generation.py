"""The number that says which state of the content a cached page shows."""

from django.db import models
from django.db.models import F


class CacheGeneration(models.Model):
    """One row, raised in the same transaction by every write that a reader could see."""

    value = models.BigIntegerField(default=1)

    ROW = 1

    class Meta:
        verbose_name = "cache generation"
        verbose_name_plural = "cache generation"

    def __str__(self):
        return str(self.value)

    @classmethod
    def bump(cls):
        """Makes every cached page stale once the surrounding transaction commits."""
        if not cls.objects.filter(pk=cls.ROW).update(value=F("value") + 1):
            cls.objects.create(pk=cls.ROW, value=1)
