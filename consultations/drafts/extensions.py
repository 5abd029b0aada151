"""Places at which features above add their part to the pages of a draft."""

from frontend.panels import ContextProviders

#: What features above add to the page of a version: function(request, version) -> context. The page knows these keys:
#: `contribution_counts` (lineage of a paragraph or chapter -> number of public contributions), `contribution_total`,
#: and `paragraph_notes` (lineage -> {"text": …, "url": …}, e.g. why a paragraph was changed; plain text).
draft_context = ContextProviders("draft")
