"""The kinds of pages, each written once for all rooms.

The faces derive from (docs/add-a-page.md):

- `pages.Page`, `RecordPage`, `EditPage`, `FormPage`, `Press`, `AboutPage`: any page, a record, forms, a button.
- `lists.ListPage`: a table with its filters, and its CSV.
- `confirm.ConfirmPage`, `previewed.PreviewedFormPage`: look first, then do.
- `sensitive.SensitivePage`, `SensitiveFormPage`: an act of two people.
- `access.CapabilityRequired`: the right that a page needs.
- `places.PagesOf`, `places.Place`: what the pages of one model share; a page that others lead back to.
"""
