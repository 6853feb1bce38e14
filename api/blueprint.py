"""The project's own blueprint: the five views of a kind of record, said once."""

from __future__ import annotations

from functools import partial
from typing import Any, TypeVar, cast
from uuid import UUID

import marshmallow as ma
from flask import request, url_for
from flask.views import MethodView
from flask_smorest import Blueprint as SmorestBlueprint

from api.arguments import ArgumentParser
from api.context import current_actor, current_session
from api.edge import requires
from api.schemas.common import ListQuery, page_of
from models import Record, Tenant
from services import records
from services.errors import Invalid
from services.records import Kind, Query

R = TypeVar("R", bound=Record)


class Blueprint(SmorestBlueprint):  # type: ignore[misc]  # flask-smorest has no hints
    """Views of one resource. ``name`` becomes their heading in the documentation."""

    ARGUMENTS_PARSER = ArgumentParser()

    def register_views_in_doc(
        self, api: Any, app: Any, spec: Any, *, name: str, parameters: list[Any] | None
    ) -> None:
        """Describe the views once somebody asks for the document."""
        describe = super().register_views_in_doc
        api.describe_later(partial(describe, api, app, spec, name=name, parameters=parameters))

    def records(
        self,
        kind: Kind[R],
        *,
        path: str,
        shown: type[ma.Schema],
        written: type[ma.Schema],
        filters: type[ListQuery] = ListQuery,
        methods: frozenset[str] = frozenset({"list", "create", "read", "change", "delete"}),
    ) -> None:
        """Add the views that list, create, read, change and delete records of a kind.

        ``path`` is a plural noun with a slash before it; ``shown`` and ``written`` are the schemas of
        a record in answers and in requests, ``filters`` that of the list's query; ``methods`` says
        which of the five views there are.
        """
        many = _collection(self, kind, shown, written, filters, methods)
        one = _member(self, kind, shown, written, methods)
        name = path.strip("/").replace("-", "_").replace("/", "_")
        if many.methods:
            self.route(path, endpoint=name)(many)
        if one.methods:
            self.route(f"{path}/<uuid:record_id>", endpoint=f"{name}_one")(one)

    def children(
        self,
        kind: Kind[R],
        *,
        parent: Kind[Any],
        path: str,
        by: str,
        shown: type[ma.Schema],
        filters: type[ma.Schema] = ListQuery,
    ) -> None:
        """Add the view that lists the records of a kind that belong to one parent.

        ``path`` is the parent's address with ``<uuid:record_id>`` and a plural noun after it, ``by``
        the filter of the kind that names the parent.
        """

        @self.arguments(sorted_by(kind, filters), location="query")
        @self.response(200, page_of(shown))
        @requires(kind.read)
        def get(arguments: dict[str, Any], record_id: UUID) -> Any:
            return records.page_under(
                current_session(),
                kind,
                parent=parent,
                parent_id=record_id,
                by=by,
                actor=current_actor(),
                query=query_of(arguments),
            )

        get.__doc__ = f"List {kind.plural} of {parent.one}."
        name = path.strip("/").replace("-", "_").replace("/<uuid:record_id>/", "_")
        self.route(path, endpoint=name)(get)


def query_of(arguments: dict[str, Any]) -> Query:
    """The query of a list from the arguments that :class:`ListQuery` read."""
    own = {name: arguments.pop(name, None) for name in ("search", "sort", "cursor", "limit")}
    return Query(
        filters=arguments, text=own["search"], sort=own["sort"], cursor=own["cursor"], limit=own["limit"]
    )


def expected_version() -> int | None:
    """The version in ``If-Match``, on which the caller made a change; none if it is not said.

    Raises
    ------
    Invalid
        If it is not an ETag of this service.
    """
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    text = header.strip().removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Invalid(f'If-Match is {header!r}, expected the ETag of an answer, such as "3".')
    return int(text)


