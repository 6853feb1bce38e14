"""Names for the people and things of a generated college."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from random import Random
from string import ascii_uppercase

SURNAMES = (
    *("Abdi", "Achieng", "Adeyemi", "Akinyi", "Amoah", "Anyango", "Asante", "Banda", "Barasa", "Bekele"),
    *("Boateng", "Chanda", "Chebet", "Chelimo", "Chirwa", "Dlamini", "Fernandes", "Gathoni", "Getachew"),
    *("Gichuru", "Haile", "Hassan", "Ibrahim", "Juma", "Kabiru", "Kamau", "Karanja", "Kariuki", "Kibet"),
    *("Kimani", "Kiplagat", "Kipruto", "Koech", "Kumar", "Langat", "Lungu", "Macharia", "Maina", "Makena"),
    *("Mbugua", "Mensah", "Moyo", "Muriuki", "Musa", "Mutiso", "Mutua", "Mwangi", "Mwende", "Naidoo"),
    *("Ncube", "Ndlovu", "Nduta", "Ngugi", "Njeri", "Njoroge", "Nkosi", "Nyambura", "Obi", "Ochieng"),
    *("Odhiambo", "Okafor", "Okello", "Okoth", "Omondi", "Onyango", "Otieno", "Owusu", "Patel", "Phiri"),
    *("Rono", "Rotich", "Said", "Sang", "Sharma", "Shah", "Simiyu", "Tanui", "Tembo", "Tesfaye"),
    *("Too", "Wafula", "Wairimu", "Wambui", "Wangari", "Wanjiku", "Were", "Yator", "Yusuf", "Zulu"),
)
_INITIALS = "ABCDEFGHIJKLMNOPRSTWYZ"
_LEVELS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def trainer_names(rng: Random, count: int) -> list[str]:
    """Distinct names such as ``T. Mwangi``; with a second initial once the first run out."""
    names: list[str] = []
    pool: Sequence[str] = SURNAMES
    while len(names) < count:
        pool = [f"{initial}. {name}" for initial, name in product(_INITIALS, pool)]
        rng.shuffle(pool)
        names += pool
    return names[:count]


def group_name(programme: str, year: int, stream: int) -> str:
    """Name of a class group such as ``DICT-2A``; streams count from 0."""
    return f"{programme}-{year}{letters(stream)}"


def course_name(title: str, level: int) -> str:
    """Name of a course such as ``Welding Practice II``; levels count from 1."""
    return f"{title} {_LEVELS[level - 1] if level <= len(_LEVELS) else level}"


def letters(number: int) -> str:
    """Letters that count A to Z, then AA to AZ and on."""
    text = ""
    while number >= 0:
        number, letter = divmod(number, len(ascii_uppercase))
        text = ascii_uppercase[letter] + text
        number -= 1
    return text


def numbered_id(prefix: str, index: int, count: int) -> str:
    """Id of one thing among ``count``, as wide as the last one's: ``T07`` of 90."""
    return f"{prefix}{index + 1:0{len(str(count))}d}"
