"""Bit arithmetic on a day's slots, as inlined machine code.

A *day word* holds one day of one group or teacher: bit ``i`` is set when slot ``i`` of the day is
in use, bit ``32 + i`` when it is in use by two or more events.
"""

from __future__ import annotations

from engine.timetable.kernel.machine_code import machine_code

HIGH = 32
LOW_MASK = (1 << HIGH) - 1


@machine_code(inline="always")
def popcount(bits: int) -> int:
    """Number of bits set, of a word below 2**31."""
    # The classic parallel sum; LLVM turns it into one popcnt instruction.
    bits = bits - ((bits >> 1) & 0x55555555)
    bits = (bits & 0x33333333) + ((bits >> 2) & 0x33333333)
    return (((bits + (bits >> 4)) & 0x0F0F0F0F) * 0x01010101 & 0xFFFFFFFF) >> 24


@machine_code(inline="always")
def smear(bits: int) -> int:
    """Set every bit below the highest that is set."""
    bits |= bits >> 1
    bits |= bits >> 2
    bits |= bits >> 4
    bits |= bits >> 8
    bits |= bits >> 16
    return bits


@machine_code(inline="always")
def span(bits: int) -> int:
    """Slots from the first bit set to the last, both included; 0 when none is set."""
    return popcount(smear(bits)) - popcount((bits & -bits) - 1) if bits else 0
