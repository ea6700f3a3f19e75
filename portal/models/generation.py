"""The number that says which state of the content a cached page shows."""

from django.db import connection, models


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
        """Makes every cached page stale once the surrounding transaction commits.

        In plain SQL: it comes with every write, and building the query took longer than the rest.
        """
        with connection.cursor() as cursor:
            table = cls._meta.db_table
            cursor.execute(f"UPDATE {table} SET value = value + 1 WHERE id = %s", [cls.ROW])
            if cursor.rowcount:
                return
        cls.objects.create(pk=cls.ROW, value=1)
