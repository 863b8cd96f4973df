"""One simulated router, 20 ms away: rosgit beside an ideal reader and plain librouteros."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from result import Line, middle
from worker import Worker

LATENCY = 0.02
WARM = 3
Samples = dict[str, list[dict]]
IDEAL, PLAIN = "ideal reader", "plain librouteros"


@dataclass(slots=True)
class Bench:
    """The workers, which take turns, and what they said so far."""

    server: Worker
    rosgit: Worker
    ideal: Worker
    plain: Worker
    menus: list[str] = field(default_factory=list)
    samples: Samples = field(default_factory=lambda: defaultdict(list))

    def take(self, name: str, work: Callable[[], dict]) -> dict:
        """One sample, with the round trips the server counted."""
        before = self.server.ask("trips")["trips"]
        found = work()
        counted = self.server.ask("trips")["trips"] - before
        assert found.get("trips", counted) == counted, f"{name}: the device and the server count differently"
        self.samples[name].append({**found, "trips": counted})
        return found

    def fresh(self) -> dict:
        """A router as it leaves the factory, LATENCY away."""
        return self.server.ask("fresh", latency=LATENCY)


def measure(repeats: int, turns: int) -> list[Line]:
    """The lines about one router. ``turns`` plans and reads a repeat, ``repeats`` applies."""
    with (
        Worker("server_worker.py") as server,
        Worker("rosgit_worker.py") as rosgit,
        Worker("ideal_worker.py") as ideal,
        Worker("plain_worker.py") as plain,
    ):
        about = rosgit.ask("about")
        bench = Bench(server, rosgit, ideal, plain, about["menus"])
        _warm(bench)
        for _ in range(repeats):
            _repeat(bench, turns)
        return _lines(bench.samples, about["rows"])


def _warm(bench: Bench) -> None:
    """Imports and caches of every worker, and the sentences the ideal reader sends."""
    place = bench.fresh()
    port = place["ports"][0]
    for _ in range(WARM):
        bench.rosgit.ask("plan", port=port)
        asked = bench.server.ask("commands", connection=-1)["sentences"]
        bench.ideal.ask("learn", sentences=asked)
        bench.ideal.ask("read", port=port)
        bench.plain.ask("read", port=port, menus=bench.menus)
        bench.rosgit.ask("plan", port=place["tls_port"], fingerprint=place["fingerprint"])


def _repeat(bench: Bench, turns: int) -> None:
    """Plan a fresh router, apply, plan again, each beside the others; then the plain apply."""
    place = bench.fresh()
    port = place["ports"][0]
    _turns(bench, port, turns, "fresh")
    bench.take("apply", lambda: bench.rosgit.ask("apply", port=port, status="PROVEN"))
    writes = bench.server.ask("writes", menus=bench.menus)["sentences"]
    bench.take("no-op", lambda: bench.rosgit.ask("apply", port=port, status="IN_SYNC"))
    assert bench.rosgit.ask("plan", port=port)["changes"] == 0
    _turns(bench, port, turns, "settled")
    bench.take("plain read", lambda: bench.plain.ask("read", port=port, menus=bench.menus))
    tls = {"port": place["tls_port"], "fingerprint": place["fingerprint"]}
    bench.take("tls", lambda: bench.rosgit.ask("plan", **tls))
    _plain_apply(bench, writes)
    port = bench.fresh()["ports"][0]
    bench.take("bare apply", lambda: bench.rosgit.ask("apply", port=port, status="PROVEN", undo=False))


def _turns(bench: Bench, port: int, turns: int, name: str) -> None:
    for _ in range(turns):
        bench.take(f"plan {name}", lambda: bench.rosgit.ask("plan", port=port))
        bench.take(f"ideal {name}", lambda: bench.ideal.ask("read", port=port))


def _plain_apply(bench: Bench, writes: list[list[str]]) -> None:
    """The very writes rosgit sent, on another fresh router, one at a time."""
    port = bench.fresh()["ports"][0]
    push = {"port": port, "menus": bench.menus, "sentences": writes}
    bench.take("plain apply", lambda: bench.plain.ask("push", **push))
    assert bench.rosgit.ask("plan", port=port)["changes"] == 0, "the plain writes left another state"


def _lines(samples: Samples, rows: int) -> list[Line]:
    return [*_trips(samples, rows), *_seconds(samples), *_cpu(samples)]


def _trips(samples: Samples, rows: int) -> list[Line]:
    def trips(what: str, ours: str, budget: float, beside: str, than: str) -> Line:
        count = max(sample["trips"] for sample in samples[ours])
        return Line(what, count, "trips", middle(samples[beside], "trips"), than, budget, count)

    return [
        trips(f"round trips: plan, {rows} rows", "plan settled", 3, "ideal settled", IDEAL),
        trips("round trips: plan", "plan settled", 3, "plain read", PLAIN),
        trips("round trips: fresh apply and proof, undo armed", "apply", 25, "plain apply", PLAIN),
        trips("round trips: fresh apply and proof, no undo", "bare apply", 25, "plain apply", PLAIN),
        trips("round trips: apply, nothing to do", "no-op", 3, "plain read", PLAIN),
        Line("round trips: plan over TLS", middle(samples["tls"], "trips"), "trips", 3, "without TLS"),
    ]


def _seconds(samples: Samples) -> list[Line]:
    def wall(what: str, ours: str, beside: str, than: str, budget: float | None = None) -> Line:
        times = (middle(samples[name], "wall", 1000) for name in (ours, beside))
        mine, theirs = times
        return Line(what, mine, "ms", theirs, than, budget)

    return [
        wall("time: plan of a router in sync", "plan settled", "ideal settled", IDEAL, 1.25),
        wall("time: plan of a fresh router", "plan fresh", "ideal fresh", IDEAL, 1.25),
        wall("time: plan of a router in sync", "plan settled", "plain read", f"{PLAIN}, read only"),
        wall("time: fresh apply and proof, undo armed", "apply", "plain apply", PLAIN),
        wall("time: fresh apply and proof, no undo", "bare apply", "plain apply", PLAIN),
        wall("time: fresh apply and proof, no undo", "bare apply", "ideal fresh", f"{IDEAL}, once"),
        wall("time: apply, nothing to do", "no-op", "ideal settled", IDEAL),
        wall("time: apply, nothing to do", "no-op", "plain read", f"{PLAIN}, read only"),
        wall("time: plan over TLS", "tls", "plan settled", "without TLS"),
    ]


def _cpu(samples: Samples) -> list[Line]:
    def cpu(what: str, state: str) -> Line:
        ours, beside = (middle(samples[f"{name} {state}"], "cpu", 1000) for name in ("plan", "ideal"))
        return Line(what, ours, "ms", beside, IDEAL, 2)

    return [
        cpu("CPU: plan of a router in sync", "settled"),
        cpu("CPU: plan of a fresh router", "fresh"),
    ]
