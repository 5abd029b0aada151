"""Addresses of the help that learns, below …/auswertung/vorschlaege/."""

from django.urls import path

from consultations.synthesis.suggesting import admin_views as views

urlpatterns = [
    path("", views.IndexView.as_view(), name="suggesting"),
    path("stand/", views.StateView.as_view(), name="suggesting_state"),
    path("pruefen/", views.DoubtsView.as_view(), name="doubts"),
    path("gleichlautend/", views.AlikeGroupsView.as_view(), name="alike_groups"),
    path("themen/<int:pk>/", views.ThemesView.as_view(), name="themes"),
    path("thema/<int:pk>/", views.ThemeView.as_view(), name="theme"),
    path("<int:pk>/", views.SuggestionView.as_view(), name="suggestion"),
    path("<int:pk>/aehnlich/", views.SimilarView.as_view(), name="similar"),
    path("<int:pk>/gleichlautend/", views.AlikeView.as_view(), name="alike"),
]
