"""Excel files of strangers: read where they are sound, refused in a sentence where they are not."""

from __future__ import annotations

import struct
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from services.spreadsheets import (
    BadSpreadsheet,
    Column,
    Findings,
    RowsRefused,
    read_rows,
    write_table,
    write_template,
)
from services.spreadsheets.package import MAX_BYTES, MAX_PARTS

COLUMNS = [
    Column(
        key="name", heading="Name", about="The person's name.", example="Ada Otieno", required=True, most=20
    ),
    Column(key="phone", heading="Phone", about="A telephone number.", example="+254712345678"),
    Column(key="hours", heading="Hours", about="Hours a week.", example=12, kind="whole", least=1, most=40),
    Column(key="since", heading="Since", about="First day.", example=date(2026, 9, 7), kind="date"),
    Column(
        key="role", heading="Role", about="What they do.", example="trainer", choices=("trainer", "trainee")
    ),
]
HEADINGS = ("Name", "Phone", "Hours", "Since", "Role")


def workbook_of(*lines: Any, headings: Any = HEADINGS) -> bytes:
    """A workbook as Excel would write it, with nothing escaped."""
    workbook = Workbook()
    for line in (headings, *lines):
        workbook.active.append(line)
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes], *, method: int = ZIP_DEFLATED) -> bytes:
    """The same archive with its parts changed."""
    packed = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(packed, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return packed.getvalue()


def test_a_template_can_be_filled_in_and_read_back() -> None:
    workbook = load_workbook(BytesIO(write_template(COLUMNS, title="People")))
    sheet = workbook["People"]
    sheet.append(["Brian Mwangi", 254712345678, "7", "2026-01-05", "TRAINEE"])
    sheet.append([])
    sheet.append(["Carol", None, 7.0, datetime(2026, 1, 5), None])  # noqa: DTZ001 - as Excel keeps days
    content = BytesIO()
    workbook.save(content)

    rows = read_rows(content.getvalue(), COLUMNS)

    assert [(row.number, row.values, row.problems) for row in rows] == [
        (
            3,
            {
                "name": "Brian Mwangi",
                "phone": "254712345678",
                "hours": 7,
                "since": date(2026, 1, 5),
                "role": "trainee",
            },
            {},
        ),
        (5, {"name": "Carol", "hours": 7, "since": date(2026, 1, 5)}, {}),
    ]


def test_a_template_explains_every_column_on_a_sheet_of_its_own() -> None:
    sheet = load_workbook(BytesIO(write_template(COLUMNS)))["Columns"]

    lines = list(sheet.iter_rows(min_row=2, values_only=True))

    assert [line[0] for line in lines] == list(HEADINGS)
    assert lines[0][1:3] == ("yes", "The person's name. At most 20 characters.")
    assert lines[1][3] == "+254712345678"
    assert "from 1 to 40" in lines[2][2]
    assert "trainer, trainee" in lines[4][2]


@pytest.mark.parametrize("end", [b"", b"></x>"])
def test_formulas_that_begin_without_end_take_no_time(end: bytes) -> None:
    # As long as the product of beginnings and bytes, this would not end within a day.
    begun = repacked(
        workbook_of(("Ada",)),
        lambda name, content: b"<f " * 400_000 + end if "worksheets/" in name else content,
    )

    with pytest.raises(BadSpreadsheet):
        read_rows(begun, COLUMNS)


def test_every_bad_cell_is_named_with_what_is_wrong() -> None:
    data = workbook_of(
        (None, "=1+1", 41, "soon", "king"),
        ("x" * 21, "@cmd", 1.5, 7, "trainer"),
        ("-cmd", "+cmd|' /C calc'!A0", True, True, "trainer"),
        ("Ada", "0712", 10**12, "2026-13-01", None),
    )

    rows = read_rows(data, COLUMNS)

    assert {heading: words.split()[-1] for heading, words in rows[0].problems.items()} == {
        "Name": "in.",
        "Phone": "instead.",
        "Hours": "40.",
        "Since": "2026-09-07.",
        "Role": "trainee.",
    }
    assert set(rows[1].problems) == {"Name", "Phone", "Hours", "Since"}
    assert set(rows[2].problems) == {"Name", "Phone", "Hours", "Since"}
    assert set(rows[3].problems) == {"Hours", "Since"}


def test_shared_formulas_are_refused_cell_by_cell() -> None:
    def share(name: str, content: bytes) -> bytes:
        return content.replace(b"<f>1+1</f>", b'<f t="shared" ref="A2:A3" si="0">1+1</f>')

    data = repacked(workbook_of(("=1+1", "0712"), ("=1+1", "0712")), share)

    assert [set(row.problems) for row in read_rows(data, COLUMNS)] == [{"Name"}, {"Name"}]


@pytest.mark.parametrize(
    ("headings", "words"),
    [
        (("Name", "Shoe size"), "unknown columns shoe size"),
        (("Phone",), "no column Name"),
        (("Name", "name"), "several columns name"),
    ],
)
def test_headings_must_be_those_of_the_template(headings: tuple[str, ...], words: str) -> None:
    with pytest.raises(BadSpreadsheet, match=words):
        read_rows(workbook_of(("Ada", "x"), headings=headings), COLUMNS)


def test_headings_may_be_in_any_order_and_case() -> None:
    data = workbook_of(("trainer", "Ada"), headings=("ROLE", " name * "))

    assert read_rows(data, COLUMNS)[0].values == {"name": "Ada", "role": "trainer"}


def test_a_value_without_a_heading_is_named() -> None:
    data = workbook_of(("Ada", None, None, None, None, "stray"))

    assert read_rows(data, COLUMNS)[0].problems == {"column 6": "Has no heading."}


def test_a_sheet_without_rows_or_with_too_many_is_refused() -> None:
    with pytest.raises(BadSpreadsheet, match="no row below"):
        read_rows(workbook_of(), COLUMNS)
    with pytest.raises(BadSpreadsheet, match="no row below"):
        read_rows(write_template(COLUMNS), COLUMNS)
    with pytest.raises(BadSpreadsheet, match="more than 3 rows"):
        read_rows(workbook_of(*[("Ada",)] * 4), COLUMNS, max_rows=3)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not an Excel workbook"),
        (b"name,phone\nAda,0712", "not an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "password-protected"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"PK\x03\x04" + b"\0" * MAX_BYTES, "bytes"),
        (workbook_of(("Ada",))[:-200], "damaged"),
    ],
)
def test_what_is_no_workbook_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(BadSpreadsheet, match=words):
        read_rows(data, COLUMNS)


