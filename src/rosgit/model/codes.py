"""Every diagnostic code rosgit can print: what it means, why it matters, how to mend it.

The table is the documentation (``docs/codes.md`` is made from it) and the register: a diagnostic
with an unlisted code is a bug.
"""

from __future__ import annotations

from types import MappingProxyType

from rosgit.model.code import Code
from rosgit.model.codes_differ import DIFFER
from rosgit.model.codes_guards import GUARDS
from rosgit.model.codes_ledger import LEDGER
from rosgit.model.codes_lints import LINTS

CODES = MappingProxyType(
    {
        "no-sites": Code(
            "ERROR",
            "the tree holds no site, or none that was asked for",
            "an empty list of targets must not look like a fleet in sync",
            "check --dir, the site names and the tags",
        ),
        "unreadable-tree": Code(
            "ERROR",
            "the folder of the sites, or a file in it, cannot be read",
            "a site that was not read cannot be checked, and must not look like one that is gone",
            "check --dir (or --base), and that the files can be read",
        ),
        "unusable-file": Code(
            "ERROR",
            "a file that the command line names cannot be read or written, or is not what it has to be",
            "nothing was begun without it",
            "check its name, its folder and who may use it",
        ),
        "unreachable": Code(
            "ERROR",
            "no connection to the router could be made",
            "nothing was read and nothing was written: the router is as it was",
            "check router.host and router.port, the route (VPN), and the router's service and its address=",
        ),
        "tls-refused": Code(
            "ERROR",
            "the router's certificate is not the one the site trusts, or TLS failed",
            "the password is only sent to a router that has proven itself",
            "rosgit trust SITE shows what to pin in router.tls; compare it with the router "
            "(/certificate print detail). If the certificate was renewed, pin the new one beside the old",
        ),
        "login-refused": Code(
            "ERROR",
            "the router refused the user name or password",
            "a refused login is never tried again: routers and their logs take it for an attack",
            "check router.username, the secret behind router.password, and the user's address= and group",
        ),
        "not-permitted": Code(
            "ERROR",
            "the router's user lacks a policy for what was asked",
            "what cannot be read cannot be compared, and nothing is written blindly",
            "give the user's group the policy; to plan: api,read; to apply also write and sensitive",
        ),
        "router-trap": Code(
            "ERROR",
            "the router refused a command; its own words follow",
            "the router knows something that rosgit's tables do not",
            "read the router's words; if its RouterOS has no such menu or field, check router.routeros",
        ),
        "router-timeout": Code(
            "ERROR",
            "the router did not answer in time",
            "silence is never success: what was sent last may or may not have been done",
            "try again with a longer --timeout; plan again to see what was done",
        ),
        "connection-lost": Code(
            "ERROR",
            "the connection to the router broke",
            "what was sent last may or may not have been done",
            "plan again to see what was done",
        ),
        "router-rubbish": Code(
            "ERROR",
            "the router's answer is not the binary API, or larger than rosgit is willing to hold",
            "an answer that is not understood is never taken for success",
            "check that router.port is the api or api-ssl service and fits router.tls",
        ),
        "missing-secret": Code(
            "ERROR",
            "a secret that the site refers to is not there",
            "a router cannot be reached, or a row not be written, without it",
            "set the environment variable or write the file that the reference names",
        ),
        "bad-secret": Code(
            "ERROR",
            "a secret is there but cannot be used: empty, malformed, too large, or outside the sites tree",
            "an empty or half-read password would be written to the router",
            "mend the variable or file; its contents are never shown",
        ),
        "secret-file-open": Code(
            "WARNING",
            "other users of this machine can read or change a file that holds a secret",
            "a password in it may already be known",
            "chmod 600 the file, and change the secret if others could log in here",
        ),
        "yaml-syntax": Code(
            "ERROR",
            "the file is not YAML",
            "nothing of it can be trusted",
            "see the line and the one before it",
        ),
        "yaml-encoding": Code(
            "ERROR",
            "the file is not UTF-8",
            "names and passwords would reach the router changed",
            "save it as UTF-8",
        ),
        "yaml-too-large": Code(
            "ERROR",
            "the document is too large or nested too deeply",
            "a runaway file must not stop the compiler",
            "split it, or remove the aliases that blow it up",
        ),
        "yaml-tag": Code(
            "ERROR",
            "an unknown tag",
            "a tag could mean code or another type; only !secret and !raw mean something",
            "remove it",
        ),
        "yaml-key": Code(
            "ERROR",
            "a key that is not plain text",
            "keys are names of RouterOS fields, labels and menus",
            "write a word, quoted if need be",
        ),
        "yaml-alias": Code(
            "ERROR",
            "an alias that names nothing, or itself",
            "it would never end",
            "name an anchor that is complete",
        ),
        "yaml-documents": Code(
            "ERROR",
            "more than one document in a file",
            "one file is one site",
            "put each site in its own file",
        ),
        "yaml-merge-key": Code(
            "ERROR",
            "a YAML merge key",
            "the cascade of _defaults does this, with origins",
            "use a _defaults label or file",
        ),
        "duplicate-key": Code(
            "ERROR", "a key stands twice", "YAML would silently keep the last", "keep one of the two"
        ),
        "duplicate-site": Code(
            "ERROR", "two files make one site", "a site is named by its file", "rename one"
        ),
        "unknown-field": Code(
            "ERROR",
            "a key that neither RouterOS nor rosgit has here",
            "one unknown field makes a router refuse the whole command",
            "see the near miss",
        ),
        "unknown-menu": Code(
            "ERROR",
            "a menu rosgit has no table for",
            "what is not known cannot be compared or proven",
            "see docs for the menus there are",
        ),
        "unknown-label": Code(
            "ERROR",
            "a label that no other block defines",
            "it refers to nothing",
            "define it, or mend the spelling",
        ),
        "wrong-type": Code(
            "ERROR",
            "a map, a list or a value where another belongs",
            "the meaning would be guessed",
            "see the schema: rosgit schema",
        ),
        "wrong-value": Code(
            "ERROR",
            "a text that is no value of its field",
            "the router would refuse it, or read it as something else",
            "write what the message says",
        ),
        "missing-field": Code(
            "ERROR",
            "a key that is needed",
            "rows could not be made without it",
            "add it here or in a _defaults file",
        ),
        "field-not-in-version": Code(
            "ERROR",
            "a field that the declared RouterOS version lacks",
            "the router would answer: unknown parameter",
            "leave it out or raise routeros:",
        ),
        "template": Code(
            "ERROR",
            "an expression in a value failed or is not allowed",
            "the value would be wrong or without end",
            "see the message",
        ),
        "plain-secret": Code(
            "ERROR",
            "a secret stands in a file",
            "it would be in git for ever",
            "use !secret env:NAME or file:PATH, and change the secret",
        ),
        "secret-misplaced": Code(
            "ERROR",
            "!secret on a field that is no secret",
            "it would be shown in plans and logs",
            "write the value",
        ),
        "secret-reference": Code(
            "ERROR",
            "a secret reference that names nothing",
            "the secret could not be found",
            "write env:NAME[#key] or file:PATH[#key]",
        ),
        "plain-api": Code(
            "ERROR",
            "tls: false to a router that is not on this machine",
            "the password would cross the network in the clear",
            "pin a fingerprint, or say insecure: true",
        ),
        "insecure": Code(
            "WARNING",
            "the plain API is used because insecure: says so",
            "the password crosses the network in the clear",
            "pin a fingerprint",
        ),
        "hotspot-interface": Code(
            "ERROR",
            "a hotspot without one place to run",
            "it runs on an interface, a bridge or a VLAN",
            "say one of them",
        ),
        "network-not-for-guests": Code(
            "ERROR",
            "a guests' network that is loopback, multicast or half of the internet",
            "every packet would be the hotspot's",
            "choose a private network",
        ),
        "network-too-small": Code(
            "ERROR", "a guests' network without room", "gateway and guests do not fit", "a /30 is the least"
        ),
        "gateway-outside": Code(
            "ERROR",
            "a gateway that is no host of its network",
            "guests could not reach it",
            "choose a host of the network",
        ),
        "garden-entry": Code(
            "ERROR",
            "a walled-garden entry without one destination",
            "it would open everything or nothing",
            "say host:, address: or bundle:",
        ),
        "masquerade-anywhere": Code(
            "WARNING",
            "a masquerade without a way out",
            "it also hides guests from your own networks",
            "say wan:",
        ),
        "wrong-router": Code(
            "ERROR",
            "the router that answers has another serial number than the site says",
            "host and password are no identity; port-forwards and pools move",
            "check host:, or change router: serial: when the board was swapped",
        ),
        "version-mismatch": Code(
            "ERROR",
            "the router runs another RouterOS than declared, and rows would not fit it",
            "nobody reviewed what would be applied",
            "set routeros: to what the router runs and read the plan",
        ),
        "version-differs": Code(
            "WARNING",
            "the router runs another RouterOS than declared; every row fits both",
            "the next field may not",
            "set routeros: to what the router runs",
        ),
        "version-unknown": Code(
            "ERROR",
            "the router runs a RouterOS that rosgit has no facts for, or did not say which",
            "comparisons would be guesses",
            "use RouterOS 7.10 to 7.24, or a newer rosgit",
        ),
        "missing-policy": Code(
            "ERROR",
            "our user may not write what the plan needs",
            "the writes would be refused half way",
            "give its group the policy; rosgit bootstrap prints the least one",
        ),
        "device-mode": Code(
            "ERROR",
            "device-mode of the router forbids hotspots",
            "rows would be accepted and stay inactive",
            "set /system/device-mode hotspot=yes at the router",
        ),
        "row-invalid": Code(
            "ERROR",
            "the router marks one of our rows as invalid",
            "it is there and does nothing",
            "see what it refers to: an interface, a chain, a certificate",
        ),
        "hotspot-not-running": Code(
            "ERROR",
            "the router shows none of the dynamic rows of a running hotspot",
            "a server without them catches nobody",
            "see /log print at the router",
        ),
        "not-kept": Code(
            "ERROR",
            "a field was accepted and reads back differently",
            "the router spells it anew, or dropped it",
            "compare both values; report it if the table is wrong",
        ),
        "write-refused": Code(
            "ERROR",
            "the router refused a write",
            "the changes behind it were not sent",
            "see the router's own words",
        ),
        "answer-lost": Code(
            "ERROR",
            "a write was sent and its answer never came",
            "it may have been carried out or not",
            "run rosgit plan: it reads what is there",
        ),
        "interrupted": Code(
            "ERROR",
            "an interrupt (Ctrl-C, SIGTERM) stopped an apply",
            "nothing new is begun and what was written is taken back, so that nothing is left half done",
            "look at rosgit status, then apply again",
        ),
        "nobody-asked": Code(
            "ERROR",
            "a write that somebody has to agree to, and nobody can be asked",
            "there is no terminal, or a machine reads the answer as JSON; nothing was written",
            "look at rosgit plan, then say --yes (probe: --yes-this-is-a-spare-router)",
        ),
        "bug": Code(
            "ERROR",
            "an exception nobody foresaw, in rosgit itself, ended a site",
            "the other sites end as ever; of this one nobody knows what its router has, if it was written to",
            "look at rosgit status, then plan; please report the traceback on stderr",
        ),
        "no-rows": Code(
            "ERROR",
            "a site that asks for no row",
            "nothing to prove is not success",
            "add a hotspot, or remove the site",
        ),
        "bad-targets": Code(
            "ERROR",
            "the file of --targets is not what rosgit sim writes",
            "routers would be reached at the wrong place",
            "write it with rosgit sim --targets FILE",
        ),
        "shadowed": Code(
            "ERROR",
            "a rule of ours that is never reached, because an earlier one takes all its traffic",
            "it looks applied and does nothing; a plain add lands behind a drop-all",
            "put it further up, narrow the rule above it, or take one of them out",
        ),
        "no-such-anchor": Code(
            "ERROR",
            "a row is anchored to a comment that no other row of the menu has",
            "without it nobody knows where the row has to stand",
            "correct the comment, or leave the anchor out",
        ),
        "no-such-interface": Code(
            "ERROR",
            "a row names an interface that the router does not have",
            "interfaces are never made up; the row would be refused or point at nothing",
            "use a name or default-name that the router has, or describe the bridge or VLAN",
        ),
        "slave-interface": Code(
            "ERROR",
            "an address, DHCP server or hotspot stands on a port of a bridge",
            "RouterOS takes the row and nothing works on it",
            "put it on the bridge, or take the port out of the bridge",
        ),
        "cannot-clear": Code(
            "ERROR",
            "a field is no longer wanted and no source says how it is put back",
            "a guess could leave the router with a third value that nobody asked for",
            "set the field to the value you want, or clear it at the router",
        ),
        "adopted-row": Code(
            "WARNING",
            "a row was on the router before us and is changed to what is wanted",
            "somebody else may have relied on it as it was",
            "compare both values; rename the row here if it is not meant",
        ),
        "builtin-row": Code(
            "ERROR",
            "a row is asked for that RouterOS itself makes and keeps",
            "it can be neither created nor changed",
            "refer to it, and leave it out of the rows",
        ),
        "no-such-row": Code(
            "ERROR",
            "a row is asked for in a menu to which none can be added, and the router lacks it",
            "a setting of nothing cannot be applied",
            "correct the name, or leave it out for this router",
        ),
        "menu-not-read": Code(
            "ERROR",
            "a menu that the plan needs did not come back from the router",
            "what was not read is not empty",
            "see what the router answered; the user may lack the read policy, or a package is missing",
        ),
        "in-use": Code(
            "ERROR",
            "a row is to be deleted that another row still names",
            "RouterOS may refuse, or leave the other row pointing at nothing",
            "change the other row first, or keep this one",
        ),
        **DIFFER,
        **GUARDS,
        **LEDGER,
        **LINTS,
        "not-armed": Code(
            "ERROR",
            "the undo could not be put on the router, or its tick was not seen",
            "an armed switch is not a working one",
            "see rosgit doctor; --no-undo applies without it",
        ),
        "not-committed": Code(
            "ERROR",
            "everything was written and proven, and the commit did not go through",
            "without the commit the router takes everything back",
            "apply again; see --confirm-within where the router is far away",
        ),
        "stale-plan": Code(
            "ERROR",
            "the router or the site is not what the plan was made from",
            "what was reviewed is not what would be done",
            "make the plan again",
        ),
        "too-late": Code(
            "ERROR",
            "the proof took longer than the router waits for our word",
            "a commit now could meet the undo",
            "raise --confirm-within",
        ),
        "undo-incomplete": Code(
            "ERROR",
            "after the undo a menu is not as it was",
            "somebody changed it meanwhile, or it cannot be undone",
            "see rosgit status and rosgit plan",
        ),
        "not-undoable": Code(
            "WARNING",
            "a change that no undo takes back",
            "the router does not show the secret that is there now, or nothing names the row for certain",
            "write down what is there if it may be needed; after an undo rosgit says what stayed, and the "
            "next apply writes an unread secret again",
        ),
        "undo-pending": Code(
            "ERROR",
            "it cannot be said what the router has",
            "it could not be read after the last write",
            "see rosgit status",
        ),
        "never-applied": Code(
            "ERROR",
            "a router without a ledger of this site",
            "there is nothing to compare it with",
            "rosgit apply keeps a ledger",
        ),
    }
)
