"""Institutions that share the installation, for those who run it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for
from flask.views import MethodView

from api.blueprint import ETAG_HEADER, Blueprint, etag, expected_version, query_of
from api.context import current_actor, current_session, runtime
from api.edge import requires
from api.schemas.common import page_of
from api.schemas.tenants import TenantPatch, TenantQuery, TenantSchema, TenantWrite
from services import platform
from services.access import Permission

blp = Blueprint(
    "Tenants",
    __name__,
    description="Institutions. Operators act within one by naming its slug in the header `X-Tenant`.",
)


@blp.route("/tenants")
class TenantsView(MethodView):
    """All institutions."""

    @blp.arguments(TenantQuery, location="query")
    @blp.response(200, page_of(TenantSchema))
    @requires(Permission.PLATFORM)
    def get(self, arguments: dict[str, Any]) -> Any:
        """List institutions."""
        return platform.page_of_tenants(current_session(), query=query_of(arguments))

    @blp.arguments(TenantWrite)
    @blp.response(201, TenantSchema, headers=ETAG_HEADER)
    @requires(Permission.PLATFORM)
    def post(self, values: dict[str, Any]) -> Any:
        """Found an institution and invite its first admin."""
        tenant = platform.open_institution(current_session(), base_url=runtime().base_url, **values)
        location = url_for("Tenants.TenantView", tenant_id=tenant.id)
        return tenant, {**etag(tenant), "Location": location}


@blp.route("/tenants/<uuid:tenant_id>")
class TenantView(MethodView):
    """One institution."""

    @blp.response(200, TenantSchema, headers=ETAG_HEADER)
    @requires(Permission.PLATFORM)
    def get(self, tenant_id: UUID) -> Any:
        """Read an institution."""
        tenant = platform.fetch_tenant(current_session(), tenant_id=tenant_id)
        return tenant, etag(tenant)

    @blp.arguments(TenantPatch)
    @blp.response(200, TenantSchema, headers=ETAG_HEADER)
    @requires(Permission.PLATFORM)
    def patch(self, values: dict[str, Any], tenant_id: UUID) -> Any:
        """Rename an institution, close it, or open it again."""
        tenant = platform.change_tenant(
            current_session(),
            actor=current_actor(),
            tenant_id=tenant_id,
            values=values,
            version=expected_version(),
        )
        return tenant, etag(tenant)
