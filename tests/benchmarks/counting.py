"""How many queries a request took, sessions and sign-in included, for whoever asks by a header."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test.utils import CaptureQueriesContext

ASK, ANSWER = "X-Count-Queries", "X-Queries"


class CountQueries:
    """Counts only when asked: what is timed is not slowed down."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if ASK not in request.headers:
            return self.get_response(request)
        with CaptureQueriesContext(connection) as captured:
            response = self.get_response(request)
        # Transactions are no work for the database.
        asked = [row for row in captured if not row["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
        response[ANSWER] = str(len(asked))
        return response
