"""Who may do what, to which rows."""

from services.access.actor import Actor, Role, load_actor
from services.access.permissions import PERMISSIONS, Permission, Scope, scope_of

__all__ = ["PERMISSIONS", "Actor", "Permission", "Role", "Scope", "load_actor", "scope_of"]