def test_an_archive_of_something_else_is_refused() -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("readme.xml", "<a/>")

    with pytest.raises(BadSpreadsheet, match="not an Excel workbook"):
        read_rows(packed.getvalue(), COLUMNS)


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    bomb = repacked(workbook_of(("Ada",)), lambda name, content: content + b" " * 9_000_000)

    assert len(bomb) < 200_000
    with pytest.raises(BadSpreadsheet, match="Unpacked"):
        read_rows(bomb, COLUMNS)


def test_a_part_that_lies_about_its_size_is_not_unpacked_beyond_it() -> None:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<a/>" + b" " * 50_000_000)
    data = bytearray(packed.getvalue())
    directory = data.index(b"PK\x01\x02")
    for place in (22, directory + 24):
        data[place : place + 4] = struct.pack("<I", 4)

    with pytest.raises(BadSpreadsheet, match="damaged"):
        read_rows(bytes(data), COLUMNS)


def test_a_workbook_of_very_many_parts_is_refused() -> None:
    packed = BytesIO(workbook_of(("Ada",)))
    with ZipFile(packed, "a") as archive:
        for number in range(MAX_PARTS):
            archive.writestr(f"xl/{number}.xml", "<a/>")

    with pytest.raises(BadSpreadsheet, match="parts"):
        read_rows(packed.getvalue(), COLUMNS)


def test_macros_are_refused_by_name_and_by_type() -> None:
    plain = workbook_of(("Ada",))
    with_project = BytesIO(plain)
    with ZipFile(with_project, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xcc\x61")
    typed = repacked(
        plain,
        lambda name, content: content.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml"),
    )

    for data in (with_project.getvalue(), typed):
        with pytest.raises(BadSpreadsheet, match="macros"):
            read_rows(data, COLUMNS)


def test_entities_and_other_ways_of_packing_are_refused() -> None:
    laughs = b'<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;&l;">]>'
    with_entities = repacked(
        workbook_of(("Ada",)), lambda name, content: laughs + content if "sheet1" in name else content
    )
    otherwise = repacked(workbook_of(("Ada",)), lambda name, content: content, method=ZIP_BZIP2)

    for data in (with_entities, otherwise):
        with pytest.raises(BadSpreadsheet, match="Excel does not"):
            read_rows(data, COLUMNS)


def test_a_sheet_that_claims_a_million_rows_is_read_as_far_as_it_goes() -> None:
    def inflate(name: str, content: bytes) -> bytes:
        return content.replace(b'ref="A1:E2"', b'ref="A1:XFD1048576"')

    data = repacked(workbook_of(("Ada",)), inflate)

    assert len(read_rows(data, COLUMNS)) == 1


@given(st.data())
def test_a_workbook_with_changed_bytes_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    sound = bytearray(SOUND)
    for _ in range(data.draw(st.integers(1, 8))):
        sound[data.draw(st.integers(4, len(sound) - 1))] = data.draw(st.integers(0, 255))

    with suppress(BadSpreadsheet):
        read_rows(bytes(sound), COLUMNS)


@given(st.binary(max_size=300))
def test_a_sheet_with_changed_text_is_read_or_refused_and_nothing_else(noise: bytes) -> None:
    def spoil(name: str, content: bytes) -> bytes:
        return content.replace(b"<v>7</v>", b"<v>" + noise + b"</v>") if "sheet1" in name else content

    with suppress(BadSpreadsheet):
        read_rows(repacked(SOUND, spoil), COLUMNS)


def test_texts_that_would_be_calculated_are_written_with_an_apostrophe() -> None:
    texts = ["=1+1", "@SUM(A1)", "+cmd|calc", "-2+3", "\tx", "+254 712 345", "-5", "plain"]

    sheet = load_workbook(BytesIO(write_table({"All": [("Text",), *[(text,) for text in texts]]})))["All"]

    cells = [cell for (cell,) in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == [f"'{text}" for text in texts[:5]] + texts[5:]
    assert {cell.data_type for cell in cells} == {"s"}


def test_findings_are_told_all_at_once_in_order_of_rows() -> None:
    findings = Findings()
    findings.add(7, "Name", "Is missing.")
    findings.take(read_rows(workbook_of((None, "=1")), COLUMNS))

    with pytest.raises(RowsRefused, match=r"3 problems in 2 rows; nothing was stored") as refusal:
        findings.raise_if_any()

    assert [finding["row"] for finding in refusal.value.fields["rows"]] == [2, 2, 7]
    Findings().raise_if_any()


SOUND = workbook_of(("Ada", "0712", 7, "2026-01-05", "trainer"))
