"""Payments through Stripe: begun by the member or by the association, read back from Stripe, written once.

Nothing is asked of Stripe while rows are locked: coin writes what it is about to do, asks, and writes the answer. When
a process dies in between, `resolving` finds its attempt again.

Other rooms and the faces call:

- `beginning.pay_documents`, `top_up`, `store_means`: begins a visit to Stripe's page; returns its address.
- `beginning.page_of`, `give_up`: goes back to the page, or gives the attempt up.
- `taking.refresh`: asks Stripe what became of an attempt, and writes it.
- `plan.plan`, `plan.first_day`, `announcing.checked_day`: who would be charged on a day.
- `announcing.withdraw_charge`: gives up a charge that was announced.
- `sensitive.CHARGE_MEANS`, `REFUND_ONLINE`: acts of two; announce charges, send money back.
- `refunding.refundable`, `see_dispute`: what may be sent back; a person saw to a dispute.
- `keeping.announced`, `remove`: charges to come of a card; nothing more is taken by it.
- `events.receive`, `handle_waiting`: what Stripe tells, kept and handled.
- `stripe.gateway.is_on`: whether the association takes payments through Stripe.
"""
