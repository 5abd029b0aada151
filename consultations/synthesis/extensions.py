"""Places at which features above add to the screens of the evaluation."""

from frontend.panels import ContextProviders

#: What a list of findings knows besides: function(request, findings) sets `shown_answer` on each, returns context.
findings_context = ContextProviders("findings")
