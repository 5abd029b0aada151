"""The help that learns has something to show in the demonstration, and its story stays as it is."""

from consultations.demo.learning import let_it_learn
from consultations.results.gate import inspect
from consultations.synthesis.learning import encoder
from consultations.synthesis.models import CodingStep, Segment
from consultations.synthesis.suggesting.models import Suggestion
from consultations.synthesis.workbench.claims import claim_next


def test_what_is_open_has_suggestions_and_comes_first(demo, monkeypatch):
    monkeypatch.setattr(encoder, "is_there", lambda: False)
    rows = Segment.objects.admitted().filter(contribution__process=demo).unassigned()
    assert [row.contribution.reference for row in rows.order_by("pk")] == ["b014", "b021", "b014"]
    assert not rows.exclude(action_field=None, assigned_by=None).exists()
    assert let_it_learn(demo) and not let_it_learn(demo)
    assert Suggestion.objects.count() == 9 and set(Suggestion.objects.values_list("segment", flat=True)) == {
        row.pk for row in rows
    }
    analyst = next(member.user for member in demo.team.all() if member.role == "analyst")
    assert claim_next(demo, actor=analyst) in rows
    assert {row.reference for row in inspect(demo).unassigned} == {"b014", "b021"}
    assert not CodingStep.objects.filter(kind=CodingStep.Kind.CUT).exists(), "nobody undoes what the demonstration did"
