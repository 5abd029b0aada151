"""Addresses of statements: the workspace below /konto/, and the public page of a released one."""

from django.urls import path

from consultations.contributions.statements import public_views, release_views, round_views, views

app_name = "statements"

_ONE = "konto/stellungnahmen/<int:pk>/"

urlpatterns = [
    path("konto/stellungnahmen/", views.StatementList.as_view(), name="list"),
    path(
        "konto/stellungnahmen/aufnehmen/<slug:process_slug>/<slug:kind>/<str:key>/",
        views.TakeIn.as_view(),
        name="take_in",
    ),
    path("konto/stellungnahmen/einladung/<int:mandate>/", round_views.AnswerInvitation.as_view(), name="invitation"),
    path("konto/stellungnahmen/einladung/link/<str:token>/", round_views.AnswerLink.as_view(), name="invitation_link"),
    path(_ONE, views.Workspace.as_view(), name="workspace"),
    path(f"{_ONE}angaben/", views.EditParticulars.as_view(), name="particulars"),
    path(f"{_ONE}punkt/neu/", views.AddItem.as_view(), name="add"),
    path(f"{_ONE}punkt/<int:item>/", views.EditItem.as_view(), name="item"),
    path(f"{_ONE}punkt/<int:item>/kommentar/", views.CommentItem.as_view(), name="comment"),
    path(f"{_ONE}punkt/<int:item>/verschieben/", views.MoveItem.as_view(), name="move"),
    path(f"{_ONE}punkt/<int:item>/entfernen/", views.RemoveItem.as_view(), name="remove"),
    path(f"{_ONE}abgeben/", release_views.Release.as_view(), name="release"),
    path(f"{_ONE}beleg/", release_views.Receipt.as_view(), name="receipt"),
    path(f"{_ONE}stellungnahme.pdf", release_views.SubmittedPaper.as_view(), name="paper"),
    path(f"{_ONE}entwurf.<slug:ending>", release_views.PreparedFile.as_view(), name="file"),
    path(f"{_ONE}uebergeben/", release_views.HandOver.as_view(), name="hand_over"),
    path(f"{_ONE}eigene/", release_views.KeepAsOwn.as_view(), name="keep_as_own"),
    path(f"{_ONE}runde/", round_views.Round.as_view(), name="round"),
    path(f"{_ONE}runde/<int:mandate>/", round_views.HandedOver.as_view(), name="handed_over"),
    path("stellungnahme/<str:code>/", public_views.statement, name="public"),
]
