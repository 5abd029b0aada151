"""Addresses of machine drafts, below …/auswertung/entwuerfe/."""

from django.urls import path

from consultations.synthesis.drafting import admin_views as views

urlpatterns = [path("<int:number>/", views.DraftView.as_view(), name="draft_finding")]
