"""What a safe apply needs of the run it is part of."""

from __future__ import annotations

from typing import Protocol

from rosgit.applier.settings import Settings
from rosgit.applier.write import Secrets
from rosgit.device import Deadline, Device
from rosgit.model.plan import Plan
from rosgit.model.row import Ledger, Observed
from rosgit.model.site import Site


class Job(Protocol):
    """One site's run: how to read its router and how to plan."""

    @property
    def site(self) -> Site:
        """The site."""

    @property
    def secrets(self) -> Secrets:
        """Its secrets."""

    @property
    def deadline(self) -> Deadline:
        """The time it may take."""

    @property
    def settings(self) -> Settings:
        """How careful to be."""

    def read(self) -> tuple[Device, Observed]:
        """Connect, log in and read, with our own rows. Raises DeviceError."""

    def renewed(self, seconds: float = 60.0) -> Job:
        """The same with time of its own: for the way back, when the time of the apply may be over."""

    def waited(self, seconds: float) -> Job:
        """The same with the time it may take moved on by a wait that was asked for."""

    def again(self, device: Device) -> Observed:
        """Read once more on an open connection. Raises DeviceError."""

    def plan(self, observed: Observed, *, written: bool = False) -> Plan:
        """What still differs; our own rows in the reading are seen to.

        ``written``: everything was sent, so a secret that cannot be read back is as good as it gets.
        """

    def ledger(self, generation: int, plan: Plan, observed: Observed) -> Ledger:
        """The ledger to write once the plan is applied."""
