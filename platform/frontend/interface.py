"""What all parts of the public interface share: pages by cursor and how errors look."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Schema
from ninja.pagination import PaginationBase

#: The largest number a key can be.
_LARGEST_KEY = 2**63 - 1


class Problem(Schema):
    """Why a request was not answered."""

    detail: str


class InvalidRequest(Schema):
    """Which parts of a request cannot be read."""

    detail: list[dict[str, Any]] | str


#: What every address may answer besides what was asked for.
ERRORS: dict[int, type[Schema]] = {400: Problem, 404: Problem, 422: InvalidRequest}


class Pages(PaginationBase):
    """Pages in the order of the rows' keys: what is added meanwhile comes last, no row is shown twice or left out.

    The cursor is the key of the last row of a page; a row that is gone meanwhile does no harm.
    """

    class Input(Schema):
        """Which page, and how many rows on it."""

        page_size: int = Field(50, ge=1, le=200)
        cursor: int = Field(0, ge=0, le=_LARGEST_KEY, description="Taken from `next`.")

    class Output(Schema):
        """One page."""

        next: str | None = Field(description="Address of the next page; null on the last one.")
        results: list[Any]

    items_attribute = "results"

    def paginate_queryset(
        self, queryset: QuerySet, pagination: Input, request: HttpRequest, **params: Any
    ) -> dict[str, Any]:
        """One page of the rows, in one query."""
        found = list(queryset.filter(pk__gt=pagination.cursor).order_by("pk")[: pagination.page_size + 1])
        rows, following = found[: pagination.page_size], None
        if len(found) > len(rows):
            query = request.GET.copy()
            query["cursor"] = str(rows[-1].pk)
            following = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
        return {"next": following, "results": rows}
