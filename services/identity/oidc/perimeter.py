"""Which addresses this service talks to on an institution's word.

Whoever administers an institution names its provider, and the service then fetches from there. In an
installation that many institutions share, that must not reach into the operator's own network.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

HTTPS_PORT = 443


@dataclass(frozen=True, slots=True, kw_only=True)
class Perimeter:
    """How far the service goes.

    Parameters
    ----------
    is_trial
        Whether plain HTTP and any host will do, as on one's own machine.
    private_hosts
        Hosts in private networks that it may reach all the same, as where the provider is one's own.
    """

    is_trial: bool = False
    private_hosts: frozenset[str] = frozenset()

    def takes(self, url: object) -> bool:
        """Whether secrets may be sent there as far as the address tells: over HTTPS, to a named host."""
        if not isinstance(url, str):
            return False
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        return bool(parts.hostname) and parts.scheme in ({"https", "http"} if self.is_trial else {"https"})

    def reaches(self, url: str) -> bool:
        """Whether what the host stands for now is within reach; so is one that stands for nothing."""
        host = urlsplit(url).hostname or ""
        if self.is_trial or host in self.private_hosts:
            return True
        try:
            found = socket.getaddrinfo(host, HTTPS_PORT, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return True  # nobody is there, which whoever connects will say
        return all(ipaddress.ip_address(address[0]).is_global for *_, address in found)
