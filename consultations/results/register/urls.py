"""Public addresses of the register."""

from django.urls import path

from consultations.results.register import views

app_name = "register"
urlpatterns = [
    path("verfahren/<slug:process_slug>/register/", views.register, name="register"),
    path("verfahren/<slug:process_slug>/register/beleg/", views.receipt, name="receipt"),
    path(
        "verfahren/<slug:process_slug>/register/<slug:phase_key>/<int:number>/register.json",
        views.download,
        name="download",
    ),
    path(
        "verfahren/<slug:process_slug>/register/<slug:phase_key>/<int:number>/siegel.txt",
        views.seal_text,
        name="seal_text",
    ),
]
