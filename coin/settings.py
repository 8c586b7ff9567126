"""Django settings of coin. Admins set nothing here: see docs/settings.md."""

from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from coin import environment

_values = environment.read()

BASE_DIR = environment.ROOT
STATE_DIR = _values["state_dir"]
DEBUG = _values["debug"]
SECRET_KEY = _values["secret_key"]
ALLOWED_HOSTS = _values["hosts"]
COIN_URL: str = _values["url"].rstrip("/")

INSTALLED_APPS = [
    "coin.core",
    "coin.members",
    "coin.subscriptions",
    "coin.network",
    "coin.billing",
    "coin.federation",
    "provisioning",
    "coin.api",
    "coin.portal",
    "coin.office",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth.account",  # without "allauth" itself, which brings templates: the pages are ours
    "allauth.mfa",
    "allauth.usersessions",
    "django_filters",
    "django_tables2",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["coin.members.authentication.LoginOrEmailBackend"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "public"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ["login", "email", "name"]}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
PASSWORD_RESET_TIMEOUT = 24 * 3600  # seconds

# Sign-in by django-allauth (docs/operating.md): our own User holds logins and addresses, and no other table does.
ACCOUNT_ADAPTER = "coin.members.sign_in.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = (
    600  # seconds after which a sensitive page asks for the password again
)
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_RATE_LIMITS = {
    "login_failed": "20/15m/ip,10/15m/key",
    "reset_password": "20/h/ip,3/h/key",
    "manage_email": "5/h/user",
}
MFA_ADAPTER = "coin.members.sign_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1  # half a minute early or late: clocks differ
# Behind https stands a proxy, which adds the visitor's address; without one, such a header would be anybody's word.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _values["https"] else 0
COIN_SECOND_FACTOR: str = _values["second_factor"]

# Order counts: locale needs the session, the second factor needs the user, and the journal is sealed after the view.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "coin.office.middleware.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "coin.core.middleware.SealJournalMiddleware",
    "coin.core.middleware.DomainErrorMiddleware",
]
ROOT_URLCONF = "coin.urls"
WSGI_APPLICATION = "coin.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "coin.core.context_processors.association",
                "coin.portal.context_processors.account_links",
            ],
        },
    }
]
FORM_RENDERER = "coin.core.forms.CoinFormRenderer"
DJANGO_TABLES2_TEMPLATE = "core/table.html"

DATABASES = {"default": _values["database"]}
# A table, since every process must see the same refused sign-ins and used codes (coin.core.shared_cache).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_shared_cache",
        "KEY_FUNCTION": "coin.core.shared_cache.digest",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "runs"]}}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = _values["time_zone"]

STATIC_URL = "static/"
STATIC_ROOT = environment.ROOT / "var" / "static"  # built at set-up, like the assets
STATICFILES_DIRS = [("assets", environment.ROOT / "var" / "assets")]
SILENCED_SYSTEM_CHECKS = ["staticfiles.W004"]  # coin.W002 says the same, and what to do
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "coin.core.static.ForgivingManifestStorage"},
}
WHITENOISE_MAX_AGE = 3600  # seconds, for files without a hash in their name
MEDIA_ROOT = STATE_DIR / "files"
# Up to this size (a whole page pasted in a name), a field refuses the text in words. Files do not count.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 2**20

EMAIL_CONFIG = _values["email_url"]
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_CONFIG.get("EMAIL_HOST") or ""
EMAIL_PORT = EMAIL_CONFIG.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL_CONFIG.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = EMAIL_CONFIG.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(EMAIL_CONFIG.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(EMAIL_CONFIG.get("EMAIL_USE_SSL"))
EMAIL_TIMEOUT = 20  # seconds: a worker must not wait for ever
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _values["email_from"]

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if _values["https"]:
    SECURE_SSL_REDIRECT = True
    # The proxy in front must set this header itself, and drop the one that a visitor sends.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31536000  # a year
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
# Pages load nothing from elsewhere and run no inline script: a text that a person typed can never become code.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

COIN_LDAP = {
    key.removeprefix("ldap_"): value for key, value in _values.items() if key.startswith("ldap_")
}
COIN_STRIPE: dict[str, str] = {
    key.removeprefix("stripe_"): value
    for key, value in _values.items()
    if key.startswith("stripe_")
}
COIN_SSH_KEY: str = _values["ssh_key"]
COIN_RUN_TIMEOUT: int = _values["run_timeout"]
COIN_PDF_PROCESSES: int = _values["run_processes"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": _values["log_level"]},
    # At INFO, these two log each step of reading a statement and of asking Stripe.
    "loggers": {"ofxtools": {"level": "WARNING"}, "stripe": {"level": "WARNING"}},
}
