"""Places at which features above add their part to the pages of regions."""

from frontend.panels import Menu, Panels

#: Sections of the page of a state, district or municipality: function(request, region) returns the context of the
#: template, None for nothing to show.
region_panels = Panels("region")

#: Links on the first page of the directory to everything else there is about districts.
directory_menu = Menu("directory")
