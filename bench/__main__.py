"""python -m bench [NAME...] [--json]: the command that bench/run starts once everything is installed."""

import sys

from bench._main import main

sys.exit(main())
