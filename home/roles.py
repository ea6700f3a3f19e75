"""The roles in which people work in the admin; a migration makes a group for each.

An administrator may change what a group may do, narrow it to a section of the page tree, or
delete it: the migration has run once and nothing puts it back.
"""

#: The short name of each role, which the demo's account has, and its group.
ROLES = {
    "redakcja": "Redakcja",
    "moderacja": "Moderacja",
    "burmistrz": "Akceptacja",
    "koordynacja": "Koordynacja",
    "tlumaczenia": "Tłumaczenia",
}
