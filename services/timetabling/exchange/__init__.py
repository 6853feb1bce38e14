"""Versions of timetables as files: written for other programs, and read back from people."""

from services.timetabling.exchange.exporting import FORMATS, ExportedFile, export_version
from services.timetabling.exchange.importing import BadTimetableFile, import_version

__all__ = ["FORMATS", "BadTimetableFile", "ExportedFile", "export_version", "import_version"]
