"""Places at which features above add their part to the page of a region."""

from frontend.panels import Panels

region_panels = Panels("region")
