"""What every room stands on: the journal, rights, mails, money, pages, periodic jobs. It knows no other room.

Every room calls:

- `audit.action`, `audit.record`, `audit.record_all`: declare an act of the journal; write one row, or many.
- `audit.differences`: the fields that a change would alter, before and after.
- `capabilities.capability`: declare a right.
- `transitions.move`, `transitions.move_many`: change a state by one conditional UPDATE, or raise TransitionRefused.
- `errors.DomainError`, `InvalidInput`, `NotAllowed`, `NotFound`: what a service raises to refuse.
- `validation.check_fields`: a model's validators, refused as InvalidInput.
- `counters.next_number`, `next_numbers`, `raise_to`: numbers of a series without a gap.
- `hooks.Hook`: a room asks or tells the rooms above, which register when Django starts.
- `guards.append_only`, `guards.frozen`: operations of a migration, triggers that keep rows as they were written.
- `guards.retention`: opens those triggers for the transaction that erases.
- `rooms.Room`: the configuration of a room, which imports the modules that fill the registries.

- `tasks.task`, `tasks.wake`: a job for a worker; wake a worker once the transaction commits.
- `periodic.periodic`: a job for `manage.py periodic`.
- `mails.send`, `mails.render`: a mail written in the caller's transaction, never twice for a `key`; its preview.
- `mail_kinds.name_kind`: a kind of mail in words. A kind `secret.…` opens an account: no page shows its text.
- `board.work`, `board.folded`: lines of the work board; the first ten, and one for the rest.
- `claims.take`, `claims.give_back`, `claims.of`: who took which line ("I am on it").
- `navigation.entry`: an entry of a menu.
- `badges.declare`, `badges.badge`: the colour of each state.
- `sensitive.sensitive`, `propose`, `confirm`, `refuse`: an act that waits for a second person.

- `retention.rule`: what is erased, when, and by which text; `retention_job.run` applies every rule.
- `personal_data.holds`: what a room adds to the copy of a member's data.
- `files.forget`, `files.sweep`: remove files with a transaction; remove those that no row names.
- `encryption.EncryptedTextField`: a secret that coin must read back.
- `chain.seal`, `chain.verify`, `chain.erase_words`: the hash chain that closes the journal (`coin.core.chain`).
- `journal_words.changes_of`: the changes of a journal row in words, for both faces.

- `money.cents`, `money.euros`, `money.share_out`: round to the cent, write in words, split without losing a cent.
- `period.Period`: days from a start to an end that is not included.
- `vat.regime_on`: the association's VAT regime on a day.
- `iban.read_iban`, `folding.normalise`, `digests.sha256`: a bank account as typed; words without accents; a digest.
- `pdf.to_pdf`: a PDF that fetches nothing; `pdf.ARCHIVE` makes it PDF/A-3b and tagged.
- `pictures.check`, `downloads.send`, `csv_export.response`: a picture fit to print; bytes or rows as a download.

- `reminders.sending.Reminders`: a kind of reminders, which its room declares (`coin.core.reminders`).
- `views`, `tables`, `filters`, `forms`: the kinds of pages, columns, filters and fields (docs/add-a-page.md).
- `services.settings.change_settings`, `set_retention`, `tighten_acts_of_two`: the association's settings.
- `mail_sending.send_again`, `send_all_again`: try once more a mail that failed.
"""
