"""Addresses of signing in and of the security of the account. allauth looks for the names with an underscore."""

from django.urls import URLPattern, path

from coin.portal.security import factors, identity, passwords, session
from coin.portal.security import views as security

urlpatterns: list[URLPattern] = [
    path("connexion/", session.SignIn.as_view(), name="sign-in"),
    path("connexion/", session.SignIn.as_view(), name="account_login"),
    path("connexion/code/", session.SecondFactor.as_view(), name="mfa_authenticate"),
    path("connexion/cle/", session.SignInByPasskey.as_view(), name="sign-in-passkey"),
    path("deconnexion/", session.SignOut.as_view(), name="sign-out"),
    path("accueil/", session.home, name="home"),
    path("langue/", session.choose_language, name="choose-language"),
    path("mot-de-passe/", passwords.ChangePassword.as_view(), name="change-password"),
    path("mot-de-passe/oublie/", passwords.Forgotten.as_view(), name="password-forgotten"),
    path("mot-de-passe/oublie/envoye/", passwords.Asked.as_view(), name="password-asked"),
    path(
        "mot-de-passe/nouveau/<slug:uidb36>/<slug:key>/",
        passwords.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("compte/securite/", security.Security.as_view(), name="security"),
    path("compte/securite/application/", factors.AddApplication.as_view(), name="add-application"),
    path("compte/securite/cle/", factors.AddPasskey.as_view(), name="add-passkey"),
    path("compte/securite/<int:pk>/retirer/", factors.RemoveFactor.as_view(), name="remove-factor"),
    path("compte/securite/codes/", factors.RecoveryCodes.as_view(), name="recovery-codes"),
    path(
        "compte/securite/codes/nouveaux/",
        factors.RenewRecoveryCodes.as_view(),
        name="renew-recovery-codes",
    ),
    path("compte/sessions/fin/", security.end_sessions, name="end-sessions"),
    path("compte/sessions/<int:pk>/fin/", security.end_sessions, name="end-session"),
    path("compte/adresse/", identity.ChangeEmail.as_view(), name="change-email"),
    path("compte/adresse/<str:token>/", identity.ConfirmEmail.as_view(), name="confirm-email"),
    path("compte/confirmer/", identity.ConfirmByPassword.as_view(), name="account_reauthenticate"),
    path("compte/confirmer/code/", identity.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path(
        "compte/confirmer/cle/",
        identity.ConfirmByPasskey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
]
