"""Addresses of the recording screens, below /admin/verfahren/<process_slug>/erfassung/."""

from django.urls import path, re_path

from consultations.contributions.recording import admin_views as views
from consultations.contributions.recording import sheet_views as sheets

app_name = "recording_admin"
urlpatterns = [
    path("", views.StatementListView.as_view(), name="index"),
    path("neu/", views.BeginView.as_view(), name="begin"),
    path("import/", sheets.SheetUploadView.as_view(), name="sheets"),
    re_path(r"^import/vorlage\.(?P<ending>xlsx|csv)$", sheets.TemplateDownloadView.as_view(), name="template"),
    path("import/<int:pk>/", sheets.SheetView.as_view(), name="sheet"),
    path("import/<int:pk>/verwerfen/", sheets.SheetDiscardView.as_view(), name="sheet_discard"),
    path("import/<int:pk>/codes.xlsx", sheets.SheetCodesView.as_view(), name="sheet_codes"),
    path("<int:pk>/", views.PartsView.as_view(), name="page"),
    path("<int:pk>/angaben/", views.DetailsView.as_view(), name="details"),
    path("<int:pk>/original/", views.OriginalView.as_view(), name="original"),
    path("<int:pk>/original/ersetzen/", views.OriginalUploadView.as_view(), name="original_upload"),
    path("<int:pk>/beitrag/<int:part>/", views.PartsView.as_view(), name="part"),
    path("<int:pk>/beitrag/<int:part>/entfernen/", views.RemovePartView.as_view(), name="part_remove"),
    path("<int:pk>/uebergeben/", views.HandOverView.as_view(), name="hand_over"),
    path("<int:pk>/verwerfen/", views.DiscardView.as_view(), name="discard"),
    path("<int:pk>/belege/", views.ReceiptsView.as_view(), name="receipts"),
    path("<int:pk>/antwort/", views.AnswerLetterView.as_view(), name="answer_letter"),
]
