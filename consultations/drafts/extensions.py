"""Places at which features above add their part to the pages of a draft."""

from frontend.panels import ContextProviders

#: What features above add to the page of a version: function(request, version) -> context.
draft_context = ContextProviders("draft")
