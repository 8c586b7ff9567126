"""SEPA direct debits: mandates, batches and their file, what the bank pays or sends back.

Other rooms and the faces call:

- `mandates.record_mandate`, `sign_on_line`, `sign_on_paper`: a mandate, from paper or signed in the portal.
- `mandates.suspend_mandate`, `resume_mandate`, `revoke_mandate`: the rest of its life.
- `mandates.mandate_text`, `takes_debits`, `mandate_sheet.to_pdf`: what is accepted; whether it can be; the page.
- `plan.plan`, `plan.first_day`: what a batch of a day would hold, and the first such day.
- `services.draft_batch`, `announce`, `leave_out`, `drop_batch`, `mark_sent`: a batch.
- `sensitive.SEND_DEBITS`: act of two; writes the file for the bank.
- `collecting.collect`, `expected`, `batch_of_line`: the bank paid a batch.
- `returns.take_returns`, `handle_unknown`, `reasons.reason`: what the bank sends back, and why.
"""
