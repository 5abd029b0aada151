"""Places at which features above add to the screens of the evaluation."""

from frontend.panels import ContextProviders

#: What a list of findings knows besides: function(request, findings) may set `shown_answer` on each and returns context.
findings_context = ContextProviders("findings")
