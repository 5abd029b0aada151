"""What the script of the check-in page says: the words come with the page, because the script may have no network."""

from django.utils.translation import gettext as _

from consultations.conferences.attendance.enums import Outcome


def outcome_texts() -> dict[str, str]:
    """A sentence for each outcome; `{name}` and `{time}` are put in."""
    return {
        Outcome.ARRIVED.value: _("{name} is checked in."),
        Outcome.ALREADY.value: _("{name} has been there since {time}."),
        Outcome.UNDONE.value: _("The check-in of {name} is taken back."),
        Outcome.AGAIN.value: _("{name} was checked in again at {time} and stays checked in."),
        Outcome.NO_SEAT.value: _("The registration of {name} was cancelled. Please take the person in below."),
        Outcome.UNKNOWN.value: _("This is no ticket of this conference: {name}"),
        Outcome.REHEARSAL.value: _("Rehearsal: {name} was found. Nothing is stored yet."),
        Outcome.REFUSED.value: _("{name} could not be stored. Please tell the conference office."),
    }


def page_texts() -> dict:
    """All words of the script."""
    return {
        "outcomes": outcome_texts(),
        "elsewhere": _("(another device)"),
        "over": _("More people are registered now than there are seats."),
        "checkIn": _("Check in"),
        "takeBack": _("Take back"),
        "since": _("There since {time}"),
        "pending": _("There since {time}, not transmitted yet"),
        "takenBack": _("Taken back, not transmitted yet"),
        "waiting": _("{name}: not transmitted yet"),
        "notListed": _("Ticket {ticket}"),
        "notListedAbout": _("Not on the list of this device. The server will know."),
        "table": _("Table {number}"),
        "online": _("registered for taking part online"),
        "allSent": _("Everything is transmitted. List of {time}."),
        "noNetwork": _("No network. You can go on: list of {time}."),
        "unsent": _("Not transmitted yet: {number}. This goes on by itself as soon as there is a network."),
        "loading": _("The list is being loaded …"),
        "noList": _("There is no network and no list on this device yet. Please open the page once with a network."),
        "closed": _("This link has ended."),
        "erased": _("The list was erased from this device."),
        "lost": _("These were not transmitted. Please tell the conference office, then erase them:"),
        "erase": _("Erase"),
        "noCamera": _("The camera cannot be used. Please allow it in the browser, or type the ticket."),
        "nameMissing": _("Please enter the name."),
        "scan": _("Scan a QR code"),
        "stopScan": _("Stop the camera"),
    }
