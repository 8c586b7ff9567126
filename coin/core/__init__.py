"""The room that knows no other room."""
