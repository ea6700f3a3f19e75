"""The site's user model."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Somebody who works in the admin. Readers and senders of remarks have no account."""
