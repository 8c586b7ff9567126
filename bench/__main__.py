"""python -m bench [NAME...] [--json]: what bench/run starts once everything is there."""

import sys

from bench._main import main

sys.exit(main())
