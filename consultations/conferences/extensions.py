"""Places at which features above add their part to the pages of a conference, and say what stands against a change."""

from collections.abc import Callable, Iterable

from frontend.panels import ContextProviders, Panels

#: Sections of the public page of a conference: function(request, conference). Before the event they stand below its
#: head, e.g. how to register; after it below the tables, e.g. the cards.
conference_panels = Panels("conference")

#: Boxes of the home of a conference in the staff admin: function(request, conference).
conference_admin_panels = Panels("conference admin")

#: Functions that say what hangs on thematic tables beside the rows that point to them: they get the keys of tables and
#: return words by key, e.g. "3 Beiträge". Such a table cannot be removed.
TableUses = Callable[[Iterable[int]], dict[int, str]]
table_uses: list[TableUses] = []

#: Where the sign on a table leads, for example to its cards: function(request, table) returns {"url": …} or {}.
table_sign_links = ContextProviders("table_sign_links")
