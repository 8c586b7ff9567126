"""Requests to join, from the form to a member.

Other rooms and the faces call:

- `services.submit_application`, `confirm_`, `answer_`, `withdraw_application`: the acts of the candidate.
- `admissions.approve`: a member, their account, first dues and mail, in one transaction.
- `admissions.ask_candidate`, `decline_application`, `send_candidate_link`: the other acts of the volunteers.
- `questions.is_open`, `open_plans`, `check_amount`, `check_birth`, `first_total`, `version_in_force`: the form's rules.
- `questions.similar_members`, `account_of`, `amount_asked`: what a volunteer is shown.
"""
