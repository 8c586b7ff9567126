"""What is due: the lines of a month, computed, compared with what is billed, drafted.

Other rooms and the faces call:

- `reconcile.reconcile`: drafts what a month lacks, for every member; a preview writes nothing.
- `forecast.expected`: the next amounts of a member, by the same arithmetic.
- `dues.renew_dues`, `change_dues`: a renewal with its call at once; another amount, with the call made anew.
- `forgotten.unbilled`: subscriptions of which nothing bills a month.
"""
