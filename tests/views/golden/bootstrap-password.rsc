# rosgit: lets rosgit in on the router of cafe-mombasa (10.88.0.17).
# Upload it, look through it, and run it once: /import file-name=bootstrap.rsc

# 1. A group with the fewest policies this site needs:
#   api: log in over the API
#   read: read the configuration
#   write: change it (write alone does not read)
#   sensitive: read secrets back, so that a plan can compare them
#   policy: keep the ledger and arm the undo, which are scripts
#   test: a script of this site asks for it
/user/group/add name=rosgit policy=api,read,write,sensitive,policy,test comment="made by rosgit bootstrap"

# 2. The user, let in from 10.88.0.1/32 only.
# This file holds its password in the clear: remove it from the router afterwards.
/user/add name=rosgit group=rosgit password=hunter2-planted address=10.88.0.1/32 comment="made by rosgit bootstrap"

# 3. A certificate of its own for api-ssl; signing takes a while on small boards.
/certificate/add name=rosgit common-name=cafe-mombasa days-valid=3650 key-size=2048 key-usage=digital-signature,key-encipherment,key-cert-sign,crl-sign,tls-server subject-alt-name=IP:10.88.0.17
/certificate/sign [find name="rosgit"]

# 4. The API over TLS, open to 10.88.0.1/32 only.
/ip/service/set api-ssl address=10.88.0.1/32 certificate=rosgit port=8729 disabled=no

# 5. The fingerprint, for the site's file: router: {tls: {fingerprint: ...}}
:put [/certificate/get [find name="rosgit"] fingerprint]
# If the firewall drops input, accept the API's port from your network before that rule.
# The plain API sends passwords in the clear. When nothing else needs it:
#   /ip/service/set api disabled=yes
