"""Names for made-up people, drawn so that no two people share one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from random import Random

_WOMEN = (
    *(
        "Akinyi",
        "Amina",
        "Anyango",
        "Asha",
        "Atieno",
        "Beatrice",
        "Brenda",
        "Caroline",
        "Chebet",
        "Chepkoech",
    ),
    *("Cynthia", "Diana", "Dorcas", "Esther", "Eunice", "Faith", "Fatuma", "Grace", "Halima", "Jane"),
    *("Jepchirchir", "Joyce", "Kagendo", "Khadija", "Lilian", "Lucy", "Makena", "Mary", "Mercy", "Moraa"),
    *(
        "Mumbua",
        "Mwende",
        "Naliaka",
        "Nanjala",
        "Nasimiyu",
        "Nekesa",
        "Njambi",
        "Njeri",
        "Nyambura",
        "Nyokabi",
    ),
    *("Pauline", "Purity", "Rehema", "Rose", "Ruth", "Sharon", "Syombua", "Wairimu", "Wambui", "Wanjiku"),
)
_MEN = (
    *("Abdi", "Ali", "Amos", "Barasa", "Brian", "Collins", "Daniel", "David", "Dennis", "Edwin"),
    *("Elijah", "Evans", "Felix", "Francis", "George", "Hassan", "Ibrahim", "Isaac", "James", "John"),
    *("Joseph", "Juma", "Kamau", "Kennedy", "Kevin", "Kiprono", "Kiptoo", "Kyalo", "Martin", "Musa"),
    *("Mutinda", "Mwangi", "Nicholas", "Ochieng", "Odhiambo", "Okoth", "Omar", "Otieno", "Patrick", "Paul"),
    *("Peter", "Philip", "Samuel", "Simon", "Stephen", "Titus", "Victor", "Wafula", "Wekesa", "Yusuf"),
)
_SURNAMES = (
    *("Abdalla", "Adan", "Aoko", "Auma", "Barongo", "Chelimo", "Cheruiyot", "Chumba", "Gachanja", "Gathogo"),
    *("Gitau", "Gitonga", "Githinji", "Guyo", "Kahindi", "Kamande", "Kariuki", "Katana", "Keter", "Kiarie"),
    *("Kibet", "Kilonzo", "Kimani", "Kimeu", "Kimutai", "Kinyua", "Kipchumba", "Kirui", "Koech", "Korir"),
    *("Lagat", "Langat", "Lelei", "Lokwang", "Macharia", "Maina", "Makau", "Mbithi", "Mbugua", "Momanyi"),
    *("Muchiri", "Mugo", "Muriithi", "Musyoka", "Mutai", "Muthoni", "Mutiso", "Mutua", "Mwakio", "Mwanzia"),
    *(
        "Mworia",
        "Ndegwa",
        "Ndirangu",
        "Ngetich",
        "Njenga",
        "Njoroge",
        "Nyaga",
        "Nyongesa",
        "Nyamweya",
        "Obonyo",
    ),
    *("Ogutu", "Okello", "Okumu", "Oloo", "Omondi", "Ondieki", "Onyango", "Opiyo", "Orina", "Osoro"),
    *("Rono", "Rotich", "Ruto", "Sang", "Shikuku", "Simiyu", "Sitienei", "Tanui", "Thuku", "Wachira"),
    *("Wainaina", "Wamalwa", "Wambua", "Wanyama", "Wanyonyi", "Waweru", "Were", "Yego", "Yatich", "Zani"),
)


@dataclass(frozen=True, slots=True)
class Name:
    """What a made-up person is called."""

    first: str
    last: str
    gender: str

    @property
    def mailbox(self) -> str:
        """The part of an e-mail address before the sign, as particular as the name."""
        return f"{self.first}.{self.last}".lower()


def draw_names(count: int, *, seed: int) -> list[Name]:
    """Different names, as many women's as men's to expect; the same seed gives the same ones."""
    given = [(name, "female") for name in _WOMEN] + [(name, "male") for name in _MEN]
    chosen = Random(seed).sample(list(product(given, _SURNAMES)), count)  # noqa: S311 - no secret
    return [Name(first, last, gender) for (first, gender), last in chosen]
