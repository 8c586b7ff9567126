"""Members without money: payment plans, the solidarity fund, waivers, suspensions.

Other rooms and the faces call:

- `plans.agree_plan`, `give_up_plan`, `check_instalments`, `open_documents`: a payment plan.
- `plans.ask_plan`, `answer_request`: a member asks for one.
- `instalments.equal_instalments`, `progress`, `progress_of`, `under_way`: its parts, and how it is kept.
- `fund.situation`, `helps`, `reasons_of`, `fund_help.most`: the solidarity fund, computed.
- `sensitive.FUND_HELP`: act of two; the fund pays for a member.
- `waivers.waive`: a credit note that gives up what is left to pay.
- `suspensions.proposals`, `put_off.put_off`: services that a person might suspend; not now.
"""
