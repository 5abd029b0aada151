"""Staff addresses of answers, below …/ergebnisse/antworten/."""

from django.urls import path

from consultations.results.answers import (
    admin_views,
    cosign_admin_views,
    demand_admin_views,
    pending_admin_views,
    translation_admin_views,
)

urlpatterns = [
    path("bausteine/", admin_views.TextBlocksView.as_view(), name="text_blocks"),
    path("bausteine/<int:pk>/", admin_views.TextBlockView.as_view(), name="text_block"),
    path("fristen/", admin_views.DeadlinesView.as_view(), name="deadlines"),
    path("mitzeichnung/", cosign_admin_views.CosignListView.as_view(), name="cosign_list"),
    path("mitzeichnung/pflicht/", demand_admin_views.DemandsView.as_view(), name="cosign_demands"),
    path("mitzeichnung/<int:pk>/", cosign_admin_views.CosignView.as_view(), name="cosign"),
    path("<int:number>/fassungen/", admin_views.VersionsView.as_view(), name="answer_versions"),
    path(
        "<int:number>/neue-fassung/veroeffentlichen/",
        pending_admin_views.PublishVersionView.as_view(),
        name="publish_version",
    ),
    path(
        "<int:number>/neue-fassung/aufgeben/",
        pending_admin_views.WithdrawVersionView.as_view(),
        name="withdraw_version",
    ),
    path("<int:number>/mitzeichnung/", cosign_admin_views.AskView.as_view(), name="ask_cosign"),
    path("<int:number>/mitzeichnung/pflicht/", demand_admin_views.DemandView.as_view(), name="demand_cosign"),
    path("<int:number>/mitzeichnung/entfaellt/", demand_admin_views.WaiveView.as_view(), name="waive_cosign"),
    path("<int:number>/mitzeichnung/doch/", demand_admin_views.EndWaiverView.as_view(), name="end_cosign_waiver"),
    path(
        "<int:number>/mitzeichnung/<int:pk>/zuruecknehmen/",
        cosign_admin_views.TakeBackView.as_view(),
        name="take_back_cosign",
    ),
    path(
        "<int:number>/mitzeichnung/<int:pk>/nicht-mehr-erreichbar/",
        cosign_admin_views.UnreachableView.as_view(),
        name="cosign_unreachable",
    ),
    path(
        "<int:number>/uebersetzung/<str:language>/",
        translation_admin_views.TranslationView.as_view(),
        name="translation",
    ),
]
