"""``smart-roster demo``: a college planned from the empty term to the published week, over the API."""

from api.cli.demo.command import demo

__all__ = ["demo"]
