"""Compiling N generated sites beside the bare YAML parse of the same bytes, in one run.

    python bench/compile.py [N ...]        sites; 100, 1000 and 10000 by default
    python bench/compile.py --profile 1000

Lints are not in it. The first column is what PyYAML's C loader takes for the same files.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable, Iterator

import yaml

from rosgit.compiler.compile import compile_tree
from rosgit.model.tree import Tree

BUDGET = 10.0
REGIONS = 20

TOP = """\
router: {routeros: "7.22", username: rosgit, password: !secret "env:ROSGIT#{{ site }}"}
wan: ether1
vars: {domain: example.net}
system:
  identity: "{{ site }}"
  clock: Africa/Nairobi
  ntp: [0.pool.ntp.org, 1.pool.ntp.org]
  services: {telnet: no, ftp: no, www: no, ssh: {address: 10.0.0.0/8}}
user-profiles:
  _defaults: {shared-users: 1, idle-timeout: 15m}
  hour: {rate-limit: 3M/6M, session-timeout: 1h}
  day: {rate-limit: 5M/10M, session-timeout: 1d}
radius:
  core: {address: 10.0.0.10, secret: !secret "env:ROSGIT#radius"}
firewall: {guest-isolation: yes, guest-dns: yes}
rows:
  /ip/firewall/address-list:
    noc: {list: management, address: 10.0.0.0/24}
  /ip/firewall/filter:
    known: {chain: input, connection-state: [established, related], comment: answers}
    rest: {chain: input, action: drop, comment: the rest}
"""
REGION = "tags: [region-{n}]\nhotspots:\n  _defaults: {{radius: [core], dhcp-server: {{lease-time: 1h}}}}\n"
SITE = """\
router:
  host: 10.{high}.{low}.1
  tls: {{fingerprint: "sha256:{pin}"}}
hotspots:
  lobby:
    bridge: {{ports: [ether3, ether4]}}
    network: 10.{high}.{low}.0/24
    pool: 10.{high}.{low}.20-10.{high}.{low}.250
    server-profile: {{dns-name: "wifi.{{{{ site }}}}.{{{{ vars.domain }}}}", login-by: [http-chap, cookie]}}
    walled-garden:
      mpesa: {{bundle: mpesa}}
      paystack: {{host: "*.paystack.co"}}
      bank: {{address: 203.0.113.{low}, port: 443, protocol: tcp}}
    bindings:
      printer: {{mac-address: "AA:BB:CC:{high:02x}:{low:02x}:01", type: bypassed}}
      till: {{mac-address: "AA:BB:CC:{high:02x}:{low:02x}:02", type: bypassed}}
users:
  barista: {{profile: day, password: !secret "env:ROSGIT#{{{{ site }}}}-barista"}}
"""


def tree(count: int) -> Tree:
    """A fleet of ``count`` sites in ``REGIONS`` regions."""
    files = {"_defaults.yaml": TOP.encode()}
    files |= {f"r{n}/_defaults.yaml": REGION.format(n=n).encode() for n in range(REGIONS)}
    for number in range(count):
        text = SITE.format(high=number // 250, low=number % 250 + 1, pin=f"{number:064x}")
        files[f"r{number % REGIONS}/site-{number:05}.yaml"] = text.encode()
    return Tree(files)


class Loader(yaml.CSafeLoader):
    """PyYAML's C loader, told of the one tag."""


Loader.add_constructor("!secret", lambda loader, node: loader.construct_scalar(node))


def parse(whole: Tree) -> None:
    """What any program that reads these files has to do at least."""
    for data in whole.files.values():
        yaml.load(data, Loader)  # noqa: S506  # a safe loader with one more tag


def build(whole: Tree) -> None:
    """What rosgit does, short of lints. An incomplete result is no result."""
    made = compile_tree(whole)
    assert made.diagnostics == (), made.diagnostics[:3]
    assert len(made.sites) == sum("/site-" in path for path in whole.files)


def seconds(work: Callable[[Tree], None], whole: Tree) -> float:
    """CPU seconds of the best of a few runs; one run suffices where it is long."""
    return min(_runs(work, whole))


def _runs(work: Callable[[Tree], None], whole: Tree) -> Iterator[float]:
    spent = 0.0
    for _ in range(5):
        gc.collect()
        start = time.process_time()
        work(whole)
        yield (took := time.process_time() - start)
        spent += took
        if spent > 5:
            return


def main() -> None:
    """Print the table; the exit code is 1 when the budget is not met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[100, 1_000, 10_000])
    parser.add_argument("--profile", action="store_true")
    given = parser.parse_args()
    build(tree(10))
    print(f"{'sites':>6} {'parse ms/site':>14} {'compile ms/site':>16} {'ratio':>6}")
    worst = 0.0
    for count in given.counts:
        whole = tree(count)
        base, ours = seconds(parse, whole), seconds(build, whole)
        worst = max(worst, ours / base)
        print(f"{count:>6} {base / count * 1000:>14.3f} {ours / count * 1000:>16.3f} {ours / base:>6.2f}")
    if given.profile:
        _profile(tree(given.counts[-1]))
    raise SystemExit(worst > BUDGET)


def _profile(whole: Tree) -> None:
    import cProfile
    import pstats

    profile = cProfile.Profile()
    profile.runcall(build, whole)
    pstats.Stats(profile).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    main()
