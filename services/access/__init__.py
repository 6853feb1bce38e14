"""Who may do what, to which rows."""

from services.access.actor import Actor, Role, load_actor, load_logged_in
from services.access.permissions import PERMISSIONS, Permission, Scope, scope_of

__all__ = ["PERMISSIONS", "Actor", "Permission", "Role", "Scope", "load_actor", "load_logged_in", "scope_of"]
