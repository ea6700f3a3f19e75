"""Addresses of the remark's way; under /en/ and /uk/ they speak those languages."""

from django.urls import path

from resources import views

urlpatterns = [
    path("uwagi/nowa/<int:consultation>/", views.NewRemarkView.as_view(), name="remark-new"),
    path("uwagi/potwierdzenie/<str:token>/", views.ConfirmView.as_view(), name="remark-confirm"),
    path("uwagi/pokwitowanie/<str:token>/", views.ReceiptView.as_view(), name="remark-receipt"),
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
]
