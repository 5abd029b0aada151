"""`python -m tests.benchmarks.fill SLUG SIZE`: fill a process of the measured site with contributions."""

import sys
import time

import django


def main(slug: str, size: int) -> None:
    django.setup()
    from consultations.drafts.queries import current_version
    from consultations.process.models import Process
    from tests.benchmarks import seed
    from tests.benchmarks.own_site import refresh_statistics

    process = Process.objects.get(slug=slug)
    begin = time.perf_counter()
    seed.contributions(process, current_version(process), size)
    refresh_statistics()
    print(f"{size:,} contributions, seeded in {time.perf_counter() - begin:.0f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
