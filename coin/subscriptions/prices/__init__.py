"""What a subscription costs on a day: prices over time, terms, suspensions, deposits.

No other room reads `monthly_price`: a price depends on the day (docs/subscriptions.md).

Other rooms and the faces call:

- `pricing.price_on`, `lasting_price_on`, `cost_on`: the price in force, without a reduced rate, while suspended.
- `pricing.split_on`, `shares_of`, `with_prices`: who pays which part; rows with all that this takes, read at once.
- `pricing.Timeline`: the segments of equal cost of a period, for billing.
- `services.change_price`, `choose_price`, `next_choice_on`: another price from a day; the member's own choice.
- `services.give_reduced_price`, `end_reduced_price`: reduced rates.
- `agreed.change_term`, `give_deposit_back`: how many months are billed at once; the deposit.
- `history.price_history`: every price by its first day.
- `terms.period_holding`, `months_before`, `months_of_term`: the grid of terms.
"""
