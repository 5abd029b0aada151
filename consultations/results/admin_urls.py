"""Addresses of the analysts' screens, below /admin/verfahren/<process_slug>/auswertung/."""

urlpatterns = []
app_name = "results_admin"
