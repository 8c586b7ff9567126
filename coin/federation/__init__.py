"""Counts and exports for the federation.

Other rooms and the faces call:

- `isp.document`, `isp.changed_at`: isp.json as a dict, and when it may last have changed.
- `rules.is_polygon`: whether a shape may stand in isp.json.
"""
