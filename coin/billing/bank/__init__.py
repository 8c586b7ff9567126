"""Bank statements: read in any of the formats that French banks give, taken in once, matched with members.

`reading.read(bytes)` gives Statements; `taking_in` finds the new lines; `matching` guesses the member of each line.

Other rooms and the faces call:

- `services.create_account`: declares an account of the association.
- `services.prepare`, `take_in`: what a file would bring; keeps what is new and records the certain payments.
- `services.keep_upload`, `remember_columns`, `members_of`: what the pages of a file need between two requests.
- `match_lines.match_line`, `file_line`, `undo_line`, `usual_account`: a person says whose a line is, or takes it back.
- `arrivals.arrival_of`, `account_of`, `file_arrival`: lines that pay many members at once.
- `csv_statement.open_sheet`, `guessed`, `is_enough`: the columns of a bank's CSV.
"""
