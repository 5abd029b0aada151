"""Networks of offices: members, working groups, meetings with agenda, minutes and recommendations."""
