"""Attendance: what is to be made of face, place and time together."""

from engine.attendance.clock import Capture, capture_time
from engine.attendance.evidence import Action, Challenge, Evidence, Face, Proof, Session, State
from engine.attendance.policy import AttendancePolicy, CodeRole
from engine.attendance.reasons import Decision, Finding, Reason
from engine.attendance.verdict import Mark, Verdict, judge

__all__ = [
    "Action",
    "AttendancePolicy",
    "Capture",
    "Challenge",
    "CodeRole",
    "Decision",
    "Evidence",
    "Face",
    "Finding",
    "Mark",
    "Proof",
    "Reason",
    "Session",
    "State",
    "Verdict",
    "capture_time",
    "judge",
]
