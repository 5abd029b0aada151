"""`python -m tests.benchmarks.learning`: training, one suggestion and similar segments at 10,000 contributions.

`--size 100000` measures a hundred thousand. Texts are sentences of the demonstration put together anew; of these
`--labelled` were assigned. Each measurement prints its seconds, on the clock and of the processor, and the peak of
memory; those with a goal are judged. Training includes nothing a worker did before: vectors are made when contributions
arrive.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

import django

from tests.benchmarks.goals import Spent, judge, peak
from tests.benchmarks.own_site import SLUG, own_site, refresh_statistics

#: Seconds of training by the number of contributions, and megabytes where there is a goal for them.
TRAINING = {10_000: (60, 1500), 100_000: (600, None)}
#: Milliseconds of one suggestion.
SUGGESTION = 50


@contextmanager
def timed(name: str) -> Iterator[Spent]:
    with Spent() as spent:
        yield spent
    print(
        f"{name:46}{spent.seconds:10.3f} s{spent.processor:10.3f} s of processor{peak():10,.0f} MB at most so far",
        flush=True,
    )


def fill(size: int, labelled: int):
    """The demonstration's process with so many contributions more; the first of them are assigned to their field."""
    import random

    from django.utils import timezone

    from consultations.drafts.queries import current_version
    from consultations.process.models import Process
    from consultations.synthesis.models import Segment
    from tests.benchmarks import seed
    from tests.benchmarks.recombined import recombined

    process = Process.objects.get(slug=SLUG)
    paragraphs = list(current_version(process).paragraphs.order_by("order"))
    fields = {field.slug: field for field in process.action_fields.all()}
    categories = list(seed.StakeholderCategory.objects.all())
    dice, authors, texts = random.Random(1), [seed._author(1)], recombined(size)
    for start in range(0, size, seed.BATCH):
        rows, some = [], texts[start : start + seed.BATCH]
        for title, text, _field in some:
            row = seed._one(process, dice, paragraphs, categories, [], authors)
            row.title, row.comment, row.published_text = title[:160], text, text
            row.state, row.is_public = seed.State.RELEASED, True
            rows.append(row)
        seed._write(rows, dice)
        for place, row in enumerate(rows, start=start):
            if place < labelled:
                field = fields[some[place - start][2]]
                Segment.objects.filter(contribution=row).update(action_field=field, assigned_at=timezone.now())
    refresh_statistics()
    return process


def measure(size: int, labelled: int) -> None:
    from accounts.models import User
    from consultations.synthesis.models import Segment
    from consultations.synthesis.suggesting import corpus, keeping, runs, similar
    from consultations.synthesis.suggesting.enums import RunKind
    from consultations.synthesis.suggesting.models import LearningRun, Suggestion

    process = fill(size, labelled)
    LearningRun.objects.all().delete()
    keeping.runs.start = lambda pk: None
    with timed(f"vectors of {size:,} contributions"):
        while corpus.make_missing():
            pass
    for kind, name in ((RunKind.SUGGESTIONS, "training"), (RunKind.THEMES, "themes"), (RunKind.ALIKE, "comparing all")):
        run = runs.ask(process, kind)
        with timed(f"{name} ({labelled:,} assigned)" if kind == RunKind.SUGGESTIONS else name) as spent:
            assert keeping.work_on(run.pk)
        if kind == RunKind.SUGGESTIONS:
            judge_training(size, spent)
    run = runs.latest(process, RunKind.SUGGESTIONS)
    print({name: round(value, 3) for name, value in run.accuracy.items() if isinstance(value, float)})
    new = list(Segment.objects.filter(action_field__isnull=True).order_by("-pk")[:11])
    Suggestion.objects.filter(segment__in=new).delete()
    with timed("loading the stored model"):
        adviser = keeping.adviser_of(run.model.name)
    text = corpus.read_some([new[0].pk])
    adviser.advise(text.texts, text.vectors)
    with timed("ten suggestions") as spent:
        for segment in new[1:]:
            text = corpus.read_some([segment.pk])
            adviser.advise(text.texts, text.vectors)
    note = f"{spent.processor * 100:.0f} ms of processor"
    judge(f"one suggestion at {size:,} contributions", spent.seconds * 100, SUGGESTION, "ms", note)
    person = User.objects.filter(is_superuser=True).first() or User.objects.get(email="auswertung@demo.example")
    with timed("similar segments, first time in a process"):
        similar.similar_assigned(new[0], person)
    with timed("similar segments, ten times"):
        for segment in new[1:]:
            similar.similar_assigned(segment, person)


def judge_training(size: int, spent: Spent) -> None:
    """Judge a training by the goals of the next size that has one."""
    seconds, megabytes = TRAINING[min((goal for goal in TRAINING if goal >= size), default=max(TRAINING))]
    judge(f"training at {size:,} contributions", spent.seconds, seconds, "s", spent.note)
    if megabytes:
        judge(f"memory of training at {size:,} contributions", peak(), megabytes, "MB")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", type=int, default=10_000)
    options.add_argument("--labelled", type=int, default=2_000)
    chosen = options.parse_args()
    with own_site():
        django.setup()
        measure(chosen.size, chosen.labelled)


if __name__ == "__main__":
    main()
