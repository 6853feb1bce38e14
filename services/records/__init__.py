"""What all kinds of records have in common: find, list, create, change, delete, each within reach.

A noun of the institution says what is particular to it as a :class:`Kind`: who may read and write
it, what is unique, what can be filtered by, and which rule a record must keep.
"""

from services.records.changing import change, create, delete, refuse_stale
from services.records.kind import Filter, Kind
from services.records.paging import MAX_PAGE, Page, Query, take_page
from services.records.reading import covers, fetch, page, page_under, require, visible

__all__ = [
    "MAX_PAGE",
    "Filter",
    "Kind",
    "Page",
    "Query",
    "change",
    "covers",
    "create",
    "delete",
    "fetch",
    "page",
    "page_under",
    "refuse_stale",
    "require",
    "take_page",
    "visible",
]
