"""The way to a language model behind an OpenAI-compatible address. What comes back is text of a stranger."""

import json
import time
from typing import Any

import requests
from django.conf import settings
from django.utils.translation import gettext as _

#: So long we wait for a connection, and so much we read of an answer.
CONNECT_SECONDS, MOST_BYTES = 10, 2_000_000
#: Answers that say that the server does not know JSON schemas.
REFUSES_SCHEMA = (400, 404, 415, 422, 501)


class ModelUnavailable(Exception):
    """The model gave no answer we can use; the text says why, in words for staff."""


def is_enabled() -> bool:
    """Whether the operator has named a language model."""
    return bool(settings.LLM_URL and settings.LLM_MODEL)


def endpoint() -> str:
    """The address that is asked, from the one the operator gave: with or without `/v1`."""
    url = settings.LLM_URL
    if url.endswith("/chat/completions"):
        return url
    return f"{url}/chat/completions" if url.endswith("/v1") else f"{url}/v1/chat/completions"


def ask(messages: list[dict[str, str]], schema: dict[str, Any]) -> str:
    """The model's answer to messages, as text that should be JSON of a schema. Raises ModelUnavailable.

    A server that refuses the schema is asked once more for any JSON.
    """
    forms = [
        {"type": "json_schema", "json_schema": {"name": "draft", "strict": True, "schema": schema}},
        {"type": "json_object"},
    ]
    for form in forms:
        status, body = _post({"messages": messages, "response_format": form})
        if status == 200:
            return _content(body)
        if status not in REFUSES_SCHEMA:
            break
    raise ModelUnavailable(_("The language model answered with error %(status)s.") % {"status": status})


def _post(asked: dict[str, Any]) -> tuple[int, bytes]:
    """Status and body of one request: no redirect is followed, and neither time nor size is without an end."""
    headers = {"Authorization": f"Bearer {settings.LLM_KEY}"} if settings.LLM_KEY else {}
    payload = {"model": settings.LLM_MODEL, "temperature": 0, "stream": False, **asked}
    ends = time.monotonic() + settings.LLM_TIMEOUT
    try:
        # A session of its own: neither proxies nor passwords of the machine's surroundings are used.
        with requests.Session() as session:
            session.trust_env = False
            timeout = (min(CONNECT_SECONDS, settings.LLM_TIMEOUT), settings.LLM_TIMEOUT)
            with session.post(
                endpoint(), json=payload, headers=headers, timeout=timeout, allow_redirects=False, stream=True
            ) as response:
                body = b""
                for chunk in response.iter_content(65_536):
                    body += chunk
                    if len(body) > MOST_BYTES:
                        raise ModelUnavailable(_("The answer of the language model is too long."))
                    if time.monotonic() > ends:
                        raise requests.Timeout
                return response.status_code, body
    except requests.Timeout as error:
        raise ModelUnavailable(_("The language model did not answer in time.")) from error
    except requests.RequestException as error:
        raise ModelUnavailable(_("The language model cannot be reached.")) from error


def _content(body: bytes) -> str:
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ModelUnavailable(_("The answer of the language model cannot be read.")) from error
    if not isinstance(content, str):
        raise ModelUnavailable(_("The answer of the language model cannot be read."))
    return content
