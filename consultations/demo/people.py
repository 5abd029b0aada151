"""The demo's accounts: one for each role, all with the same password, which `make demo` prints."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress

from accounts.enums import MembershipRole, VerificationState
from accounts.models import Membership, Organisation, StakeholderCategory, User
from consultations.process.enums import TeamRole
from consultations.process.models import Process
from consultations.process.services import add_team_member
from regions.models import Office, Region

PASSWORD = "gemeinsam-2026"
DOMAIN = "demo.example"


@dataclass(frozen=True)
class Account:
    """One account of the demo."""

    name: str
    display_name: str
    description: str
    role: TeamRole | None = None
    office: str = ""
    real_name: str = ""

    @property
    def email(self) -> str:
        return f"{self.name}@{DOMAIN}"


STAKEHOLDER_ORGANISATION = "Willkommensinitiative Altmark (Demo)"
#: Waits for verification; its name resembles another one, as it happens.
WAITING_ORGANISATION = "Willkommens-Initiative für die Altmark e. V. (Demo)"

ACCOUNTS = [
    Account("admin", "Administration (Demo)", "Site-Administration: darf alles"),
    Account(
        "federfuehrung",
        "Federführung (Demo)",
        "Federführung: veröffentlicht Fassungen und Ergebnisse",
        TeamRole.LEAD,
        "Referat Integration und Teilhabe",
    ),
    Account(
        "redaktion",
        "Redaktion (Demo)",
        "Redaktion: bearbeitet Verfahren und Entwurf",
        TeamRole.EDITOR,
        "Redaktion",
    ),
    Account(
        "moderation",
        "Moderation (Demo)",
        "Moderation: gibt Beiträge frei und wertet aus",
        TeamRole.MODERATOR,
        "Moderation",
    ),
    Account(
        "auswertung",
        "Auswertung (Demo)",
        "Auswertung: ordnet zu und schreibt Ergebnisse",
        TeamRole.ANALYST,
        "Auswertung",
    ),
    Account("ressort", "Ressort (Demo)", "Ressort: beantwortet Ergebnisse", TeamRole.OFFICER, "Beteiligtes Ressort"),
    Account(
        "erfassung",
        "Erfassung (Demo)",
        "Erfassung: gibt Briefe, E-Mails und Listen ein",
        TeamRole.RECORDER,
        "Konferenzbüro",
    ),
    Account(
        "konferenz",
        "Konferenzbüro (Demo)",
        "Konferenzbüro: plant Konferenzen, führt Anmeldung, Tag und Dokumentation",
        TeamRole.CONFERENCE_OFFICE,
        "Konferenzbüro",
    ),
    Account(
        "mitzeichnung",
        "Mitzeichnung (Demo)",
        "Mitzeichnendes Ressort: zeichnet Antworten mit oder widerspricht",
        TeamRole.COSIGNER,
        "Ministerium für Bildung (Demo)",
    ),
    Account(
        "massnahmen",
        "Umsetzung (Demo)",
        "Zuständige Stelle: berichtet über Maßnahmen",
        TeamRole.MEASURE_OFFICE,
        "Landesamt für Beispiele (Demo)",
    ),
    Account("beobachtung", "Beobachtung (Demo)", "Beobachtung: liest mit, ändert nichts", TeamRole.OBSERVER),
    Account(
        "verein",
        "Anna A. (Demo)",
        f"Koordination von {STAKEHOLDER_ORGANISATION}: lädt ein und nimmt auf",
        real_name="Anna Altmark (Demo)",
    ),
    Account("mitglied", "Ben B. (Demo)", f"Mitglied von {STAKEHOLDER_ORGANISATION}", real_name="Ben Biese (Demo)"),
    Account(
        "neu",
        "Cem C. (Demo)",
        f"Hat eingetragen, wartet auf die Prüfung: {WAITING_ORGANISATION}",
        real_name="Cem Colbitz (Demo)",
    ),
    Account("person", "Bürgerin (Demo)", "Beteiligte, spricht für sich selbst"),
    Account(
        "koordination",
        "Koordination (Demo)",
        "Koordinierungsstelle in Stendal: pflegt ihren Eintrag, trägt Bedarfe und Angebote ein",
        real_name="Kira Klötze (Demo)",
    ),
]
#: The entry of the directory that the account "koordination" keeps.
KEPT_OFFICE = "st-15090"


def create_people(process: Process) -> dict[str, User]:
    """Create the accounts that are missing, with verified addresses; changed passwords and names stay."""
    people = {}
    for account in ACCOUNTS:
        user = User.objects.filter(email=account.email).first()
        if user is None:
            is_admin = account.name == "admin"
            user = User.objects.create_user(
                account.email,
                PASSWORD,
                display_name=account.display_name,
                real_name=account.real_name,
                is_staff=is_admin,
                is_superuser=is_admin,
            )
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            if account.role:
                add_team_member(process, user, account.role, actor=None, office=account.office)
            if account.name == "koordination":
                Office.objects.filter(reference=KEPT_OFFICE, holder=None).update(holder=user)
        people[account.name] = user
    _create_organisations(people)
    return people


def _create_organisations(people: dict[str, User]) -> None:
    """One organisation with two members, and one that waits; whoever left or was merged meanwhile stays so."""
    if not Organisation.objects.filter(name=STAKEHOLDER_ORGANISATION, memberships__isnull=False).exists():
        organisation = organisation_for(STAKEHOLDER_ORGANISATION, "zivilgesellschaft", "15081")
        _join(organisation, people["verein"], MembershipRole.COORDINATOR, "Vorstand")
        _join(organisation, people["mitglied"], MembershipRole.MEMBER, "Projektleitung")
    if not Organisation.objects.filter(created_by=people["neu"]).exists():
        waiting = Organisation.objects.create(
            name=WAITING_ORGANISATION,
            category=StakeholderCategory.objects.get(slug="zivilgesellschaft"),
            region=Region.objects.get(ags="15090"),
            seat="Stendal",
            website="https://willkommen-altmark.example",
            register_number="Amtsgericht Stendal, VR 1234",
            created_by=people["neu"],
        )
        _join(waiting, people["neu"], MembershipRole.COORDINATOR, "Vorsitz")


def _join(organisation: Organisation, person: User, role: MembershipRole, position: str) -> None:
    Membership.objects.create(organisation=organisation, user=person, role=role, position=position)


def organisation_for(name: str, category: str, ags: str | None) -> Organisation:
    """The verified organisation of that name, created on first use."""
    organisation, _created = Organisation.objects.get_or_create(
        name=name,
        defaults={
            "category": StakeholderCategory.objects.get(slug=category),
            "region": Region.objects.get(ags=ags) if ags else None,
            "state": VerificationState.VERIFIED,
        },
    )
    return organisation
