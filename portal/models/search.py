"""What the site search looks through: one folded row per public thing and language."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, IntegerField, Value, When

from portal.text import fold


class SearchEntry(models.Model):
    """One findable thing (page or record) in one language, accents folded.

    The stock SQLite search backend re-scans its index for every matching row, so that a common
    word takes minutes on a large site; a folded column scanned once is the same everywhere.
    """

    class Kind(models.TextChoices):
        PAGE = "page"
        PARTNERSHIP = "partnership"
        ORGANISATION = "organisation"
        EVENT = "event"
        RESOURCE = "resource"
        PROGRAMME = "programme"

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    language = models.CharField(max_length=10)
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    url = models.CharField(max_length=500)
    title_folded = models.CharField(max_length=255)
    text_folded = models.TextField()

    MAX_WORDS = 8

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "language"], name="one_search_entry_each"
            )
        ]
        indexes = [models.Index(fields=["language", "kind"])]

    def __str__(self):
        return self.title

    @classmethod
    def put(cls, obj, *, language, kind, title, summary, url, text):
        """Makes or renews the entry of `obj` in `language`; `text` is all its plain words."""
        cls.objects.update_or_create(
            content_type=ContentType.objects.get_for_model(obj, for_concrete_model=True),
            object_id=obj.pk,
            language=language,
            defaults={
                "kind": kind,
                "title": title[:255],
                "summary": summary,
                "url": url,
                "title_folded": fold(title)[:255],
                "text_folded": fold(f"{title} {summary} {text}"),
            },
        )

    @classmethod
    def remove(cls, obj):
        cls.objects.filter(
            content_type=ContentType.objects.get_for_model(obj, for_concrete_model=True),
            object_id=obj.pk,
        ).delete()

    @classmethod
    def find(cls, query, language):
        """Entries that hold every word of `query`, those with it in the title first."""
        words = fold(query)[:200].split()[: cls.MAX_WORDS]
        if not words:
            return cls.objects.none()
        found = cls.objects.filter(language=language)
        for word in words:
            found = found.filter(text_folded__contains=word)
        in_title = [When(title_folded__contains=word, then=Value(0)) for word in words[:1]]
        return found.annotate(
            rank=Case(*in_title, default=Value(1), output_field=IntegerField())
        ).order_by("rank", "title_folded", "pk")
