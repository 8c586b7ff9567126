"""The accounts: facts become balanced entries, and reports and exports are drawn from the entries.

Other rooms and the faces call:

- `services.post`: writes the entries that are missing; safe to run twice.
- `services.close_period`, `open_balances`, `check_opening`: closing; opening balances.
- `services.name_account`, `choose_accounts`: the chart, and which account each use goes to.
- `reports.trial_balance`, `ledger`, `aged_balance`, `money_in`, `months_until`: reads.
- `prices.prices_paid`, `sums`: what members pay beside the advised price.
- `checking.problems`, `facts.documents`, `payments`, `lines`: what is wrong; what has no entry yet.
- `fec.text`, `file_name`, `ledger_text.text`: a year as FEC, for beancount or for hledger.
- `take_history.look`, `take_in`, `bring_forward`, `check_brought`: entries and balances of another tool.
- `writing.closed_until`: the last day that is closed.
"""
