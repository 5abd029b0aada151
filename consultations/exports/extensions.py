"""Places at which the ways out add to their common screen."""

from frontend.panels import Panels

#: Sections of the staff screen "Reports and data": function(request, process).
export_panels = Panels("exports")
