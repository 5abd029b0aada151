"""Public addresses of the moderation: the rules, objecting to a decision, reporting a contribution."""

from django.urls import path

from consultations.moderation.objections.views import object_to_decision
from consultations.moderation.reports.views import report_contribution
from consultations.moderation.rules_page.views import rules

app_name = "moderation"

urlpatterns = [
    path("verfahren/<slug:process_slug>/regeln/", rules, name="rules"),
    path("beitrag/<str:code>/widerspruch/", object_to_decision, name="object"),
    path("beitrag/<str:code>/melden/", report_contribution, name="report"),
]
