"""Named sets of hosts that a walled garden can open at once.

Hosts are what the services publish for their own captive-portal and checkout integrations; broad
CDN wildcards are left out on purpose: they give the internet away (HOTSPOT.md, L31).
"""

from __future__ import annotations

from types import MappingProxyType

BUNDLES = MappingProxyType(
    {
        "mpesa": ("*.safaricom.co.ke", "*.safaricom.com", "*.m-pesa.com"),
        "paystack": ("*.paystack.co", "*.paystack.com"),
        "flutterwave": ("*.flutterwave.com", "*.ravepay.co"),
        "stripe": ("js.stripe.com", "api.stripe.com", "checkout.stripe.com", "m.stripe.network"),
        "paypal": ("*.paypal.com", "*.paypalobjects.com"),
        "pesapal": ("*.pesapal.com",),
    }
)
