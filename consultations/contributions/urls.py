"""Addresses of contributions and of the forms to write them."""

from django.urls import path

from consultations.contributions import list_views, support_views, views
from consultations.contributions.cards import views as cards
from consultations.contributions.following import views as following
from consultations.contributions.guests import views as guests
from consultations.contributions.own import views as own
from consultations.contributions.saved import views as saved

app_name = "contributions"

urlpatterns = [
    path(
        "verfahren/<slug:process_slug>/entwurf/absatz/<str:lineage>/",
        views.ParagraphContributions.as_view(),
        name="paragraph",
    ),
    path(
        "verfahren/<slug:process_slug>/entwurf/kapitel/<str:lineage>/",
        views.SectionContributions.as_view(),
        name="section",
    ),
    path(
        "verfahren/<slug:process_slug>/entwurf/gesamt/",
        views.DraftContributions.as_view(),
        name="draft",
    ),
    path("verfahren/<slug:process_slug>/thementisch/<int:table>/", cards.TableCards.as_view(), name="cards"),
    path("beitrag/<str:code>/foto/", cards.card_photo, name="card_photo"),
    path(
        "verfahren/<slug:process_slug>/konferenzen/<slug:slug>/dokumentation.pdf",
        cards.documentation,
        name="documentation",
    ),
    path("verfahren/<slug:process_slug>/beitraege/", list_views.ProcessContributions.as_view(), name="list"),
    path("verfahren/<slug:process_slug>/beitraege/tabelle.csv", list_views.table, name="table"),
    path("verfahren/<slug:process_slug>/beitrag-gesendet/", guests.sent, name="guest_sent"),
    path("beitrag-bestaetigen/aufgabe/", guests.challenge, name="guest_challenge"),
    path("beitrag-bestaetigen/<str:token>/", guests.confirm, name="guest_confirm"),
    path("konto/angefangene-beitraege/", saved.saved_list, name="saved"),
    path("konto/angefangene-beitraege/<int:pk>/verwerfen/", saved.discard, name="saved_discard"),
    path("beitrag/<str:code>/unterstuetzen/", support_views.support, name="support"),
    path("beitrag/<str:code>/aendern/", own.EditView.as_view(), name="edit"),
    path("beitrag/<str:code>/zurueckziehen/", own.WithdrawView.as_view(), name="withdraw"),
    path("konto/beitraege/", own.mine, name="mine"),
    path("verfahren/<slug:process_slug>/folgen/", following.follow, name="follow"),
    path("konto/gefolgte-absaetze/", following.followed, name="followed"),
]
