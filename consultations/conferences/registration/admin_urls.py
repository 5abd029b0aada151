"""Addresses of the staff screens, below /admin/verfahren/<process_slug>/konferenzen/<conference>/anmeldungen/."""

from django.urls import path

from consultations.conferences.registration import admin_invitation_views as invitations
from consultations.conferences.registration import admin_registration_views as one
from consultations.conferences.registration import admin_views as views

app_name = "registration_admin"
urlpatterns = [
    path("", views.ListView.as_view(), name="index"),
    path("liste.csv", views.TableView.as_view(ending="csv"), name="csv"),
    path("liste.xlsx", views.TableView.as_view(ending="xlsx"), name="xlsx"),
    path("neu/", one.AddView.as_view(), name="add"),
    path("bedarf/", views.NeedsView.as_view(), name="needs"),
    path("tische/", views.AssignView.as_view(), name="assign"),
    path("nachricht/", views.MessageView.as_view(), name="message"),
    path("einladungen/", invitations.InvitationsView.as_view(), name="invitations"),
    path("einladungen/senden/", invitations.SendInvitationsView.as_view(), name="send_invitations"),
    path("einladungen/<int:pk>/entfernen/", invitations.RemoveInvitationView.as_view(), name="remove_invitation"),
    path("<int:pk>/", one.RegistrationView.as_view(), name="registration"),
    path("<int:pk>/absagen/", one.CancelView.as_view(), name="cancel"),
    path("<int:pk>/anbieten/", one.OfferView.as_view(), name="offer"),
    path("<int:pk>/tisch/", one.MoveView.as_view(), name="move"),
]
