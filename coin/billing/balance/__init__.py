"""The debts of members: balances, the allocation of money to documents, the reasons that hold a document back.

Other rooms and the faces call:

- `queries.balance`, `with_balance`, `owed_by_all`: issued documents less payments, of one member, of many, of all.
- `queries.owed`: what a member owes on a day, document by document.
- `queries.documents_list`, `member_documents`: documents, with what is paid and left.
- `queries.bank_known_until`: the last day that the statements of every account cover.
- `online_holds.unpaid`, `on_its_way`, `under_way`: what a member may pay, and what is being collected already.
"""
