"""The simulated router: a server that speaks the RouterOS 7 binary API to any client."""

from rosgit.sim.clock import ManualClock, RealClock
from rosgit.sim.faults import Faults
from rosgit.sim.router import Router
from rosgit.sim.server import Server
from rosgit.sim.session import Session
from rosgit.sim.texts import Trap

__all__ = ["Faults", "ManualClock", "RealClock", "Router", "Server", "Session", "Trap"]
