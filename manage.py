#!/usr/bin/env python3
"""coin's command line. `manage.py demo` is `script/demo` without its set-up.

Exit codes: 1 refused, 2 wrong arguments, 75 the database does not answer, 78 wrong settings.
"""

import os
import sys

EXIT_NO_DATABASE = 75  # EX_TEMPFAIL of sysexits(3)


def demo() -> int:
    """Run the demo. It chooses its own settings, so it starts before Django does. Returns its exit code."""
    try:
        from demo.__main__ import main
    except ModuleNotFoundError as error:
        sys.stderr.write(f"manage.py demo: {error.name} is missing: run script/setup demo first\n")
        return 1
    return main(sys.argv[2:])


def main() -> None:
    if sys.argv[1:2] == ["demo"]:
        sys.exit(demo())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coin.settings")
    from django.core.management import execute_from_command_line
    from django.db.utils import DatabaseError

    try:
        execute_from_command_line(sys.argv)
    except DatabaseError as error:
        from coin.core.database import explain

        # A known cause is one sentence for the admin; an unknown one needs the whole traceback.
        sentence = explain(error)
        if not sentence or "--traceback" in sys.argv:
            raise
        sys.stderr.write(f"coin: {sentence}\n")
        sys.exit(EXIT_NO_DATABASE)


if __name__ == "__main__":
    main()
