"""A person at a router, using routeros-api: a faster plan for a friend, and an access point less."""

import json
import os
import sys

import routeros_api

place = json.load(open(sys.argv[1], encoding="utf-8"))[sys.argv[2]]
passwords = dict(line.split("=", 1) for line in os.environ["ROSGIT_ROUTERS"].splitlines())
pool = routeros_api.RouterOsApiPool(
    place["host"], "rosgit", passwords[sys.argv[2]], port=place["plain-port"], plaintext_login=True
)
api = pool.get_api()
profiles = api.get_resource("/ip/hotspot/user/profile")
mine = [row for row in profiles.get() if row["name"] != "default"][0]
profiles.set(id=mine["id"], rate_limit="50M/50M")
bindings = api.get_resource("/ip/hotspot/ip-binding")
bindings.remove(id=bindings.get()[0]["id"])
pool.disconnect()
print(f"changed the rate limit of {mine['name']} and removed a binding")
