"""The one package that speaks to Stripe (docs/online-payments.md).

It returns plain values (`shapes`), never objects of Stripe's library, so the library stays in here.
"""
