"""The life of a subscription: asked, accepted, set up, changed, suspended, ended.

Each move of a service raises its `wanted_revision`; servers confirm the revision that they hold.

Other rooms and the faces call:

- `request.subscribe`: asks for an offer; the terms are those of the offer that day.
- `services.accept`, `refuse`: the volunteers' answer; `accept` makes the services and asks each of its type.
- `services.suspend`, `resume`, `end`: the rest of its life.
- `change.change_service`: other parameters for a service.
- `confirm.confirm_services`, `record_errors`: what the servers hold, or refuse.
- `confirm.confirm_service`: a volunteer did by hand what was asked.
- `queries.count_subscribers`: members with an internet access.
- `retention.ended_services`: services whose contract is over for long enough.
"""
