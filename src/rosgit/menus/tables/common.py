"""What several tables share: kinds and references."""

from __future__ import annotations

from rosgit.menus.kinds import Bits, Enum, OpenEnum
from rosgit.menus.table import Ref

# One protocol, by name or number; a number with a name prints as the name (IANA numbers).
_NUMBERS = (
    ("1", "icmp"),
    ("2", "igmp"),
    ("3", "ggp"),
    ("4", "ipencap"),
    ("5", "st"),
    ("6", "tcp"),
    ("8", "egp"),
    ("12", "pup"),
    ("17", "udp"),
    ("20", "hmp"),
    ("22", "xns-idp"),
    ("27", "rdp"),
    ("29", "iso-tp4"),
    ("33", "dccp"),
    ("36", "xtp"),
    ("37", "ddp"),
    ("38", "idpr-cmtp"),
    ("41", "ipv6-encap"),
    ("43", "ipv6-route"),
    ("44", "ipv6-frag"),
    ("46", "rsvp"),
    ("47", "gre"),
    ("50", "ipsec-esp"),
    ("51", "ipsec-ah"),
    ("58", "icmpv6"),
    ("59", "ipv6-nonxt"),
    ("60", "ipv6-opts"),
    ("73", "rspf"),
    ("81", "vmtp"),
    ("89", "ospf"),
    ("94", "ipip"),
    ("97", "etherip"),
    ("98", "encap"),
    ("103", "pim"),
    ("112", "vrrp"),
    ("115", "l2tp"),
    ("132", "sctp"),
    ("136", "udp-lite"),
)
PROTOCOL = OpenEnum(tuple(name for _, name in _NUMBERS), numbers=_NUMBERS, negatable=True)
ARP = Enum(("disabled", "enabled", "proxy-arp", "reply-only", "local-proxy-arp"))
ADDRESS_TYPE = Bits(("unicast", "local", "broadcast", "multicast", "blackhole"), negatable=True)

# In the order of the bits, as groups print them on 7.19 and 7.24; other policies may come.
POLICIES = (
    "local",
    "telnet",
    "ssh",
    "ftp",
    "reboot",
    "read",
    "write",
    "policy",
    "test",
    "winbox",
    "password",
    "web",
    "sniff",
    "sensitive",
    "api",
    "romon",
    "rest-api",
)
_RUNNING = frozenset(
    {"ftp", "reboot", "read", "write", "policy", "test", "password", "sniff", "sensitive", "romon"}
)
POLICY = Bits(tuple(each for each in POLICIES if each in _RUNNING), open=True)
POLICY_DEFAULT = "ftp,reboot,read,write,policy,test,password,sniff,sensitive,romon"

TO_ADDRESS_LIST = Ref("/ip/firewall/address-list", "list", soft=True)
TO_INTERFACE = Ref("/interface")
TO_INTERFACES = Ref("/interface", keywords=("all-ethernet", "all-ppp", "all-vlan", "all-wireless"))
TO_INTERFACE_LIST = Ref("/interface/list")
TO_VRF = Ref("/ip/vrf", keywords=("main",))
TO_CERTIFICATE = Ref("/certificate", keywords=("none",))
TO_SCRIPT = Ref("/system/script", soft=True)
TO_HOTSPOT = Ref("/ip/hotspot", keywords=("all",))
TO_POOL = Ref("/ip/pool", keywords=("none",))
TO_ROUTING_TABLE = Ref("/routing/table", keywords=("main",))
TO_QUEUE = Ref("/queue/simple", keywords=("none",))
TO_QUEUE_TYPE = Ref("/queue/type")
