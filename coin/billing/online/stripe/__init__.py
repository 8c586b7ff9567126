"""The one place that speaks to Stripe (docs/online-payments.md). What it hands out is plain: `shapes`, never its own
objects, so that its library stays in here."""
