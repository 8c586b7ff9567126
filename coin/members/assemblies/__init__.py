"""General assemblies: who is called, who votes, who votes for whom.

Other rooms and the faces call:

- `services.plan_assembly`, `change_assembly`, `cancel_assembly`: an assembly to come.
- `services.call_members`, `call_context`: writes to those who are called; the words of the call.
- `proxies.give_proxy`, `withdraw_proxy`: a member lets another vote for them.
- `voters.call`, `voters`, `told`, `may_vote`, `proxies`: who is called, who may vote, who was told, who votes for whom.
- `voters.upcoming`, `announced`, `is_open`, `day_of`, `shown_name`: what the pages say.
- `voters.Votes`: the votes at an assembly.
- `sheet.to_pdf`, `represented_by`: the attendance sheet.
"""
