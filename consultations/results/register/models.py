"""Seals of the register: what was received in a phase, as hashes under one root."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consultations.contributions.models import Contribution
from consultations.process.models import Phase, Process
from consultations.results.register import merkle


class SealQuerySet(models.QuerySet):
    """Seals by what they cost to read."""

    def light(self) -> "SealQuerySet":
        """Without the leaves: three megabytes for a hundred thousand contributions."""
        return self.defer("leaves")


class RegisterSeal(models.Model):
    """The register of a phase, sealed; number 1 when the phase closed, later ones for what was recorded afterwards.

    The database refuses to change or delete a seal and its entries (`freeze`).
    """

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="register_seals")
    #: May be gone one day; what the register says of it stays.
    phase = models.ForeignKey(Phase, null=True, on_delete=models.SET_NULL, related_name="register_seals")
    phase_key = models.SlugField(_("key of the phase"))
    phase_title = models.CharField(_("phase"), max_length=120)
    number = models.PositiveSmallIntegerField(_("number"))
    sealed_at = models.DateTimeField(_("sealed"))
    count = models.PositiveIntegerField(_("contributions"))
    #: What the content of its lines is made of, see `canonical`; seals from before there was another form have 1.
    content_format = models.PositiveSmallIntegerField(_("form of the content"), default=1)
    root = models.CharField(_("root"), max_length=64)
    #: The hashes of the leaves in their order, one after the other.
    leaves = models.BinaryField()

    objects = SealQuerySet.as_manager()

    class Meta:
        verbose_name = _("seal of the register")
        verbose_name_plural = _("seals of the register")
        ordering = ["process", "sealed_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["process", "phase_key", "number"], name="register_seal_once")]

    def __str__(self) -> str:
        return f"{self.phase_title} ({self.number})"

    @property
    def is_supplement(self) -> bool:
        """Whether it holds what was recorded after the first seal of its phase."""
        return self.number > 1

    @property
    def short_root(self) -> str:
        """The beginning of the root, for a line of text."""
        return self.root[:16]

    def leaf_hashes(self) -> list[bytes]:
        """The hashes of the leaves in their order."""
        whole = bytes(self.leaves)
        return [whole[start : start + merkle.SIZE] for start in range(0, len(whole), merkle.SIZE)]


class RegisterEntry(models.Model):
    """One line of a sealed register. Its contribution may be deleted on demand; the line stays."""

    seal = models.ForeignKey(RegisterSeal, on_delete=models.CASCADE, related_name="entries")
    #: From 0, in the order of the leaves' hashes: it tells nothing about when or from whom something came.
    position = models.PositiveIntegerField(_("line"))
    contribution = models.OneToOneField(
        Contribution, null=True, on_delete=models.SET_NULL, related_name="register_entry"
    )
    receipt_hash = models.CharField(max_length=64, db_index=True)
    content_hash = models.CharField(max_length=64)
    received_on = models.DateField(_("received"))

    class Meta:
        verbose_name = _("entry of the register")
        verbose_name_plural = _("entries of the register")
        ordering = ["seal", "position"]
        constraints = [models.UniqueConstraint(fields=["seal", "position"], name="register_line_once")]

    def __str__(self) -> str:
        return f"{self.seal_id}: {self.line}"

    @property
    def line(self) -> int:
        """The line as people count."""
        return self.position + 1

    @property
    def leaf(self) -> dict[str, str]:
        """The line as it was hashed."""
        return {"content": self.content_hash, "receipt": self.receipt_hash, "received": self.received_on.isoformat()}


class RegisterCheck(models.Model):
    """One recalculation of a seal from what is stored, and what it found."""

    seal = models.ForeignKey(RegisterSeal, on_delete=models.CASCADE, related_name="checks")
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    #: Whether lines, order and root are those that were sealed.
    is_intact = models.BooleanField(_("register unchanged"), default=False)
    same = models.PositiveIntegerField(_("stored as received"), default=0)
    deleted = models.PositiveIntegerField(_("deleted on demand"), default=0)
    emptied = models.PositiveIntegerField(_("words deleted on demand"), default=0)
    #: Lines whose stored words are others than those received, at most a hundred.
    differing = models.JSONField(_("other words"), default=list)
    differing_count = models.PositiveIntegerField(_("number of other words"), default=0)

    class Meta:
        verbose_name = _("check of a seal")
        verbose_name_plural = _("checks of seals")
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.seal}: {self.started_at:%Y-%m-%d}"

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong; what was deleted on demand is not."""
        return self.is_intact and not self.differing_count
