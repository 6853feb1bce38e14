"""The resources of the API, one module each: what may be asked, by whom, and which service answers."""

from __future__ import annotations

from api.blueprint import Blueprint
from api.views.auth import blp as auth
from api.views.departments import blp as departments

BLUEPRINTS: tuple[Blueprint, ...] = (auth, departments)
