"""Addresses of the remark's way; under /en/ and /uk/ they speak those languages."""

from django.urls import path

from resources import views
from resources.views import reading, record

urlpatterns = [
    path("uwagi/nowa/<int:consultation>/", views.NewRemarkView.as_view(), name="remark-new"),
    path("uwagi/potwierdzenie/<str:token>/", views.ConfirmView.as_view(), name="remark-confirm"),
    path("uwagi/pokwitowanie/<str:token>/", views.ReceiptView.as_view(), name="remark-receipt"),
    path(
        "uwagi/pokwitowanie/<str:token>/zalacznik/<int:pk>/",
        views.OwnAttachmentView.as_view(),
        name="remark-attachment",
    ),
    path("uwagi/poparcie/<str:signed>/", views.SupportView.as_view(), name="remark-support"),
    path(
        "uwagi/poparcie/potwierdzenie/<str:token>/",
        views.ConfirmSupportView.as_view(),
        name="support-confirm",
    ),
    path("uwagi/szkic/<str:token>/", views.DraftView.as_view(), name="remark-draft"),
    path(
        "uwagi/szkic/<str:token>/uwaga/",
        views.DraftRemarkView.as_view(http_method_names=["get", "head"]),
        name="remark-draft-new",
    ),
    path(
        "uwagi/szkic/<str:token>/uwaga/<uuid:number>/",
        views.DraftRemarkView.as_view(),
        name="remark-draft-remark",
    ),
    path(
        "uwagi/szkic/<str:token>/podglad/",
        views.PreviewView.as_view(),
        name="remark-draft-preview",
    ),
    path(
        "uwagi/szkic/<str:token>/projekt.pdf",
        reading.DraftPaper.as_view(),
        name="remark-draft-paper",
    ),
    path("uwagi/sprawozdanie/<int:consultation>/", views.ReportView.as_view(), name="report"),
    path(
        "uwagi/sprawozdanie/<int:consultation>/<slug:form>/",
        views.ReportFileView.as_view(),
        name="report-file",
    ),
    path("uwagi/powiadomienia/<int:consultation>/", views.FollowView.as_view(), name="follow"),
    path(
        "uwagi/powiadomienia/potwierdzenie/<str:token>/",
        views.ConfirmFollowView.as_view(),
        name="follow-confirm",
    ),
    path(
        "uwagi/powiadomienia/rezygnacja/<str:token>/",
        views.StopFollowingView.as_view(),
        name="follow-stop",
    ),
    path(
        "uwagi/pokwitowanie/<str:token>/pokwitowanie.pdf",
        reading.ReceiptPaper.as_view(),
        name="remark-receipt-paper",
    ),
    path(
        "uwagi/formularz/<int:consultation>.pdf",
        reading.paper_form,
        {"form": "pdf"},
        name="remark-form-pdf",
    ),
    path(
        "uwagi/formularz/<int:consultation>.docx",
        reading.paper_form,
        {"form": "docx"},
        name="remark-form-docx",
    ),
    path("uwagi/terminy/<int:consultation>.ics", reading.calendar, name="consultation-dates"),
    path("uwagi/kanal/<int:consultation>/", reading.feed, name="consultation-feed"),
    path("uwagi/rejestr/<int:consultation>/", record.register, name="consultation-register"),
    path(
        "uwagi/rejestr/<int:consultation>.csv",
        record.register_csv,
        name="consultation-register-csv",
    ),
    path("uwagi/jak-sprawdzic/", record.how_to_check, name="remark-how-to-check"),
]
