"""Documents: numbered, frozen, printed with their electronic invoice.

Other rooms and the faces call:

- `issuing.issue`, `issue_many`: number, freeze and date drafts.
- `issuing.cancel`: undoes a document by a credit note.
- `giving.give_credit`: makes a gift of what a member is ahead.
- `pdf.render`: makes the PDFs that are missing, in parallel processes.
- `pro_forma.of_draft`, `of_request`: PDFs that are kept nowhere.
- `electronic.electronic_invoice`, `may_have_one`: the electronic invoice to download.
- `vat_periods.add_vat_period`, `change_vat_period`, `remove_vat_period`: VAT regimes over time.
"""
