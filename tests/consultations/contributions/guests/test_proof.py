"""The proof of work: only our own fresh challenges, solved, count, and each once."""

import base64
import json
from datetime import timedelta

import altcha
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from consultations.contributions.guests.models import GuestPass
from consultations.contributions.guests.people import Guest
from consultations.contributions.guests.proof import ProofRefused, new_challenge, read_proof
from consultations.contributions.guests.services import purge_passes
from consultations.contributions.models import Contribution
from consultations.contributions.services import Submission, submit_contribution


@pytest.fixture(autouse=True)
def _small_sums(settings):
    settings.GUEST_PROOF_MAX_NUMBER = 300


def solve(challenge) -> dict:
    """What the script in the page sends for a challenge."""
    found = altcha.solve_challenge_v1(
        challenge["challenge"], challenge["salt"], challenge["algorithm"], challenge["maxNumber"]
    )
    fields = {name: challenge[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return {**fields, "number": found.number}


def encoded(solution) -> str:
    return base64.b64encode(json.dumps(solution).encode()).decode()


def test_a_solved_challenge_is_a_proof():
    solution = solve(new_challenge())
    proof = read_proof(encoded(solution))
    assert proof.challenge == solution["challenge"]
    assert timedelta(minutes=25) < proof.expires_at - timezone.now() <= timedelta(minutes=30)


def test_the_challenge_comes_from_our_own_address_and_is_not_cached(client):
    response = client.get(reverse("contributions:guest_challenge"))
    assert sorted(response.json()) == ["algorithm", "challenge", "maxNumber", "salt", "signature"]
    assert "no-store" in response.headers["Cache-Control"]
    assert read_proof(encoded(solve(response.json())))
    assert client.post(reverse("contributions:guest_challenge")).status_code == 405


def changed(**fields):
    return lambda solution: encoded({**solution, **fields})


@pytest.mark.parametrize(
    "spoil",
    [
        lambda solution: "",
        lambda solution: "x" * 5000,
        lambda solution: "kein base64 \x00",
        lambda solution: base64.b64encode(b"[]").decode(),
        lambda solution: base64.b64encode(b"[" * 700).decode(),
        lambda solution: base64.b64encode(b'{"algorithm": "SHA-256"}').decode(),
        lambda solution: encoded({**solution, "number": solution["number"] + 1}),
        lambda solution: encoded({**solution, "number": str(solution["number"])}),
        changed(number=True),
        changed(salt=None),
        changed(challenge=["a"]),
        changed(challenge="ä" * 64),
        changed(signature="0" * 64),
        changed(algorithm="SHA-1"),
        lambda solution: encoded({**solution, "salt": solution["salt"].replace("expires=", "expires=9")}),
        lambda solution: encoded({**solution, "salt": solution["salt"].partition("?")[0]}),
    ],
)
def test_everything_else_is_refused(spoil):
    solution = solve(new_challenge())
    with pytest.raises(ProofRefused):
        read_proof(spoil(solution))


def test_a_challenge_of_another_site_is_refused(settings):
    settings.SECRET_KEY = "another site"
    solution = encoded(solve(new_challenge()))
    settings.SECRET_KEY = "this site"
    with pytest.raises(ProofRefused):
        read_proof(solution)


def test_an_old_challenge_is_refused(settings):
    settings.GUEST_PROOF_MINUTES = -1
    with pytest.raises(ProofRefused):
        read_proof(encoded(solve(new_challenge())))


def test_a_proof_is_spent_once(process, paragraph):
    process.contributors = "guests"
    process.save()
    proof = read_proof(encoded(solve(new_challenge())))
    one, other = Guest("a@example.org", proof=proof), Guest("b@example.org", proof=proof)
    assert submit_contribution(paragraph, one, Submission(kind="proposal", text="Eins")).is_new
    with pytest.raises(ValidationError) as caught:
        submit_contribution(paragraph, other, Submission(kind="proposal", text="Zwei"))
    assert "proof" in caught.value.message_dict
    assert Contribution.objects.count() == 1 and GuestPass.objects.count() == 1


def test_passes_are_forgotten_when_nobody_asks_for_them_any_more(process):
    now = timezone.now()
    for challenge, used, expires in [
        ("new", now, now + timedelta(minutes=30)),
        ("expired", now - timedelta(hours=1), now - timedelta(minutes=30)),
        ("old", now - timedelta(days=2), now - timedelta(days=2)),
    ]:
        GuestPass.objects.create(process=process, challenge=challenge, used_at=used, expires_at=expires)
    assert purge_passes() == 1
    assert set(GuestPass.objects.values_list("challenge", flat=True)) == {"new", "expired"}
