"""A small fake of a language model's server, which says what a test tells it to."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest


class FakeModel:
    """What was asked, and what is answered: a text, a function of the passages, or a whole response."""

    def __init__(self) -> None:
        self.asked: list[dict] = []
        self.headers: list[dict] = []
        self.answer = '{"sentences": [], "processed": []}'
        self.status = 200
        #: Refuse JSON schemas, as older servers do.
        self.refuses_schema = False
        self.location = ""
        self.raw: bytes | None = None
        self.delay = 0.0

    def passages(self, index: int = -1) -> list[dict]:
        """The passages of a question."""
        return json.loads(self.asked[index]["messages"][1]["content"])["passages"]

    def respond(self) -> tuple[int, bytes]:
        time.sleep(self.delay)
        if self.raw is not None:
            return self.status, self.raw
        if self.refuses_schema and self.asked[-1]["response_format"]["type"] == "json_schema":
            return 400, b'{"error": "unknown response_format"}'
        answer = self.answer(self.passages()) if callable(self.answer) else self.answer
        answer = answer if isinstance(answer, str) else json.dumps(answer)
        return self.status, json.dumps({"choices": [{"message": {"content": answer}}]}).encode()


@contextmanager
def served(fake: FakeModel) -> Iterator[str]:
    """The fake behind an address of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            fake.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            fake.headers.append(dict(self.headers))
            status, body = fake.respond()
            self.send_response(status)
            if fake.location:
                self.send_header("Location", fake.location)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                return

        def log_message(self, *args) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def fake(settings) -> Iterator[FakeModel]:
    """A language model that is switched on."""
    model = FakeModel()
    with served(model) as address:
        settings.LLM_URL, settings.LLM_MODEL, settings.LLM_KEY = address, "probe-1", "geheim"
        settings.LLM_TIMEOUT = 5
        yield model
