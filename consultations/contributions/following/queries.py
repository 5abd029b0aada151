"""Reads about following, for pages."""

from dataclasses import dataclass

from django.http import HttpRequest

from consultations.contributions.following.models import Follow
from consultations.contributions.following.targets import numbers_of, page_of
from consultations.contributions.targets import Target
from consultations.process.models import Process


@dataclass(frozen=True)
class FollowButton:
    """The button on the page of something that can be followed."""

    described: Target
    is_followed: bool


def follow_button(request: HttpRequest, described: Target) -> FollowButton:
    """Whether the visitor follows what a page is about; one query, none for visitors who are not signed in."""
    followed = (
        request.user.is_authenticated
        and Follow.objects.filter(
            user=request.user,
            process=described.process,
            target_kind=described.kind,
            lineage=described.lineage,
        ).exists()
    )
    return FollowButton(described, followed)


@dataclass(frozen=True)
class Followed:
    """One line of the list of what a person follows; `number` is empty for a whole draft or process."""

    follow: Follow
    number: str
    url: str


def followed_by(user) -> list[Followed]:
    """What a person follows, the latest first; three queries. What is not public (any more) is left out."""
    visible = Process.objects.visible_to(user)
    follows = list(Follow.objects.filter(user=user, process__in=visible).select_related("process"))
    numbers = numbers_of(follows)
    return [
        Followed(
            row,
            numbers.get((row.process_id, row.target_kind, row.lineage), ""),
            page_of(row.process, row.target_kind, row.lineage),
        )
        for row in follows
    ]
