"""Another wording of a paragraph: what counts as one, and how it differs from the text it was said about."""

import re
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from consultations.contributions.models import Contribution
from consultations.drafts.comparison import Run
from consultations.drafts.models import Paragraph
from consultations.drafts.queries import published_versions
from consultations.drafts.table_comparison import Stretch, text_redline
from consultations.drafts.tables import has_table, tidied
from consultations.process.enums import TargetKind
from frontend.texts import cleaned, shows_nothing

#: Pairs of equal words in two texts; above it a comparison word for word takes seconds and shows confetti.
MOST_PAIRS = 500_000

_WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")


def longest_proposal(paragraph: Paragraph, limit: int) -> int:
    """How long another wording may be: like a contribution, and always long enough for a change to the paragraph."""
    return max(limit, 2 * len(paragraph.text))


def is_same_text(one: str, other: str) -> bool:
    """Whether two texts differ in white space only, or in how the bars of their tables are set."""
    return tidied(one).split() == tidied(other).split()


def check_proposal(proposal: str, paragraph: Paragraph, limit: int) -> None:
    """Raise ValidationError, in words for the author, when a tidied wording is too long or cannot be stored."""
    if "\x00" in proposal:
        raise ValidationError(_("Your text contains a character that cannot be stored."), code="control_character")
    longest = longest_proposal(paragraph, limit)
    if len(proposal) > longest:
        raise ValidationError(
            _("Your wording has %(count)s characters, at most %(limit)s are possible. Please shorten it."),
            code="too_long",
            params={
                "count": number_format(len(proposal), force_grouping=True),
                "limit": number_format(longest, force_grouping=True),
            },
        )


def proposal_in(typed: str, paragraph: Paragraph, *, begun_with: str, limit: int) -> str:
    """The proposed wording in a sent form, empty when the text of the paragraph was left as it is.

    `begun_with` is the key of the paragraph the field was filled with. A new version may have come between: a text
    that was left alone is no proposal to go back to it; one that was changed has to be looked at again
    (ValidationError).
    """
    proposal = cleaned(typed)
    check_proposal(proposal, paragraph, limit)
    if shows_nothing(proposal) or is_same_text(proposal, paragraph.text):
        return ""
    if begun_with and begun_with != str(paragraph.pk):
        earlier = _earlier_text(paragraph, begun_with)
        if earlier is not None and is_same_text(proposal, earlier):
            return ""
        raise ValidationError(
            _("The paragraph was changed in the meantime. Please compare your wording with the new text and send it."),
            code="outdated",
        )
    return proposal


def _earlier_text(paragraph: Paragraph, key: str) -> str | None:
    versions = published_versions(paragraph.version.draft.process)
    rows = Paragraph.objects.filter(lineage=paragraph.lineage, version__in=versions)
    return rows.filter(pk=int(key)).values_list("text", flat=True).first() if _is_key(key) else None


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


# --- The redline ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def compare(old: str, new: str) -> tuple[Stretch, ...]:
    """The difference of two texts word by word, as `drafts.comparison.redline`, in bounded time.

    Differences in white space do not count. Joining "same" and "insert" gives the new text. Texts of thousands of equal
    words are shown as deleted and inserted as a whole. Tables are compared cell by cell.
    """
    if has_table(old) or has_table(new):
        return tuple(text_redline(old, new))
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    keys_before, keys_after = [word.strip() for word in before], [word.strip() for word in after]
    counted = Counter(keys_after)
    if sum(number * counted[key] for key, number in Counter(keys_before).items()) > MOST_PAIRS:
        return tuple(Run(kind, text) for kind, text in (("delete", old), ("insert", new)) if text)
    runs: list[Run] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, keys_before, keys_after, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Run("same", "".join(after[j1:j2])))
            continue
        deleted, inserted = "".join(before[i1:i2]), "".join(after[j1:j2])
        # The space behind a changed word is not marked: it was there before, or belongs to the next word.
        words = inserted.rstrip()
        if words:
            deleted = deleted.rstrip()
        runs += [Run(kind, text) for kind, text in (("delete", deleted), ("insert", words)) if text]
        if inserted != words:
            runs.append(Run("same", inserted[len(words) :]))
    return tuple(runs)


def texts_said_about(contributions: Iterable[Contribution]) -> dict[int, str]:
    """By contribution the text of the paragraph, in the version it was said about. One query, none without any."""
    keys = {row.pk: int(row.object_pk) for row in contributions if row.target_kind == TargetKind.PARAGRAPH}
    if not keys:
        return {}
    texts = dict(Paragraph.objects.filter(pk__in=set(keys.values())).values_list("pk", "text"))
    return {pk: texts[key] for pk, key in keys.items() if key in texts}


def with_redlines(contributions: Iterable[Contribution]) -> None:
    """Set `proposal_runs` on contributions: the published wording against the paragraph. At most one query."""
    contributions = list(contributions)
    texts = texts_said_about(row for row in contributions if row.published_proposal)
    for row in contributions:
        row.proposal_runs = compare(texts.get(row.pk, ""), row.published_proposal) if row.published_proposal else ()


def redline_of(contribution: Contribution, proposal: str) -> tuple[Stretch, ...]:
    """One wording of a contribution against the paragraph it was said about, empty for an empty one."""
    if not proposal:
        return ()
    return compare(texts_said_about([contribution]).get(contribution.pk, ""), proposal)
