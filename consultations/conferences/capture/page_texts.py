"""What the script says: it is kept with the page, because it has to speak without a network too."""

from django.utils.translation import gettext as _


def script_texts() -> dict[str, str]:
    """All sentences of the script by name; `{number}` and the like are filled in by it."""
    return {
        "sent": _("All cards are transmitted."),
        "loading": _("Cards are being loaded."),
        "waiting_one": _("1 step waits for the network. It is safe on this device."),
        "waiting_many": _("{number} steps wait for the network. They are safe on this device."),
        "offline": _("There is no network. Go on writing: everything is kept on this device and transmitted later."),
        "sending": _("Being transmitted: {number}"),
        "slow": _("The site is busy. It is tried again by itself; everything is safe on this device."),
        "no_store": _(
            "This browser keeps nothing on the device (private window, or storage is full). Cards are only stored "
            "while there is a network."
        ),
        "full": _("The storage of this device is full. The card was not stored: please make room, then save again."),
        "refused": _("Not taken over: {reason}"),
        "saved": _("Card noted."),
        "changed": _("Change noted."),
        "removed": _("Card taken away."),
        "restored": _("Card brought back."),
        "undone": _("Undone."),
        "edit": _("Change"),
        "remove": _("Take away"),
        "restore": _("Bring back"),
        "more": _("One dot more"),
        "fewer": _("One dot fewer"),
        "dots": _("Dots: {number}"),
        "photo": _("Photo"),
        "photo_waits": _("Photo waits for the network"),
        "photo_gone": _("Take the photo away"),
        "photo_bad": _("This photo cannot be read on this device. The card is stored without it."),
        "to_wall": _("Put on the wall"),
        "from_wall": _("Take off the wall"),
        "not_on_wall": _("not on the wall"),
        "waits": _("waits for the network"),
        "participant": _("from a participant"),
        "no_text": _("The card has no text. Please write one sentence."),
        "too_long": _("The text has {number} characters too many. Please make two cards of it."),
        "save_new": _("Save the card"),
        "save_change": _("Save the change"),
        "conflict": _("Somebody else has changed this card. Nothing was overwritten: please choose."),
        "mine": _("Yours"),
        "theirs": _("What is there now"),
        "take_mine": _("Take mine"),
        "keep_theirs": _("Keep what is there"),
        "gone": _("(taken away)"),
        "copy_new": _("Put into the form as a new card"),
        "discard": _("Discard"),
        "really_discard": _("Really discard this text?"),
    }
