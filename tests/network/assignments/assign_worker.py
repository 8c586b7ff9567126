"""One of several processes that assign at once: python -m tests.network.assignments.assign_worker POOL SERVICE COUNT

It says "ready", waits for a line, assigns, and prints the slots it got.
"""

import sys

import django


def main(pool_pk: str, service_pk: str, count: str) -> None:
    django.setup()
    from coin.network.assignments.assigning import assign
    from coin.network.models import Pool
    from coin.subscriptions.models import Service

    pool = Pool.objects.get(pk=pool_pk)
    service = Service.objects.get(pk=service_pk)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    slots = [assign(pool, service, actor=None).slot for _ in range(int(count))]
    sys.stdout.write(" ".join(map(str, slots)) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
