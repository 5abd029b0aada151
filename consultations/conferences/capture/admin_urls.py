"""Addresses of the staff screens, below /admin/verfahren/<process_slug>/konferenzen/<conference>/erfassung/."""

from django.urls import path

from consultations.conferences.capture import admin_views as views

app_name = "capture_admin"
urlpatterns = [
    path("", views.IndexView.as_view(), name="index"),
    path("links/", views.LinksView.as_view(), name="links"),
    path("links/<int:pk>/", views.LinkView.as_view(), name="link"),
    path("links/<int:pk>/beenden/", views.EndLinkView.as_view(), name="end_link"),
    path("links/beenden/", views.EndAllView.as_view(), name="end_all"),
    path("schliessen/", views.CloseView.as_view(), name="close"),
    path("karten/<int:pk>/", views.CardView.as_view(), name="card"),
    path("karten/<int:pk>/schritt/", views.CardStepView.as_view(), name="card_step"),
    path("karten/<int:pk>/foto/", views.PhotoView.as_view(), name="photo"),
]
