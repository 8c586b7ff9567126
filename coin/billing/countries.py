"""Countries as people write them, and their code (ISO 3166-1) in electronic invoices."""

import unicodedata

# Every name that people may write for a country, separated by commas.
NAMES = {
    "FR": "France",
    "GP": "Guadeloupe",
    "MQ": "Martinique",
    "GF": "Guyane, French Guiana, Guyane française",
    "RE": "Réunion, La Réunion",
    "YT": "Mayotte",
    "PM": "Saint-Pierre-et-Miquelon",
    "BL": "Saint-Barthélemy",
    "MF": "Saint-Martin",
    "NC": "Nouvelle-Calédonie, New Caledonia",
    "PF": "Polynésie française, French Polynesia",
    "WF": "Wallis-et-Futuna",
    "MC": "Monaco",
    "AD": "Andorre, Andorra",
    "BE": "Belgique, Belgium, België",
    "LU": "Luxembourg",
    "CH": "Suisse, Switzerland, Schweiz",
    "DE": "Allemagne, Germany, Deutschland",
    "AT": "Autriche, Austria",
    "BG": "Bulgarie, Bulgaria",
    "CY": "Chypre, Cyprus",
    "CZ": "Tchéquie, République tchèque, Czechia",
    "DK": "Danemark, Denmark",
    "EE": "Estonie, Estonia",
    "ES": "Espagne, Spain, España",
    "FI": "Finlande, Finland",
    "GB": "Royaume-Uni, United Kingdom, Angleterre, Écosse, Pays de Galles",
    "GR": "Grèce, Greece",
    "HR": "Croatie, Croatia",
    "HU": "Hongrie, Hungary",
    "IE": "Irlande, Ireland",
    "IS": "Islande, Iceland",
    "IT": "Italie, Italy, Italia",
    "LI": "Liechtenstein",
    "LT": "Lituanie, Lithuania",
    "LV": "Lettonie, Latvia",
    "MT": "Malte, Malta",
    "NL": "Pays-Bas, Netherlands",
    "NO": "Norvège, Norway",
    "PL": "Pologne, Poland",
    "PT": "Portugal",
    "RO": "Roumanie, Romania",
    "SE": "Suède, Sweden",
    "SI": "Slovénie, Slovenia",
    "SK": "Slovaquie, Slovakia",
    "UA": "Ukraine",
    "DZ": "Algérie, Algeria",
    "MA": "Maroc, Morocco",
    "TN": "Tunisie, Tunisia",
    "SN": "Sénégal, Senegal",
    "CA": "Canada",
    "US": "États-Unis, United States",
}


def code_of(country: str) -> str:
    """The code of a country: `FR` for “France”, for “fr” and for an empty name; empty for an unknown name."""
    written = _plain(country)
    if not written:
        return "FR"
    return CODES.get(written) or (written.upper() if written.upper() in NAMES else "")


def _plain(name: str) -> str:
    """The name in small letters, without accents or hyphens: people write them or not."""
    letters = unicodedata.normalize("NFKD", name.strip().lower().replace("-", " "))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


CODES = {_plain(name): code for code, names in NAMES.items() for name in names.split(",")}
