from coin.core.iban import read_iban


def test_an_account_is_read_as_people_type_it() -> None:
    account = read_iban("fr14 2004 1010 0505 0001 3m02 606")
    assert account.is_valid
    assert account.compact == "FR1420041010050500013M02606"
    assert account.formatted == "FR14 2004 1010 0505 0001 3M02 606"


def test_a_wrong_digit_is_told_and_nothing_is_no_account() -> None:
    assert not read_iban("FR1520041010050500013M02606").is_valid
    assert not read_iban("").is_valid
    assert read_iban("").formatted == ""
