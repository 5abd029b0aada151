"""Places at which features above add their part to editorial pages."""

from frontend.panels import Panels

#: Sections of the home page: function(request).
home_panels = Panels("home")
