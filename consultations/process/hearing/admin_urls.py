"""Addresses of the staff screens of hearings, below /admin/verfahren/<process_slug>/anhoerung/."""

from django.urls import path, re_path

from consultations.process.hearing import admin_list_views as lists
from consultations.process.hearing import admin_views as views

app_name = "hearing_admin"
urlpatterns = [
    path("", views.IndexView.as_view(), name="index"),
    path("arbeitstage/", views.WorkingDaysView.as_view(), name="working_days"),
    path("<int:phase>/", views.ListView.as_view(), name="list"),
    path("<int:phase>/liste.csv", views.TableView.as_view(), name="table"),
    path("<int:phase>/einladung/", views.SettingsView.as_view(), name="settings"),
    path("<int:phase>/senden/", views.SendView.as_view(), name="send"),
    path("<int:phase>/neu/", lists.AddView.as_view(), name="add"),
    path("<int:phase>/auswahl/", lists.PickView.as_view(), name="pick"),
    path("<int:phase>/import/", lists.ImportView.as_view(), name="import"),
    re_path(
        r"^(?P<phase>\d{1,18})/import/vorlage\.(?P<ending>xlsx|csv)$", lists.TemplateView.as_view(), name="template"
    ),
    path("<int:phase>/import/<int:pk>/", lists.ImportedView.as_view(), name="imported"),
    path("<int:phase>/<int:pk>/", views.AddresseeView.as_view(), name="addressee"),
    path("<int:phase>/<int:pk>/frist/", views.DecideView.as_view(), name="decide"),
    path("<int:phase>/<int:pk>/erneut-senden/", views.SendAgainView.as_view(), name="send_again"),
    path("<int:phase>/<int:pk>/entfernen/", views.RemoveView.as_view(), name="remove"),
]
