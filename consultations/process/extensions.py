"""Places at which features above add their part to the pages of a process."""

from frontend.panels import ContextProviders, Panels

#: Sections of the public page of a process: function(request, process).
process_panels = Panels("process")

#: Tiles of the staff dashboard of a process: function(request, process).
dashboard_panels = Panels("dashboard")

#: Where the buttons of a process lead: function(request, process) -> any of
#: `draft_url` and `draft_version` (the published version), `conferences_url`, `results_url` (published results).
process_actions = ContextProviders("process_actions")
