"""Dues: plans, periods, renewals, reduced rates, who is in good standing.

Other rooms and the faces call:

- `services.open_dues_period`, `change_dues`: dues asked of a member; another amount.
- `services.confirm_dues_paid`, `unconfirm_dues`: dues are paid; the payment was reversed.
- `renewals.Situation`, `renewals.Renewal`: what follows the dues of many members, in a constant number of queries.
- `renew.renew`: opens the dues that follow.
- `renew.choose_reminders`, `renew.resign`: what a member decides about reminders, and about leaving.
- `plans_edit.create_plan`, `change_plan`, `delete_plan`: dues plans.
- `plans.least`, `plans.calendar`: the least amount of a plan; how its periods follow one another.
- `reduced_rates.ask_reduced_rate`, `grant_`, `decline_`, `give_reduced_rate`: reduced rates.
- `queries.count_by_standing`, `members_of`, `overdue_dues`: reads.
- `accounts.ACCOUNTS`: hook; the room of payments says what is left to pay of dues.
- `accounts.accounts_of`: what it answered.
"""
