"""Receipts for dues, payments and gifts.

Other rooms and the faces call:

- `services.issue_dues_receipt`, `issue_payment_receipt`, `issue_tax_receipt`: the receipt in force, or a new one.
- `services.call_of`, `periods_called`: the dues of which a receipt may be asked.
- `services.note_asked_back`: a void tax receipt was asked back.
- `tax_receipts.preview`, `issue_year`, `of_year`, `declared`: the tax receipts of a year.
- `gifts.has_gift`, `to_receipt`: gifts that no tax receipt says yet.
- `pdf.ensure`: prints a receipt once.
"""
