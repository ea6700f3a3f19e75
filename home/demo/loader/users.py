"""The demo's accounts; they exist under demo settings only."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.users.models import UserProfile

from home.roles import ROLES

PASSWORD = "demo"

#: Account: what it is called in the admin, and its role (the administrator has all rights).
ACCOUNTS = {
    "admin": ("Administracja", None),
    "redakcja": ("Redakcja OPS", "editor"),
    "moderacja": ("Obsługa konsultacji", "moderator"),
    "burmistrz": ("Burmistrz", "approver"),
    "koordynacja": ("Koordynacja partnerstwa", "coordinator"),
    "tlumaczenia": ("Tłumaczenia", "translator"),
}


def load():
    """Makes the accounts that are missing; returns all by name."""
    users = {}
    for username, (name, role) in ACCOUNTS.items():
        user, created = get_user_model().objects.get_or_create(
            username=username,
            defaults={
                "first_name": name,
                "email": f"{username}@lipowadolina.example",
                "is_superuser": role is None,
                "is_staff": role is None,
            },
        )
        if created:
            user.set_password(PASSWORD)
            user.save()
            UserProfile.objects.create(user=user, preferred_language="pl")
            if role:
                user.groups.add(Group.objects.get(name=ROLES[role]))
        users[username] = user
    return users
