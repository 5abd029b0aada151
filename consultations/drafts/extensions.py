"""Places at which features above add their part to the pages of a draft."""

from dataclasses import dataclass, field

from frontend.panels import ContextProviders

#: What features above add to the page of a version: function(request, version) -> context. The page knows these keys:
#: `contribution_counts` (lineage of a paragraph or chapter -> number of public contributions), `contribution_total`,
#: and `paragraph_notes` (lineage -> {"text": …, "url": …}, e.g. why a paragraph was changed; plain text).
draft_context = ContextProviders("draft")


@dataclass(frozen=True)
class CauseLink:
    """A public reason elsewhere on the site, e.g. a result: its name, where it is read, what was decided."""

    name: str
    url: str
    note: str = ""


@dataclass
class Cause:
    """Why a paragraph was changed, as far as the public may know."""

    links: list[CauseLink] = field(default_factory=list)
    #: Editorial reasons, plain text.
    reasons: list[str] = field(default_factory=list)
    #: There is a cause that is not public yet.
    is_pending: bool = False

    @property
    def is_known(self) -> bool:
        return bool(self.links or self.reasons)


#: Why paragraphs differ between two published versions: function(request, old, new) -> {"causes": lineage -> Cause}.
change_causes = ContextProviders("causes of changes")
