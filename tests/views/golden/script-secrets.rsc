# rosgit: cafe-mombasa, RouterOS 7.22, made from sites/coast/cafe-mombasa.yaml.
# Import it on a router in factory configuration; rosgit apply is for all others.
# This file holds secrets in the clear.
/system/identity/set name="caf\C3\A9"
/interface/bridge/add name=lobby comment=lobby
/ip/pool/add name=lobby ranges=10.5.50.2-10.5.50.254
/radius/add address=10.0.0.10 secret=hunter2-planted service=hotspot comment=core
/ip/hotspot/user/profile/set [find name="default"] add-mac-cookie=no rate-limit=5M/5M
/ip/hotspot/user/profile/add name=day-pass rate-limit=5M/5M
/ip/hotspot/profile/add name=lobby hotspot-address=10.5.50.1
/ip/hotspot/add name=lobby interface=lobby profile=lobby disabled=yes
/ip/hotspot/add name=closed interface=ether5 disabled=yes
/ip/hotspot/user/add name=alice password=hunter2-planted
/ip/hotspot/walled-garden/add action=deny dst-host="*.evil" comment="x\"; /system/reset-configuration\n\$a [:put b] \\ \FF \C3\A9"
/ip/hotspot/walled-garden/add action=allow dst-host="*.ok"
# Move the next row before the one with the comment "drop all".
/ip/firewall/filter/add chain=input action=accept
/system/script/add name=hello policy=read,test source=":log info \"a \$b\"\n:log info c"
/ip/service/set www disabled=yes
/ip/hotspot/set [find name="lobby"] disabled=no