def etag(record: Record | Tenant) -> dict[str, str]:
    """The header that tells a record's version."""
    return {"ETag": f'"{record.version}"'}


def sorted_by(kind: Kind[Any], filters: type[ma.Schema]) -> type[ma.Schema]:
    """The query of a list, with the orders that the kind has."""
    orders = [sign + name for name in sorted(kind.order) for sign in ("", "-")]
    field = ma.fields.String(
        validate=ma.validate.OneOf(orders or [""]),
        metadata={"description": "Field to sort by; with - before it, backwards. By age without it."},
    )
    return filters.from_dict({"sort": field}, name=filters.__name__)


def _collection(
    blp: Blueprint,
    kind: Kind[Any],
    shown: type[ma.Schema],
    written: type[ma.Schema],
    filters: type[ListQuery],
    methods: frozenset[str],
) -> type[MethodView]:
    views: dict[str, Any] = {}

    if "list" in methods:

        @blp.arguments(sorted_by(kind, filters), location="query")
        @blp.response(200, page_of(shown))
        @requires(kind.read)
        def get(_self: MethodView, arguments: dict[str, Any]) -> Any:
            return records.page(current_session(), kind, actor=current_actor(), query=query_of(arguments))

        get.__doc__ = f"List {kind.plural}."
        views["get"] = get

    if "create" in methods:

        @blp.arguments(written)
        @blp.response(201, shown, headers=ETAG_HEADER)
        @requires(kind.write)
        def post(_self: MethodView, values: dict[str, Any]) -> Any:
            record = records.create(current_session(), kind, actor=current_actor(), values=values)
            location = url_for(f"{request.endpoint}_one", record_id=record.id)
            return record, {**etag(record), "Location": location}

        post.__doc__ = f"Create {kind.one}."
        views["post"] = post

    return cast(type[MethodView], type(f"{kind.model.__name__}Collection", (MethodView,), views))


def _member(
    blp: Blueprint,
    kind: Kind[Any],
    shown: type[ma.Schema],
    written: type[ma.Schema],
    methods: frozenset[str],
) -> type[MethodView]:
    views: dict[str, Any] = {}

    if "read" in methods:

        @blp.response(200, shown, headers=ETAG_HEADER)
        @requires(kind.read)
        def get(_self: MethodView, record_id: UUID) -> Any:
            record = records.fetch(current_session(), kind, actor=current_actor(), record_id=record_id)
            return record, etag(record)

        get.__doc__ = f"Read {kind.one}."
        views["get"] = get

    if "change" in methods:
        views["put"] = _changing(blp, kind, shown, written(), f"Replace {kind.one}'s fields.")
        views["patch"] = _changing(
            blp, kind, shown, written(partial=True), f"Change some of {kind.one}'s fields."
        )

    if "delete" in methods:

        @blp.response(204)
        @requires(kind.write)
        def delete(_self: MethodView, record_id: UUID) -> None:
            records.delete(
                current_session(),
                kind,
                actor=current_actor(),
                record_id=record_id,
                version=expected_version(),
            )

        delete.__doc__ = f"Delete {kind.one}."
        views["delete"] = delete

    return cast(type[MethodView], type(f"{kind.model.__name__}Member", (MethodView,), views))


def _changing(
    blp: Blueprint, kind: Kind[Any], shown: type[ma.Schema], written: ma.Schema, summary: str
) -> Any:
    @blp.arguments(written)
    @blp.response(200, shown, headers=ETAG_HEADER)
    @requires(kind.write)
    def view(_self: MethodView, values: dict[str, Any], record_id: UUID) -> Any:
        record = records.change(
            current_session(),
            kind,
            actor=current_actor(),
            record_id=record_id,
            values=values,
            version=expected_version(),
        )
        return record, etag(record)

    view.__doc__ = summary
    return view


ETAG_HEADER = {"ETag": {"description": "Version of the record, for If-Match.", "schema": {"type": "string"}}}
