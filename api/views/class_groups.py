"""Class groups and their trainees."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask.views import MethodView

from api.blueprint import Blueprint, query_of
from api.context import current_actor, current_session
from api.edge import requires
from api.schemas.class_groups import ClassGroupQuery, ClassGroupSchema, ClassGroupWrite
from api.schemas.common import page_of
from api.schemas.members import MovesSchema, TraineeMemberQuery, TraineeMemberSchema, TraineesWrite
from api.schemas.totals import ClassGroupTotals
from services import records
from services.access import Permission
from services.structure import class_groups
from services.structure.class_groups import CLASS_GROUPS
from services.structure.people import TRAINEES
from services.structure.totals import class_group_totals

blp = Blueprint("Class groups", __name__, description="Trainees who are taught together.")

blp.records(
    CLASS_GROUPS,
    path="/class-groups",
    shown=ClassGroupSchema,
    written=ClassGroupWrite,
    filters=ClassGroupQuery,
)


@blp.route("/class-groups/<uuid:record_id>/trainees")
class TraineesView(MethodView):
    """Trainees of a class group."""

    @blp.arguments(TraineeMemberQuery, location="query")
    @blp.response(200, page_of(TraineeMemberSchema))
    @requires(Permission.USERS_READ)
    def get(self, arguments: dict[str, Any], record_id: UUID) -> Any:
        """List trainees of a class group."""
        return records.page_under(
            current_session(),
            TRAINEES,
            parent=CLASS_GROUPS,
            parent_id=record_id,
            by="class_group_id",
            actor=current_actor(),
            query=query_of(arguments),
        )

    @blp.arguments(TraineesWrite)
    @blp.response(200, MovesSchema)
    @requires(Permission.CLASS_GROUPS_WRITE)
    def post(self, values: dict[str, Any], record_id: UUID) -> Any:
        """Put trainees into a class group; who is in another one moves."""
        return class_groups.take_in(current_session(), actor=current_actor(), group_id=record_id, **values)

    @blp.arguments(TraineesWrite)
    @blp.response(200, MovesSchema)
    @requires(Permission.CLASS_GROUPS_WRITE)
    def put(self, values: dict[str, Any], record_id: UUID) -> Any:
        """Make these trainees, and no others, the class group's."""
        return class_groups.replace_trainees(
            current_session(), actor=current_actor(), group_id=record_id, **values
        )


@blp.delete("/class-groups/<uuid:record_id>/trainees/<uuid:trainee_id>")
@blp.response(204)
@requires(Permission.CLASS_GROUPS_WRITE)
def remove_trainee(record_id: UUID, trainee_id: UUID) -> None:
    """Take a trainee out of a class group."""
    class_groups.let_go(current_session(), actor=current_actor(), group_id=record_id, trainee_id=trainee_id)


@blp.get("/class-groups/<uuid:record_id>/statistics")
@blp.response(200, ClassGroupTotals)
@requires(Permission.CLASS_GROUPS_READ)
def statistics(record_id: UUID) -> Any:
    """Count what a class group has."""
    return class_group_totals(current_session(), actor=current_actor(), class_group_id=record_id)
