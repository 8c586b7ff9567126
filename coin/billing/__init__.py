"""Documents and money.

Subjects, from those that others rest on upwards: `balance`, `payments`, `online`, `documents`, `debits`, `due`,
`runs`, `accounts`, `bank`, `hardship`, `reminders`, `receipts`.

Other rooms and the faces call:

- `chart.load`, `chart.ensure`: the accounts that the association chose; add accounts to its chart.
- `pro_rata.month_of`: the calendar month of a day.
"""
