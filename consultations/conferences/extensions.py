"""Places at which features above add their part to the page of a conference."""

from frontend.panels import Panels

#: Sections of the public page of a conference, e.g. its cards: function(request, conference).
conference_panels = Panels("conference")
