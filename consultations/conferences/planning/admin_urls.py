"""Addresses of the staff screens, below /admin/verfahren/<process_slug>/konferenzen/."""

from django.urls import path

from consultations.conferences.planning import admin_views as views
from consultations.conferences.planning import row_views, state_views

app_name = "conferences_admin"
urlpatterns = [
    path("", views.IndexView.as_view(), name="index"),
    path("neu/", views.CreateView.as_view(), name="create"),
    path("<int:conference>/", views.OverviewView.as_view(), name="overview"),
    path("<int:conference>/plan/", views.EditView.as_view(), name="edit"),
    path("<int:conference>/plan/ablauf/", row_views.AgendaView.as_view(), name="agenda"),
    path("<int:conference>/plan/tische/", row_views.TablesView.as_view(), name="tables"),
    path("<int:conference>/ankuendigen/", state_views.AnnounceView.as_view(), name="announce"),
    path("<int:conference>/absagen/", state_views.CancelView.as_view(), name="cancel"),
    path("<int:conference>/kopieren/", state_views.CopyView.as_view(), name="copy"),
    path("<int:conference>/verwerfen/", state_views.DiscardView.as_view(), name="discard"),
]
