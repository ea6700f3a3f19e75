"""The demo's mailbox; these addresses exist under demo settings only."""

from django.urls import path

from home.demo.mailbox import MailboxView

urlpatterns = [path("poczta/", MailboxView.as_view(), name="demo-mailbox")]
