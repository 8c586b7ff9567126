from tests.billing.hardship.conftest import late

__all__ = ["late"]
