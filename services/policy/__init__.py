"""What an institution decides for itself: windows, thresholds, marks, its week, its time zone."""

from services.policy.grid import Period
from services.policy.settings import Policy
from services.policy.stored import (
    change_policy,
    date_by,
    policy_of,
    time_zone_of,
    today_of,
    version_of_policy,
)

__all__ = [
    "Period",
    "Policy",
    "change_policy",
    "date_by",
    "policy_of",
    "time_zone_of",
    "today_of",
    "version_of_policy",
]
