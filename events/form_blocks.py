"""Blocks from which an editor builds an invitation and a report."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from events.choices import ConclusionState


class AgendaPointBlock(blocks.StructBlock):
    time = blocks.TimeBlock(label=pgettext_lazy("agenda", "from"), format="%H:%M")
    minutes = blocks.IntegerBlock(
        label=pgettext_lazy("agenda", "minutes"), required=False, min_value=1, max_value=720
    )
    title = blocks.CharBlock(label=pgettext_lazy("agenda", "what"), max_length=200)
    text = blocks.CharBlock(
        label=pgettext_lazy("agenda", "details"), required=False, max_length=300
    )

    class Meta:
        icon = "time"
        label = pgettext_lazy("agenda", "Point")


class AgendaBlock(blocks.StreamBlock):
    """Timed points; a meeting of several days names each day."""

    point = AgendaPointBlock()
    day = blocks.CharBlock(
        label=pgettext_lazy("agenda", "Day"),
        icon="date",
        max_length=80,
        help_text=_("Only when the meeting takes several days."),
    )

    class Meta:
        required = False


class TotalBlock(blocks.StructBlock):
    value = blocks.CharBlock(label=pgettext_lazy("total", "number"), max_length=12)
    label = blocks.CharBlock(label=pgettext_lazy("total", "of what"), max_length=60)

    class Meta:
        icon = "order"
        label = pgettext_lazy("total", "Number")


class TotalsBlock(blocks.StreamBlock):
    total = TotalBlock()

    class Meta:
        required = False
        max_num = 4


class ConclusionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=pgettext_lazy("conclusion", "in one sentence"), max_length=150)
    text = blocks.TextBlock(label=pgettext_lazy("conclusion", "more"), required=False)
    who = blocks.CharBlock(
        label=pgettext_lazy("conclusion", "who is responsible"),
        required=False,
        max_length=120,
        help_text=_("The organisation or office, not a person's name."),
    )
    term = blocks.DateBlock(label=pgettext_lazy("conclusion", "by when"), required=False)
    state = blocks.ChoiceBlock(
        label=pgettext_lazy("conclusion", "state"),
        choices=ConclusionState.choices,
        default=ConclusionState.PLANNED,
    )

    class Meta:
        icon = "check"
        label = _("Conclusion")

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        context["state"] = ConclusionState(value["state"]).label
        return context


class ConclusionsBlock(blocks.StreamBlock):
    conclusion = ConclusionBlock(template="events/blocks/conclusion.html")

    class Meta:
        required = False


class OpenQuestionsBlock(blocks.StreamBlock):
    question = blocks.TextBlock(label=pgettext_lazy("open question", "Question"), icon="help")

    class Meta:
        required = False
