"""Places at which features above add their part to the pages of an account."""

from frontend.panels import Menu, Panels

#: Sections of `/konto/uebersicht/`: function(request) returns the context of the template, None for nothing to show.
overview_panels = Panels("overview")

#: The menu of the person who is signed in, in the header and beside the pages of the account.
account_menu = Menu("account")
