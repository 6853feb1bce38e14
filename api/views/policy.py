"""The policy: what the institution decided for itself."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from api.blueprint import ETAG_HEADER, Blueprint, expected_version
from api.context import current_session
from api.edge import requires
from api.schemas.policy import PolicyPatch, PolicySchema
from services.access import Permission
from services.policy import change_policy, policy_of, version_of_policy

blp = Blueprint(
    "Policy", __name__, description="Windows, thresholds, marks and the week; every change is in the history."
)


@blp.route("/policy")
class PolicyView(MethodView):
    """The policy of the institution."""

    @blp.response(200, PolicySchema, headers=ETAG_HEADER)
    @requires(Permission.POLICY_READ)
    def get(self) -> Any:
        """Read the policy."""
        return _shown()

    @blp.arguments(PolicyPatch)
    @blp.response(200, PolicySchema, headers=ETAG_HEADER)
    @requires(Permission.POLICY_WRITE)
    def patch(self, values: dict[str, Any]) -> Any:
        """Change some settings; null sets one back to its default."""
        change_policy(current_session(), values=values, version=expected_version())
        return _shown()


def _shown() -> Any:
    session = current_session()
    return policy_of(session), {"ETag": f'"{version_of_policy(session)}"'}
