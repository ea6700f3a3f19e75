"""Rows that may be added but never changed or removed, kept so by the database itself.

A model says so with an attribute `append_only = AppendOnly(...)`. Triggers are (re)installed
after every `migrate`, because SQLite rebuilds a table for some schema changes and drops its
triggers on the way. A system check reports a missing one.
"""

from contextlib import contextmanager
from dataclasses import dataclass, field

from django.apps import apps
from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

_FUNCTION = "portal_append_only"


@dataclass(frozen=True)
class AppendOnly:
    """What is guarded of a table.

    `free` names the fields that may still change; `when` is an SQL condition on the old row,
    written with `OLD.`, under which the guard holds (always, if empty). `erasable` names texts
    that one update may empty, together with setting the model's `erased_at` once; nothing else
    of the row may change with it. `once` names fields that one update may set, together with the
    first of them, which was null until then. `removable` rows may go, and never change.
    """

    free: tuple[str, ...] = field(default=())
    when: str = ""
    erasable: tuple[str, ...] = field(default=())
    once: tuple[str, ...] = field(default=())
    removable: bool = False


def guarded_models():
    return [model for model in apps.get_models() if hasattr(model, "append_only")]


def _names(model):
    table = model._meta.db_table
    return f"{table}_no_update", f"{table}_no_delete", f"{table}_no_truncate"


def _guarded_columns(model):
    free = {model._meta.get_field(name).column for name in model.append_only.free}
    return [f.column for f in model._meta.local_concrete_fields if f.column not in free]


def _allowed(model, vendor):
    """The SQL condition of an update that erases, or sets once, and does nothing else."""
    guard = model.append_only
    allowed = []
    if guard.erasable:
        allowed.append(_setting(model, vendor, "erased_at", guard.erasable, "NEW.{0} = ''"))
    if guard.once:
        allowed.append(_setting(model, vendor, guard.once[0], guard.once[1:], "TRUE"))
    return " OR ".join(f"({condition})" for condition in allowed)


def _setting(model, vendor, moment, names, new):
    """That an update sets the moment, and besides only `names`, to something that is `new`."""
    same = "NEW.{0} IS OLD.{0}" if vendor == "sqlite" else "NEW.{0} IS NOT DISTINCT FROM OLD.{0}"
    with_it = {model._meta.get_field(name).column for name in names}
    conditions = [f'OLD."{moment}" IS NULL AND NEW."{moment}" IS NOT NULL']
    for column in _guarded_columns(model):
        if column in with_it:
            conditions.append(f"({new} OR {same})".format(f'"{column}"'))
        elif column != moment:
            conditions.append(same.format(f'"{column}"'))
    return " AND ".join(conditions)


def _statements(model, vendor):
    """The name of each trigger, and what makes it."""
    guard, table = model.append_only, model._meta.db_table
    update, delete, truncate = _names(model)
    columns = ", ".join(f'"{column}"' for column in _guarded_columns(model))
    when = f"WHEN ({guard.when})" if guard.when else ""
    allowed = _allowed(model, vendor)
    changed = f"WHEN (({guard.when or 'TRUE'}) AND NOT ({allowed}))" if allowed else when
    if vendor == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        yield (
            update,
            f'CREATE TRIGGER "{update}" BEFORE UPDATE OF {columns} ON "{table}" {changed} {refuse}',
        )
        if not guard.removable:
            yield delete, f'CREATE TRIGGER "{delete}" BEFORE DELETE ON "{table}" {when} {refuse}'
    else:
        call = f"EXECUTE FUNCTION {_FUNCTION}()"
        yield (
            update,
            f'CREATE TRIGGER "{update}" BEFORE UPDATE OF {columns} ON "{table}" '
            f"FOR EACH ROW {changed} {call}",
        )
        if not guard.removable:
            yield (
                delete,
                f'CREATE TRIGGER "{delete}" BEFORE DELETE ON "{table}" FOR EACH ROW {when} {call}',
            )
        yield truncate, f'CREATE TRIGGER "{truncate}" BEFORE TRUNCATE ON "{table}" {call}'


def _existing(connection):
    """Names of the triggers that the database holds now."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        return {row[0] for row in cursor.fetchall()}


def _drop(connection, models):
    existing = _existing(connection)
    with connection.cursor() as cursor:
        for model in models:
            for name in _names(model):
                if name in existing:
                    on = "" if connection.vendor == "sqlite" else f' ON "{model._meta.db_table}"'
                    cursor.execute(f'DROP TRIGGER "{name}"{on}')


def install(using=DEFAULT_DB_ALIAS):
    """Puts every guard in place; safe to run again."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    models = [model for model in guarded_models() if model._meta.db_table in tables]
    _drop(connection, models)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$"
                " BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME"
                " USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
        for model in models:
            for _name, statement in _statements(model, connection.vendor):
                cursor.execute(statement)


@contextmanager
def lifted(using=DEFAULT_DB_ALIAS):
    """Takes the guards away for the body; only for emptying a test database."""
    _drop(connections[using], guarded_models())
    try:
        yield
    finally:
        install(using)


def install_after_migrate(sender, using, **kwargs):
    """Once a `migrate`, which signals every app after all of them are migrated."""
    if sender.label == "portal":
        install(using)


@checks.register(checks.Tags.database)
def check_guards(databases=None, **kwargs):
    """Every guarded table has its triggers, unless a `migrate` that installs them is due."""
    messages = []
    for alias in databases or []:
        connection = connections[alias]
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            continue
        tables = set(connection.introspection.table_names())
        existing = _existing(connection)
        for model in guarded_models():
            if model._meta.db_table not in tables:
                continue
            wanted = [name for name, _statement in _statements(model, connection.vendor)]
            missing = [name for name in wanted if name not in existing]
            if missing:
                messages.append(
                    checks.Error(
                        f"The append-only guard of {model._meta.label} is missing: "
                        f"{', '.join(missing)}.",
                        hint="Run `manage.py migrate`, which installs it.",
                        id="portal.E001",
                    )
                )
    return messages
