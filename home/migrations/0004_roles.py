"""Groups with permissions for the roles.

A migration and not a handler after each `migrate`: it runs once, so that what an administrator
changes later stays. Django makes permissions only after all migrations, so this one makes those
that it needs, with the names that Django would give them.
"""

from django.db import migrations

PAGES = "wagtailcore.page"
NAMES = {
    ("wagtailadmin.admin", "access_admin"): "Can access Wagtail admin",
    (PAGES, "publish_page"): "Publish any page",
    ("wagtailimages.image", "choose_image"): "Can choose image",
    ("wagtaildocs.document", "choose_document"): "Can choose document",
    ("wagtail_localize.translation", "submit_translation"): "Can submit translations",
    ("portal_resources.consultation", "answer_remarks"): (
        "Can draft answers and put them forward"
    ),
    ("portal_resources.consultation", "approve_answers"): "Can approve answers",
}

EDIT_AND_PUBLISH = ["add_page", "change_page", "publish_page"]
FILES = {
    "wagtailimages.image": ["add_image", "change_image", "choose_image"],
    "wagtaildocs.document": ["add_document", "change_document", "choose_document"],
}
CHOOSE_FILES = {
    "wagtailimages.image": ["choose_image"],
    "wagtaildocs.document": ["choose_document"],
}

# For each group: permissions on the root of the page tree, on the root of the files, on records.
GROUPS = {
    "Redakcja": (EDIT_AND_PUBLISH, FILES, {}),
    "Moderacja": (
        EDIT_AND_PUBLISH,
        FILES,
        {
            "portal_resources.consultation": [
                "add_consultation",
                "change_consultation",
                "view_consultation",
                "answer_remarks",
            ]
        },
    ),
    "Akceptacja": (
        [],
        {},
        {"portal_resources.consultation": ["view_consultation", "approve_answers"]},
    ),
    "Koordynacja": (
        EDIT_AND_PUBLISH,
        FILES,
        {
            "portal_partnerships.organisation": [
                "add_organisation",
                "change_organisation",
                "delete_organisation",
                "view_organisation",
            ],
            "portal_partnerships.partnership": [
                "add_partnership",
                "change_partnership",
                "delete_partnership",
                "view_partnership",
            ],
        },
    ),
    "Tłumaczenia": (
        ["change_page"],
        CHOOSE_FILES,
        {"wagtail_localize.translation": ["submit_translation"]},
    ),
}


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    on_pages = apps.get_model("wagtailcore", "GroupPagePermission").objects
    on_files = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    root_page = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    root_collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)

    def permission(model, codename):
        app_label, model_name = model.split(".")
        content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
            app_label=app_label, model=model_name
        )
        found, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type,
            codename=codename,
            defaults={"name": NAMES.get((model, codename)) or _stock_name(apps, model, codename)},
        )
        return found

    for name, (pages, files, records) in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(permission("wagtailadmin.admin", "access_admin"))
        for codename in pages:
            on_pages.get_or_create(
                group=group, page=root_page, permission=permission(PAGES, codename)
            )
        for model, codenames in files.items():
            for codename in codenames:
                on_files.get_or_create(
                    group=group,
                    collection=root_collection,
                    permission=permission(model, codename),
                )
        for model, codenames in records.items():
            group.permissions.add(*(permission(model, codename) for codename in codenames))
    _replace_stock_groups(apps)


def _stock_name(apps, model, codename):
    action = codename.split("_")[0]
    return f"Can {action} {apps.get_model(model)._meta.verbose_name_raw}"


def _replace_stock_groups(apps):
    """Wagtail's own two groups would only be in the way where nobody is in them yet.

    Its approval workflow goes to our editors, who publish what a translator has put forward.
    """
    Group = apps.get_model("auth", "Group")
    users = apps.get_model("portal_home", "User").objects
    editors = Group.objects.get(name="Redakcja")
    for task in apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(
        groups__name="Moderators"
    ):
        task.groups.add(editors)
        if task.name == "Moderators approval":
            apps.get_model("wagtailcore", "Workflow").objects.filter(name=task.name).update(
                name="Zgoda redakcji"
            )
            task.name = "Zgoda redakcji"
            task.save()
    for group in Group.objects.filter(name__in=["Moderators", "Editors"]):
        if not users.filter(groups=group).exists():
            group.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("portal_home", "0003_pages"),
        ("portal_partnerships", "0001_initial"),
        ("portal_resources", "0001_initial"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
        ("wagtailadmin", "0003_admin_managed"),
        ("wagtailcore", "0094_alter_page_locale"),
        ("wagtaildocs", "0011_add_choose_permissions"),
        ("wagtailimages", "0023_add_choose_permissions"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
