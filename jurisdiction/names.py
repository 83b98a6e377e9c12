"""Names that people know for what machines say of themselves."""

from ipaddress import IPv6Address, ip_address

NETWORK = 48  # bits of an address of version 6 that name whose network it is

# The first that fits is the name: most browsers also claim to be those further down.
BROWSERS = (
    ("MicroMessenger", "WeChat 微信"),
    ("DingTalk", "DingTalk 钉钉"),
    ("HuaweiBrowser", "Huawei 华为"),
    ("MiuiBrowser", "Xiaomi 小米"),
    ("VivoBrowser", "vivo"),
    ("HeyTapBrowser", "OPPO"),
    ("UCBrowser", "UC"),
    ("QQBrowser", "QQ"),
    ("360SE", "360"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("OpenHarmony", "HarmonyOS 鸿蒙"),
    ("HarmonyOS", "HarmonyOS 鸿蒙"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(user_agent):
    """What to call the browser that says this of itself; empty when it is none we know."""
    known = (first_name(BROWSERS, user_agent), first_name(SYSTEMS, user_agent))
    return " · ".join(name for name in known if name)


def first_name(names, text):
    return next((name for mark, name in names if mark in text), "")


def place_of_address(text):
    """About where an address of the network lies, such as 192.0.2.*; empty when it is none."""
    try:
        found = ip_address(text)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        network = IPv6Address(int(found) >> (128 - NETWORK) << (128 - NETWORK))
        return f"{network}*"
    last = getattr(found, "ipv4_mapped", None) or found
    return f"{str(last).rpartition('.')[0]}.*"
