"""Wagtail's app for users, with our screens for people."""

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleAdminConfig(WagtailUsersAppConfig):
    user_viewset = "accounts.admin_users.PersonViewSet"
