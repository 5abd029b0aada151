"""Places at which features above add their part to contributions."""

from frontend.panels import ContextProviders

#: What became of the contributions on a page: function(request, contributions) -> {"stages": {pk: plain text}}.
#: Asked once for all contributions of a page; the text must only say what the public may know.
contribution_stages = ContextProviders("contribution_stages")
