"""Money in: every means, cheques and cash, moved to the right member, reversed.

Other rooms and the faces call:

- `services.record_payment`: records money received, which pays the oldest documents first.
- `services.reverse_payment`: the payment was rejected or refunded; records as much sent back.
- `moving.move_payment`, `why_it_stays`: gives a payment to the right member; why it cannot move.
- `cheques.make_slip`, `undo_slip`, `pay_slip`, `slips_of_line`: cheques brought to the bank together.
- `deposit_slip.to_pdf`: the slip to print.
- `cash.book`: the cash book of a year.
"""
