"""Addresses of the public pages: capture below /erfassung/, where its service worker is at home, and the wall."""

from django.urls import path

from consultations.conferences.capture import sync_views, views, wall_views

app_name = "capture"
urlpatterns = [
    path("erfassung/sw.js", sync_views.service_worker, name="service_worker"),
    path("erfassung/<str:token>/", views.HomeView.as_view(), name="home"),
    path("erfassung/<str:token>/abgleich/", sync_views.SyncView.as_view(), name="sync"),
    path("erfassung/<str:token>/foto/<uuid:key>/", sync_views.PhotoView.as_view(), name="photo"),
    path("erfassung/<str:token>/tisch/<int:number>/", views.TableView.as_view(), name="table"),
    path("erfassung/<str:token>/tisch/<int:number>/karte/<uuid:key>/", views.CardView.as_view(), name="card"),
    path("erfassung/<str:token>/tisch/<int:number>/karte/<uuid:key>/schritt/", views.StepView.as_view(), name="step"),
    path("wand/<str:token>/", wall_views.WallView.as_view(), name="wall"),
]
