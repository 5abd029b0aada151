"""Places at which features above add their part to the pages of networks and meetings."""

from frontend.panels import Panels

#: Below a meeting's minutes; functions are called with (request, meeting).
meeting_panels = Panels("meeting")
#: On the page where a convener prepares a meeting; (request, meeting).
meeting_admin_panels = Panels("meeting_admin")
#: On the page where a network is managed; (request, network).
network_admin_panels = Panels("network_admin")
