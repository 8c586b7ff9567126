"""Members from a CSV file: read it, name its columns, compare its lines with coin, then write all of them or none.

`reading`, `fields`, `mapping` and `comparing` are pure; `people` reads the members that coin has; `services` writes.

Other rooms and the faces call:

- `services.prepare`: keeps a file aside, with the fields of its columns guessed.
- `services.choose_columns`: says which column is which field.
- `services.import_batch`: writes every line that is not refused, in one transaction.
- `services.abandon`: forgets the file.
- `people.lines_of`, `people.chosen`: the lines beside what coin holds; the field of each column.
- `comparing.counts`, `dues_total`, `fingerprint`: what would be written.
- `reading.read`: the table of a CSV file.
"""
