"""Personal data: the copy that members may ask for, how long data is kept, and how it is erased.

Other rooms and the faces call:

- `exports.ask_export`, `last_export`, `export_download.about`, `download`: the copy of a member's data.
- `erasure.ask_erasure`, `withdraw_erasure`, `decline_erasure`, `why_not_erased`: a member asks to be erased.
- `sensitive.ERASE`: act of two; erases a member.
- `erasure_plan.erasure_plan`, `rules_about`: what would go and when; the rules that hold something of a member.
- `clocks.departure`, `contract_or_departure`, `gone`, `subscriber_identity`, `subscriber_accounts`: clocks of rules.
- `erasing.erase_members`, `close_accounts`, `overdue.about_erased`, `erase_words`: how rules of other rooms erase.
- `retention.subscriber_accounts_of`: who signs in for a member who has or had a contract.
- `personal_data.plain`: a row's fields as plain values, for the copy.
"""
