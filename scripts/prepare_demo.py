"""Everything that must be in place before the demo can be served, in one process."""

import sys

import django
from django.core.management import call_command

STEPS = [
    ("Translations", "compile_messages", {}),  # first: what the others store is in words
    ("Database", "migrate", {"verbosity": 0}),
    ("Demo content", "load_demo", {}),
    ("Styles, scripts, pictures", "collectstatic", {"verbosity": 0, "interactive": False}),
]


def main():
    django.setup()
    for title, command, options in STEPS:
        print(f"· {title}", flush=True)
        call_command(command, **options)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
