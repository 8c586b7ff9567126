#!/usr/bin/env python3
"""coin's command line. Exit codes: 1 refused, 2 wrong arguments, 75 no database for now, 78 wrong settings."""

import os
import sys

EXIT_NO_DATABASE = 75  # EX_TEMPFAIL of sysexits(3)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coin.settings")
    from django.core.management import execute_from_command_line
    from django.db.utils import DatabaseError

    try:
        execute_from_command_line(sys.argv)
    except DatabaseError as error:
        from coin.core.database import explain

        sentence = explain(error)
        if not sentence or "--traceback" in sys.argv:
            raise
        sys.stderr.write(f"coin: {sentence}\n")
        sys.exit(EXIT_NO_DATABASE)


if __name__ == "__main__":
    main()
