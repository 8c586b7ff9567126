"""Numbers that the State gives to organisations."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from stdnum.fr import siren

# Décret n° 2009-540: a number of the Répertoire national des associations is the letter W and nine digits.
validate_rna = RegexValidator(
    r"^W[0-9]{9}\Z", _("An RNA number is the letter W followed by nine digits.")
)


def validate_siren(value: str) -> None:
    """Accept nine digits of which the last is a Luhn check digit (INSEE); raise ValidationError for anything else."""
    if not siren.is_valid(value):
        raise ValidationError(
            _("This is not a SIREN: it has nine digits, and the last one checks the others.")
        )
