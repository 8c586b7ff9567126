"""Runs: what must run, the life of a run from request to end, and what a dead worker left behind.

Other rooms, the faces and the service types call:

- `queueing.request_run`, `cancel_run`: asks for a run; stops one.
- `queueing.mark_due`: the deployments of a service type have work.
- `execution.execute_run`: what a worker does.
- `reading.read_back`: what the servers and the directory hold now, asked afresh.
- `sensitive.RUN_BY_HAND`: act of two; a run that a person asks for.
"""
