"""What all kinds of records have in common: find, list, create, change, delete, each within reach.

A noun of the institution says what is particular to it as a :class:`Kind`: who may read and write
it, what is unique, what can be filtered by, and which rule a record must keep.
"""

from services.records.changing import change, create, delete
from services.records.kind import Filter, Kind
from services.records.paging import MAX_PAGE, Page, Query
from services.records.reading import fetch, page, visible

__all__ = [
    "MAX_PAGE",
    "Filter",
    "Kind",
    "Page",
    "Query",
    "change",
    "create",
    "delete",
    "fetch",
    "page",
    "visible",
]
