"""Places at which parts of the moderation and features above add to its screens."""

from frontend.panels import Panels

#: Beside the forms to decide on a contribution: function(request, contribution).
decision_panels = Panels("decision")
