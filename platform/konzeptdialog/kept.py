"""What somebody typed into a form that could not be accepted, so that a page can give it back."""

from django.http import HttpRequest

#: Shorter entries are quicker to type again than to find; they also leave out choices and keys.
WORTH_KEEPING = 20
#: Short, but words of the author's own.
_KEPT_ANYHOW = {"title"}
#: Fields nobody wants to see again: the address of a guest, and the work their browser did.
_LEFT_OUT = {"email", "proof"}


def typed_text(request: HttpRequest) -> str:
    """Return the longer texts of a posted form, parted by blank lines; never passwords, tokens or addresses."""
    texts = [
        (name, text.strip())
        for name in request.POST
        if not name.startswith(("csrf", "next", "remove_")) and "password" not in name and name not in _LEFT_OUT
        for text in request.POST.getlist(name)
    ]
    return "\n\n".join(text for name, text in texts if len(text) >= (1 if name in _KEPT_ANYHOW else WORTH_KEEPING))
