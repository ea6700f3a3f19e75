"""The demo's accounts; they exist under demo settings only."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.users.models import UserProfile

from home.roles import ROLES

PASSWORD = "demo"

#: Account: what it is called in the admin. Those named in ROLES have that role's rights only.
ACCOUNTS = {
    "admin": "Administracja",
    "redakcja": "Redakcja OPS",
    "moderacja": "Obsługa konsultacji",
    "zastepstwo": "Zastępstwo w konsultacjach",
    "burmistrz": "Burmistrz",
    "koordynacja": "Koordynacja partnerstwa",
    "tlumaczenia": "Tłumaczenia",
}

#: Accounts with the rights of another one's role.
STAND_INS = {"zastepstwo": "moderacja"}


def load():
    """Makes the accounts that are missing; returns all by name."""
    users = {}
    for username, name in ACCOUNTS.items():
        role = ROLES.get(STAND_INS.get(username, username))
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
                user.groups.add(Group.objects.get(name=role))
        users[username] = user
    return users
