"""Places at which features above add their part to the pages of a process."""

from frontend.panels import Panels

#: Sections of the public page of a process: function(request, process).
process_panels = Panels("process")

#: Tiles of the staff dashboard of a process: function(request, process).
dashboard_panels = Panels("dashboard")
