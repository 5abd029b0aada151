"""Places at which features above add their part to the page of a conference."""

from frontend.panels import ContextProviders, Panels

#: Sections of the public page of a conference, e.g. its cards: function(request, conference).
conference_panels = Panels("conference")

#: Where the sign on a table leads, for example to its cards: function(request, table) returns {"url": …} or {}.
table_sign_links = ContextProviders("table_sign_links")
