"""Accounts and how people sign in."""

from konzeptdialog.settings import env, providers

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_FORMS = {"signup": "accounts.sign_up.SignupForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
# One address; it changes when the new one is confirmed, and only after the password was entered again.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_DEFAULT_HTTP_PROTOCOL = env.site_address("BASE_URL", "http://127.0.0.1:8000").split("://", 1)[0]
# Behind a proxy the last address it wrote counts; what a client writes into X-Forwarded-For itself never does.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)
ACCOUNT_RATE_LIMITS = {
    "signup": "60/h/ip",
    # Counts wrong codes of the second factor as well, by account.
    "login_failed": "10/5m/ip,5/5m/key",
    "reset_password": "20/h/ip,5/h/key",
    "reauthenticate": "10/5m/user",
}

# Accounts nobody uses: a warning after so many days, and so many days later the account is closed.
INACTIVE_ACCOUNT_DAYS = env.number("INACTIVE_ACCOUNT_DAYS", 730)
INACTIVE_ACCOUNT_GRACE_DAYS = env.number("INACTIVE_ACCOUNT_GRACE_DAYS", 31)

# --- Second factor ---------------------------------------------------------------------------------------------------

#: Whoever may open the admin shows a second factor first.
STAFF_SECOND_FACTOR = env.flag("STAFF_SECOND_FACTOR", True)
MFA_ADAPTER = "accounts.signin.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_FORMS = {
    "authenticate": "accounts.signin.forms.AuthenticateForm",
    "reauthenticate": "accounts.signin.forms.ReauthenticateForm",
    "activate_totp": "accounts.signin.forms.ActivateAppForm",
    "add_webauthn": "accounts.signin.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.signin.forms.RenamePasskeyForm",
    "login_webauthn": "accounts.signin.forms.PasskeyLoginForm",
    "authenticate_webauthn": "accounts.signin.forms.PasskeyAuthenticateForm",
    "reauthenticate_webauthn": "accounts.signin.forms.PasskeyReauthenticateForm",
}
# A code of the half minute before or after: clocks differ, and people type slowly. No code is taken twice.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_DIGITS = 10
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Signing in needs a confirmed address anyway; this lets people with a second factor change theirs.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RATE_LIMITS = {"webauthn_login": "20/5m/ip"}

# --- Signing in elsewhere: OpenID Connect and SAML 2.0, see docs/deployment.md ----------------------------------------

SOCIALACCOUNT_ADAPTER = "accounts.signin.adapters.ExternalAccountAdapter"
SOCIALACCOUNT_FORMS = {"signup": "accounts.signin.forms.ExternalSignupForm"}
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": providers.openid_connect(),
        "provider_class": "accounts.signin.openid_connect.OpenIDConnect",
    },
    "saml": {"APPS": providers.saml(), "provider_class": "accounts.signin.saml.SAML"},
}
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
# Everybody sees the sign-up form: display name and privacy notice are theirs to decide.
SOCIALACCOUNT_AUTO_SIGNUP = False
# An address that a provider confirmed is no key to an account: see accounts/signin/joining.py.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
