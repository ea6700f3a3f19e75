"""The register of organisations and institutions known in the municipality."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.managers import TaggableManager
from taggit.models import ItemBase, Tag
from wagtail.models import Locale

from partnerships.choices import (
    MEMBER_STATES,
    PUBLIC_STATES,
    InstitutionType,
    MemberState,
    Sector,
    StakeholderType,
)
from partnerships.identifiers import (
    normalise_krs,
    normalise_nip,
    normalise_regon,
    validate_krs,
    validate_nip,
    validate_regon,
)
from partnerships.wording import Wording, languages_to_try, wording
from portal.models.municipality import e_delivery_validator
from portal.text import fold, sort_key, words_of


class TaskArea(models.Model):
    """One of the areas of public tasks that the public-benefit act lists.

    The statutory number orders the areas and is never printed: it is not verified.
    """

    key = models.SlugField(max_length=60, unique=True)
    number = models.CharField(max_length=5, unique=True)
    position = models.PositiveSmallIntegerField(unique=True)
    name_pl = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    name_uk = models.CharField(max_length=80)
    official_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["position"]
        verbose_name = _("area of public tasks")
        verbose_name_plural = _("areas of public tasks")

    def __str__(self):
        return self.name.text

    @property
    def name(self):
        """The area's short name in the reader's language."""
        return wording(self, "name")


class OrganisationQuerySet(models.QuerySet):
    def public(self):
        """Those the public may see: never an application, a refusal or one that has left."""
        return self.filter(member_state__in=PUBLIC_STATES)

    def nameable(self):
        """Those who may be named where nothing is said of membership: former members too.

        That they were members was public. One that "left" without having joined has withdrawn
        its application, which is nobody's business.
        """
        former = Q(member_state=MemberState.LEFT, joined_on__isnull=False)
        return self.filter(Q(member_state__in=PUBLIC_STATES) | former)

    def members(self):
        return self.filter(member_state__in=MEMBER_STATES)

    def known_as(self, name, krs=""):
        """The one organisation that somebody means who types this; None if none or several.

        The whole name counts, then the KRS number, then the short name. Nothing of the answer
        may reach the public: it also knows those whom the public does not see.
        """
        words, number = words_of(name), normalise_krs(krs)
        # A column of folded names narrows it down; a dozen words are more than enough for that.
        likely = Q()
        for word in sorted(set(words), key=len)[-12:]:
            likely &= Q(name_folded__contains=word)
        likely = likely if words else Q(pk=None)
        found = list(self.filter(likely | Q(krs=number) if number else likely))
        by_name = [one for one in found if words and words_of(one.name) == words]
        by_number = [one for one in found if number and one.krs == number]
        by_short_name = [one for one in found if words and words_of(one.short_name) == words]
        both = [one for one in by_name if one in by_number]
        ways = [both, by_name, by_number, by_short_name]
        return next((way[0] for way in ways if len(way) == 1), None)


class TaggedOrganisation(ItemBase):
    tag = models.ForeignKey(Tag, related_name="tagged_organisations", on_delete=models.CASCADE)
    content_object = models.ForeignKey(
        "portal_partnerships.Organisation", related_name="tagged_items", on_delete=models.CASCADE
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tag", "content_object"], name="one_tag_once_per_organisation"
            )
        ]

    def __str__(self):
        return f"{self.content_object}: {self.tag}"


class Organisation(ClusterableModel):
    """An organisation or institution; a member once it has joined with a signed declaration."""

    name = models.CharField(pgettext_lazy("organisation", "name"), max_length=200)
    short_name = models.CharField(
        _("short name"),
        max_length=40,
        blank=True,
        help_text=_("For narrow places, such as the map of a partnership."),
    )
    slug = models.SlugField(
        _("address on the site"),
        max_length=80,
        unique=True,
        blank=True,
        help_text=_("Made from the name. Change it only when the address is wrong."),
    )
    sector = models.CharField(_("sector"), max_length=10, choices=Sector, db_index=True)
    institution_type = models.CharField(
        _("type of institution"), max_length=20, choices=InstitutionType, db_index=True
    )
    stakeholder_type = models.CharField(
        _("type of stakeholder"),
        max_length=1,
        choices=StakeholderType,
        db_index=True,
        help_text=_("How near reintegration is to what the organisation is for."),
    )
    areas = models.ManyToManyField(
        TaskArea, verbose_name=_("areas of activity"), related_name="organisations", blank=True
    )
    tags = TaggableManager(
        through=TaggedOrganisation,
        verbose_name=pgettext_lazy("organisation", "tags"),
        blank=True,
        help_text=_("Words that people look for, for example: seniors, work, sport."),
    )
    town = models.CharField(
        pgettext_lazy("organisation", "place"),
        max_length=80,
        blank=True,
        db_index=True,
        help_text=_("Where it is active."),
    )
    looking_for_partner = models.BooleanField(_("is looking for a partner"), default=False)

    nip = models.CharField("NIP", max_length=20, blank=True, validators=[validate_nip])
    regon = models.CharField("REGON", max_length=20, blank=True, validators=[validate_regon])
    krs = models.CharField(
        "KRS",
        max_length=20,
        blank=True,
        validators=[validate_krs],
        help_text=_("Leave empty when the organisation is not in the National Court Register."),
    )
    register = models.CharField(
        _("other register"),
        max_length=200,
        blank=True,
        help_text=_("Its name and the number in it, for example the register of sports clubs."),
    )
    opp = models.BooleanField(_("public benefit organisation (OPP)"), default=False)

    e_delivery = models.CharField(
        _("e-Doręczenia address"), max_length=40, blank=True, validators=[e_delivery_validator]
    )
    website = models.URLField(_("website"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    email_public = models.BooleanField(
        _("show the e-mail on the site"),
        default=False,
        help_text=_("Only the organisation's own address, never a private person's."),
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_public = models.BooleanField(
        _("show the phone on the site"),
        default=False,
        help_text=_("Only the organisation's own number, never a private person's."),
    )
    address = models.CharField(_("postal address"), max_length=200, blank=True)
    address_public = models.BooleanField(
        _("show the address on the site"),
        default=False,
        help_text=_("Not when the organisation is registered in somebody's home."),
    )

    member_state = models.CharField(
        _("membership"),
        max_length=10,
        choices=MemberState,
        default=MemberState.LISTED,
        db_index=True,
        help_text=_(
            "Applications and refusals are never shown to the public. A member that left can only "
            "be chosen from the list where remarks are sent."
        ),
    )
    joined_on = models.DateField(
        _("joined on"), null=True, blank=True, help_text=_("The date of the signed declaration.")
    )
    left_on = models.DateField(_("left on"), null=True, blank=True)

    sort_key = models.CharField(max_length=400, db_index=True, editable=False)
    name_folded = models.CharField(max_length=400, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self):
        return self.name

    def clean(self):
        errors = {}
        for field, normalise in [("regon", normalise_regon), ("krs", normalise_krs)]:
            value = normalise(getattr(self, field)) if getattr(self, field) else ""
            same = Organisation.objects.filter(**{field: value}).exclude(pk=self.pk)
            if value and (other := same.first()):
                errors[field] = _("This number already belongs to: %(name)s.") % {
                    "name": other.name
                }
        if self.member_state == MemberState.ACTIVE and not self.joined_on:
            errors["joined_on"] = _("Enter the date of the signed declaration of accession.")
        if self.joined_on and self.left_on and self.left_on < self.joined_on:
            errors["left_on"] = _("An organisation cannot leave before it has joined.")
        if errors:
            raise ValidationError(errors)

    def save(self, *args, **kwargs):
        self.nip = normalise_nip(self.nip)
        self.regon = normalise_regon(self.regon)
        self.krs = normalise_krs(self.krs)
        self.sort_key = sort_key(self.name)
        self.name_folded = fold(f"{self.name} {self.short_name} {self.town}")[:400]
        self.slug = self.slug or self._free_slug()
        super().save(*args, **kwargs)

    def _free_slug(self):
        stem = slugify(fold(self.name))[:70].strip("-") or "organizacja"
        taken = set(
            Organisation.objects.filter(slug__startswith=stem)
            .exclude(pk=self.pk)
            .values_list("slug", flat=True)
        )
        slug, number = stem, 2
        while slug in taken:
            slug, number = f"{stem}-{number}", number + 1
        return slug

    @property
    def is_member(self):
        return self.member_state in MEMBER_STATES

    @property
    def letter(self):
        """The letter under which a Polish reader looks for it: Ś is not S."""
        return next((char.upper() for char in self.name if char.isalnum()), "")

    @property
    def label(self):
        """The name for narrow places."""
        return self.short_name or self.name

    @property
    def sector_word(self):
        return Sector(self.sector).short_label

    @property
    def public_email(self):
        return self.email if self.email_public else ""

    @property
    def public_phone(self):
        return self.phone if self.phone_public else ""

    @property
    def public_address(self):
        return self.address if self.address_public else ""

    @property
    def has_public_contact(self):
        return bool(
            self.e_delivery
            or self.website
            or self.public_email
            or self.public_phone
            or self.public_address
        )

    def text(self, field):
        """`field` of the organisation's texts in the reader's language, else in Polish."""
        by_language = {text.locale.language_code: text for text in self.texts.all()}
        for language in languages_to_try():
            value = getattr(by_language.get(language), field, "")
            if value:
                return Wording(value, language)
        return Wording("", settings.LANGUAGE_CODE)

    @property
    def helps_with(self):
        return self.text("helps_with")

    @property
    def description(self):
        return self.text("description")

    @property
    def offers(self):
        return self.text("offers")

    @property
    def needs(self):
        return self.text("needs")


class OrganisationText(models.Model):
    """What an organisation says about itself in one language."""

    organisation = ParentalKey(Organisation, related_name="texts", on_delete=models.CASCADE)
    locale = models.ForeignKey(
        Locale, verbose_name=_("language"), related_name="+", on_delete=models.PROTECT
    )
    helps_with = models.TextField(
        _("what it helps with"),
        max_length=300,
        help_text=_("One or two plain sentences for somebody who needs help or a partner."),
    )
    description = models.TextField(
        pgettext_lazy("organisation", "description"), max_length=5000, blank=True
    )
    offers = models.TextField(_("What it offers"), max_length=1000, blank=True)
    needs = models.TextField(_("What it needs"), max_length=1000, blank=True)
    folded = models.TextField(editable=False)

    class Meta:
        verbose_name = _("text of an organisation")
        verbose_name_plural = _("texts of organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "locale"],
                name="one_text_per_language",
                violation_error_message=_("There is already a text in this language."),
            )
        ]

    def __str__(self):
        return f"{self.organisation} ({self.locale.language_code})"

    def save(self, *args, **kwargs):
        self.folded = fold(" ".join([self.helps_with, self.description, self.offers, self.needs]))
        super().save(*args, **kwargs)


#: An organisation's texts with their languages, in one query.
TEXTS = models.Prefetch("texts", queryset=OrganisationText.objects.select_related("locale"))
