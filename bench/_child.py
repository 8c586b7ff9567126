"""The process that `bench.on_database` starts."""

import sys

from bench import child_main

if __name__ == "__main__":
    child_main(*sys.argv[1:])
