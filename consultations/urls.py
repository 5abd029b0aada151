"""Table of contents: the addresses of all features."""

from django.urls import include, path

urlpatterns = [
    path("verfahren/", include("consultations.process.urls")),
    path("anhoerung/", include("consultations.process.hearing.urls")),
    path("", include("consultations.conferences.urls")),
    path("", include("consultations.conferences.planning.urls")),
    path("", include("consultations.conferences.registration.urls")),
    path("", include("consultations.conferences.attendance.urls")),
    path("", include("consultations.conferences.capture.urls")),
    path("", include("consultations.conferences.record.urls")),
    path("", include("consultations.drafts.urls")),
    path("", include("consultations.contributions.urls")),
    path("", include("consultations.contributions.statements.urls")),
    path("netzwerke/", include("consultations.contributions.networks.urls")),
    path("", include("consultations.moderation.urls")),
    path("anlage/", include("consultations.contributions.attachments.urls")),
    path("", include("consultations.results.register.urls")),
    path("", include("consultations.results.measures.urls")),
    path("", include("consultations.results.closing_round.urls")),
    path("", include("consultations.results.synopsis.urls")),
    path("", include("consultations.results.urls")),
    path("", include("consultations.exports.reports.urls")),
    path("", include("consultations.exports.opendata.urls")),
]
