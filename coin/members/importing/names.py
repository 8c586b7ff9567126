"""A person's whole name, split in two. No database here."""


def split(whole: str) -> tuple[str, str]:
    """(first name, last name). The last name is the words in capitals (`DUPONT Jean Marc`), or else all but the first.

    A single word is a last name.
    """
    words = whole.split()
    capitals = [word for word in words if len(word) > 1 and word.isupper()]
    if capitals and len(capitals) < len(words):
        return " ".join(word for word in words if word not in capitals), " ".join(capitals)
    return " ".join(words[:1] if len(words) > 1 else []), " ".join(words[1:] or words)
