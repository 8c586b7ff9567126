"""People, organisations, dues, working groups and rights.

Subjects, from those that others rest on upwards: `sign_in`, `people`, `dues`, `importing`, `body`, `assemblies`,
`joining`, `merging`, `reminders`, `data`.

Other rooms and the faces call:

- `models.Member.objects.with_standing`, `.search`: members with where they stand on a day; those of some words.
- `ties.CONTRACTS`, `ties.UNSETTLED`, `ties.DEPARTURES`: hooks; who has a contract, who owes, who leaves.
- `search_text.words_of`: the words of a search.
- `ties.contracts`: what the rooms above answered about contracts.
"""
