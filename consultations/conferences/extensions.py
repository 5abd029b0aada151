"""Places at which features above add their part to the page of a conference."""

from frontend.panels import ContextProviders, Panels

#: Sections of the public page of a conference, e.g. its cards: function(request, conference).
conference_panels = Panels("conference")

#: The link on the printed sign of a table, as `url`: function(request, table).
table_sign_links = ContextProviders("table_sign_links")
