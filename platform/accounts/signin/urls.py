"""The addresses of signing in, below /konto/, under the names that allauth looks for."""

from django.urls import include, path

from accounts.signin import provider_views as providers
from accounts.signin.views import device_list

urlpatterns = [
    path("anmeldung/", include("allauth.mfa.urls")),
    path("geraete/", device_list, name="usersessions_list"),
    path("anderswo/", include("allauth.socialaccount.urls")),
    path("oidc/<slug:provider_id>/login/", providers.openid_connect_login, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", providers.openid_connect_callback, name="openid_connect_callback"),
    path("saml/<slug:organization_slug>/login/", providers.saml_login, name="saml_login"),
    path("saml/<slug:organization_slug>/acs/", providers.saml_acs, name="saml_acs"),
    path("saml/<slug:organization_slug>/acs/finish/", providers.saml_finish, name="saml_finish_acs"),
    path("saml/<slug:organization_slug>/metadata/", providers.saml_metadata, name="saml_metadata"),
    path("saml/<slug:organization_slug>/sls/", providers.saml_sls, name="saml_sls"),
]
