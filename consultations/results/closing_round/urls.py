"""Public addresses of the closing round."""

from django.urls import path

from consultations.results.closing_round import views

app_name = "closing_round"
urlpatterns = [
    path("verfahren/<slug:process_slug>/schlussrunde/", views.IndexView.as_view(), name="index"),
    path("verfahren/<slug:process_slug>/schlussrunde/<str:lineage>/", views.ObjectView.as_view(), name="object"),
]
