from coin.core.digests import sha256


def test_what_is_stored_stays_recognised() -> None:
    digest = "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"
    assert sha256("é") == sha256(b"\xc3\xa9") == digest
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
