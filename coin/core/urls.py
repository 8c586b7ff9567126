"""What every face shares: the association's colour and the choice of light or dark."""

from django.urls import path

from coin.core.views import appearance

urlpatterns = [
    path("theme.css", appearance.style_sheet, name="theme-css"),
    path("theme/", appearance.choose_theme, name="theme"),
]
