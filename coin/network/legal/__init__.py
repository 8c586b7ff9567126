"""Who had an address: asked by a person with a reason, or by an authority.

Other rooms and the faces call:

- `looking_up.look_up`: who held an address at a moment, for a reason that the journal keeps.
- `services.record_legal_request`: writes down what an authority asks.
- `sensitive.READ_LEGAL_REQUEST`: act of two; reads the answer.
- `queries.with_state`: requests, with how far each has come.
"""
