"""The codes of ``rules/``: lints on what sites want. Part of the register in ``codes``.

``L`` numbers in brackets are those of the research behind the rules (what broke in real exports).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rosgit.model.code import Code

LINTS: Mapping[str, Code] = MappingProxyType(
    {
        "unknown-reference": Code(
            "ERROR",
            "a field has to name a row of another menu, and no such row is wanted or built in",
            "the router would refuse the row, or point it at nothing [L37]",
            "correct the name, add the row, or list it under existing: if the router has it already",
        ),
        "duplicate-row": Code(
            "ERROR",
            "two rows of a site have one identity",
            "a router holds them as one: each apply would undo half of the last",
            "rename or remove one of them",
        ),
        "duplicate-name": Code(
            "ERROR",
            "a bridge and a VLAN have one name",
            "interfaces share one space of names, whatever their menu",
            "give one of them a name: of its own",
        ),
        "reserved-name": Code(
            "ERROR",
            "a script or scheduler row has a name of what rosgit keeps on routers for itself",
            "an apply never sees such a row, and an undo or rosgit forget takes it away",
            "call it otherwise than rosgit-undo, rosgit-mark, rosgit-tick, rosgit-ledger-...",
        ),
        "pool-holds-router": Code(
            "ERROR",
            "a pool holds an address of the router itself",
            "the guest that gets it takes the gateway away from all others [L01]",
            "leave the address out of the pool's ranges",
        ),
        "pool-outside": Code(
            "ERROR",
            "a pool holds addresses that are no hosts of the network it serves",
            "guests that get one cannot reach the router [L02]",
            "keep the ranges between the network's own and its broadcast address",
        ),
        "overlap": Code(
            "ERROR",
            "two networks, pools or VLAN ids of a site overlap",
            "one address has one place only; packets would go to the wrong guests [L03]",
            "move one of the two",
        ),
        "long-lease": Code(
            "WARNING",
            "leases over four hours from a pool of fewer than 512 addresses",
            "phones change their MAC address and take a new lease each time, until none is left [L04]",
            "shorten lease-time, or give the pool more addresses",
        ),
        "pool-drain": Code(
            "WARNING",
            "one device may take a large part of a pool",
            "one broken or hostile device shuts everybody else out [L05]",
            "set addresses-per-mac to 2 or less",
        ),
        "second-server": Code(
            "ERROR",
            "two DHCP servers or two hotspot servers on one interface",
            "the router accepts one and marks the other invalid [L06]",
            "remove or disable one of them",
        ),
        "pools-differ": Code(
            "WARNING",
            "the DHCP server and the hotspot of an interface use different pools",
            "guests are given a second address by 1:1 NAT, which surprises logs and firewalls [L07]",
            "use one pool, or address-pool: none in the hotspot server",
        ),
        "dns-bypass": Code(
            "WARNING",
            "DHCP sends guests to public resolvers, while the portal's name is only on the router",
            "the portal opens by luck or not at all [L08]",
            "give guests the gateway as dns-server",
        ),
        "portal-name": Code(
            "ERROR",
            "the portal's dns-name is an address or a single word",
            "browsers do not look it up, and no certificate can cover it [L10]",
            "choose a host name below a domain of yours",
        ),
        "portal-local": Code(
            "WARNING",
            "the portal's dns-name ends in .local",
            "phones ask such names by multicast, never from the router [L11]",
            "choose a host name below a domain of yours",
        ),
        "https-certificate": Code(
            "ERROR",
            "login by https without a certificate, or a certificate without login by https",
            "the portal does not answer on https, or the field has no effect and never reads back [L12]",
            "set both in one server profile, or neither",
        ),
        "plain-passwords": Code(
            "WARNING",
            "http-pap is the only way to log in",
            "passwords cross the air in the clear [L20]",
            "offer http-chap or https",
        ),
        "mac-login": Code(
            "WARNING",
            "login by MAC address without a password",
            "who copies a MAC address has the session [L22]",
            "use mac-cookie, or set mac-auth-password",
        ),
        "trial-unlimited": Code(
            "WARNING",
            "trial guests have no user profile of their own, or one without a rate limit",
            "free and unnamed guests can fill the uplink [L23]",
            "name a user profile with a rate-limit for trials",
        ),
        "mac-cookie": Code(
            "WARNING",
            "MAC cookies are written but never read, or read but never written",
            "guests have to log in again although they should not [L24]",
            "set both: mac-cookie in login-by, add-mac-cookie in the user profile",
        ),
        "host-timeout": Code(
            "WARNING",
            "a time-out on the hotspot server, none in any user profile",
            "the server's time-outs are for hosts not yet logged in; guests follow their user profile [L25]",
            "set it in the user profiles too",
        ),
        "keepalive-zero": Code(
            "ERROR",
            "keepalive-timeout is 0",
            "the router ignores it and keeps what it had [L26]",
            "write none",
        ),
        "burst-below-rate": Code(
            "ERROR",
            "a rate limit whose burst is below its rate",
            "the router cannot make the queue and refuses the login [L27]",
            "write rate, then burst, then threshold, then time",
        ),
        "garden-not-a-host": Code(
            "ERROR",
            "a walled-garden host with a scheme, a path, a port or a blank in it",
            "dst-host is held against the host name alone, so the entry never matches",
            "write the host name alone; dst-port and path have fields of their own",
        ),
        "dead-entry": Code(
            "ERROR",
            "a walled-garden entry behind a wider one that says the opposite",
            "the first match decides, so the entry does nothing [L30]",
            "put the narrower entry first, or narrow the other",
        ),
        "broad-garden": Code(
            "WARNING",
            "the walled garden opens a whole content network",
            "half of the internet is served from there, without login [L31]",
            "name the hosts that are needed",
        ),
        "captive-check": Code(
            "WARNING",
            "the walled garden opens a host that phones use to find portals",
            "the check succeeds, so the sign-in page never pops up [L34]",
            "take the host out, or narrow the wildcard",
        ),
        "garden-resolver": Code(
            "WARNING",
            "the walled garden opens a public resolver",
            "DNS tunnels and DoH pass through it without login [L35]",
            "take it out: guests ask the router for names",
        ),
        "wan-in-bridge": Code(
            "ERROR",
            "the interface that leads out is a port of a bridge",
            "guests and the provider share one network, and the masquerade matches nothing [L41]",
            "take it out of the bridge, or name the right wan:",
        ),
        "hotspot-on-wan": Code(
            "ERROR",
            "a hotspot runs on the interface that leads out",
            "the portal would catch the provider's side, and whoever manages the router from there",
            "run it on the guests' bridge or VLAN, or name the right wan:",
        ),
        "no-masquerade": Code(
            "WARNING",
            "a hotspot's network has no masquerade, though others of the site have",
            "its guests log in and reach nothing [L51]",
            "let the hotspot have its masquerade, or add a rule of nat",
        ),
        "hotspot-chain": Code(
            "ERROR",
            "a rule in the hotspot's own chains, or a redirect to its ports",
            "guests who are logged in are hijacked too; the router makes the right rules itself [L53]",
            "remove the rule",
        ),
        "open-resolver": Code(
            "WARNING",
            "the router answers remote DNS requests and the site drops none of them",
            "it becomes part of attacks on others, and its uplink fills [L56]",
            "drop input from the WAN, port 53 at least",
        ),
        "radius-missing": Code(
            "ERROR",
            "a portal asks RADIUS, and the site has no enabled server for hotspots",
            "nobody can log in [L70]",
            "add a server to radius:, or turn use-radius off",
        ),
        "radius-unused": Code(
            "WARNING",
            "a RADIUS server for hotspots that no portal asks",
            "accounts there do not work, and nobody sees why [L71]",
            "name it in radius: of a hotspot, or remove it",
        ),
        "radius-twice": Code(
            "WARNING",
            "one RADIUS server stands twice",
            "each row is asked in turn: guests wait twice while it is away [L72]",
            "remove one of the rows",
        ),
        "coa-off": Code(
            "ERROR",
            "a port for RADIUS' incoming requests while they are not accepted",
            "disconnects and changes from RADIUS are dropped in silence [L73]",
            "say accept: yes",
        ),
        "radius-timeout": Code(
            "WARNING",
            "a RADIUS server may keep a login waiting for more than three seconds",
            "guests give up or try again, and the wait adds up over servers [L74]",
            "lower timeout",
        ),
        "ntp-off": Code(
            "WARNING",
            "time servers are named while the client is off",
            "vouchers and certificates expire by the router's clock [L84]",
            "say enabled: yes",
        ),
        "one-router-two-sites": Code(
            "ERROR",
            "two sites lead to one router",
            "each would undo what the other applies",
            "correct router.host or router.serial, or merge the sites",
        ),
    }
)
