"""Fields of forms in the admin."""

from django import forms
from wagtail.admin import widgets


class _Typed:
    """For dates that are typed, with a calendar that helps and does not get in the way.

    The picker reads one way of writing a date and puts the present day in place of every other,
    without a word. The server reads more ways, and says so where it cannot.
    """

    def get_config(self):
        return {**super().get_config(), "validateOnBlur": False}

    @property
    def media(self):
        return super().media + forms.Media(js=["portal/js/calendar.js"])


class DateInput(_Typed, widgets.AdminDateInput):
    pass


class DateTimeInput(_Typed, widgets.AdminDateTimeInput):
    pass
