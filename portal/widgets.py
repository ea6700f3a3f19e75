"""Fields of forms in the admin."""

from wagtail.admin import widgets


class _AsTyped:
    """Keeps what was typed.

    The picker reads one way of writing a date and puts the present day in place of every other,
    without a word. The server reads more ways, and says so where it cannot.
    """

    def get_config(self):
        return {**super().get_config(), "validateOnBlur": False}


class DateInput(_AsTyped, widgets.AdminDateInput):
    pass


class DateTimeInput(_AsTyped, widgets.AdminDateTimeInput):
    pass
