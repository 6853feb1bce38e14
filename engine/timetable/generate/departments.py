"""What the departments of a generated college teach, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Department:
    """A department of the college.

    Parameters
    ----------
    practical_kind, feature
        The kind of room its practicals need, and what that room must have.
    room_label
        What such a room is called.
    programmes
        Code and years of each programme.
    practical_titles, theory_titles
        Names of courses with and without practicals; no title is in both.
    """

    name: str
    practical_kind: str
    feature: str
    room_label: str
    programmes: tuple[tuple[str, int], ...]
    practical_titles: tuple[str, ...]
    theory_titles: tuple[str, ...]


def practical_features(kind: str, departments: Sequence[Department]) -> list[str]:
    """The feature each department that practises in this kind of room needs; shared ones recur."""
    return [item.feature for item in departments if item.practical_kind == kind]


# The order matters: any prefix of two or more mixes labs and workshops.
DEPARTMENTS = (
    Department(
        "Computing and Informatics",
        "lab",
        "computers",
        "Computer Lab",
        (("DICT", 3), ("CICT", 2), ("DCYB", 3)),
        (
            "Programming",
            "Web Development",
            "Database Practice",
            "Networking Practice",
            "Computer Repair",
            "Mobile Applications",
            "Cloud Administration",
        ),
        (
            "Operating Systems",
            "Systems Analysis",
            "Information Security",
            "Discrete Structures",
            "Computer Architecture",
            "ICT and Society",
            "Project Management",
        ),
    ),
    Department(
        "Mechanical Engineering",
        "workshop",
        "lathe",
        "Machine Workshop",
        (("DMEC", 3), ("CMEC", 2), ("DPRO", 3)),
        (
            "Machine Shop Practice",
            "Turning and Milling",
            "Bench Fitting",
            "Hydraulics Practice",
            "Maintenance Practice",
            "CNC Practice",
        ),
        (
            "Engineering Drawing",
            "Strength of Materials",
            "Thermodynamics",
            "Mechanics of Machines",
            "Fluid Mechanics",
            "Materials Science",
            "Plant Safety",
        ),
    ),
    Department(
        "Business and Management",
        "lab",
        "computers",
        "Computer Lab",
        (("DBMG", 3), ("CACC", 2), ("DHRM", 3)),
        (
            "Computerised Accounting",
            "Office Applications",
            "Business Data Analysis",
            "Digital Marketing",
            "Payroll Practice",
            "Records Systems",
        ),
        (
            "Financial Accounting",
            "Business Law",
            "Principles of Management",
            "Marketing",
            "Human Resources",
            "Economics",
            "Cost Accounting",
            "Taxation",
        ),
    ),
    Department(
        "Electrical and Electronics",
        "lab",
        "electronics",
        "Electronics Lab",
        (("DEEE", 3), ("CELI", 2), ("DTEL", 3)),
        (
            "Circuit Practice",
            "Electrical Installation",
            "Electronics Practice",
            "Motor Control",
            "PLC Programming",
            "Solar Installation",
        ),
        (
            "Electrical Principles",
            "Power Systems",
            "Digital Electronics",
            "Control Systems",
            "Electrical Machines",
            "Wiring Regulations",
            "Telecommunication",
        ),
    ),
    Department(
        "Applied Sciences",
        "lab",
        "chemistry",
        "Chemistry Lab",
        (("DANC", 3), ("CSLT", 2), ("DFST", 3)),
        (
            "Analytical Chemistry",
            "Organic Chemistry",
            "Microbiology Practice",
            "Food Analysis",
            "Laboratory Techniques",
            "Water Analysis",
        ),
        (
            "Physical Chemistry",
            "Biochemistry",
            "Laboratory Safety",
            "Quality Assurance",
            "Instrumentation",
            "Environmental Science",
            "Statistics",
        ),
    ),
    Department(
        "Welding and Fabrication",
        "workshop",
        "welding",
        "Welding Workshop",
        (("DWFB", 3), ("CWLD", 2), ("APIP", 1)),
        (
            "Welding Practice",
            "Arc Welding",
            "Gas Welding and Cutting",
            "Sheet Metal Work",
            "Pipe Fitting",
            "Structural Fabrication",
        ),
        (
            "Welding Technology",
            "Metallurgy",
            "Weld Inspection",
            "Fabrication Drawing",
            "Workshop Safety",
            "Estimating for Fabrication",
        ),
    ),
    Department(
        "Automotive Engineering",
        "workshop",
        "engines",
        "Automotive Workshop",
        (("DAUT", 3), ("CMVM", 2), ("ADSL", 1)),
        (
            "Engine Overhaul",
            "Vehicle Electrics",
            "Transmission Practice",
            "Brakes and Suspension",
            "Vehicle Diagnostics",
            "Body Repair",
        ),
        (
            "Automotive Technology",
            "Engine Science",
            "Vehicle Systems",
            "Fuel and Emissions",
            "Garage Management",
            "Road Safety",
        ),
    ),
    Department(
        "Building and Civil Engineering",
        "workshop",
        "masonry",
        "Building Workshop",
        (("DCIV", 3), ("CBLD", 2), ("AMAS", 1)),
        (
            "Masonry Practice",
            "Carpentry and Joinery",
            "Plumbing Practice",
            "Concrete Practice",
            "Surveying Practice",
            "Tiling and Finishing",
        ),
        (
            "Building Construction",
            "Structures",
            "Quantity Surveying",
            "Soil Mechanics",
            "Building Services",
            "Construction Law",
            "Highway Engineering",
        ),
    ),
    Department(
        "Health Sciences",
        "lab",
        "anatomy",
        "Skills Lab",
        (("DCHD", 3), ("CNUR", 2), ("DNUT", 3)),
        (
            "Clinical Skills",
            "First Aid Practice",
            "Patient Care",
            "Nutrition Practice",
            "Anatomy Practice",
            "Pharmacy Practice",
        ),
        (
            "Anatomy and Physiology",
            "Epidemiology",
            "Public Health",
            "Health Ethics",
            "Pharmacology",
            "Health Promotion",
        ),
    ),
    Department(
        "Hospitality and Tourism",
        "workshop",
        "kitchen",
        "Training Kitchen",
        (("DHOS", 3), ("CFBP", 2), ("DTTM", 3)),
        (
            "Food Production",
            "Pastry and Baking",
            "Food Service",
            "Bar Operations",
            "Housekeeping Practice",
            "Banqueting",
        ),
        (
            "Hospitality Law",
            "Nutrition and Menus",
            "Front Office",
            "Tourism Geography",
            "Hotel Accounting",
            "Event Management",
        ),
    ),
    Department(
        "Agriculture",
        "lab",
        "soil",
        "Agriculture Lab",
        (("DAGR", 3), ("CGAG", 2), ("DHRT", 3)),
        (
            "Soil Testing",
            "Crop Husbandry",
            "Animal Husbandry",
            "Dairy Processing",
            "Irrigation Practice",
            "Plant Propagation",
        ),
        (
            "Agronomy",
            "Farm Management",
            "Plant Pathology",
            "Agricultural Economics",
            "Animal Nutrition",
            "Agricultural Extension",
        ),
    ),
    Department(
        "Fashion and Textiles",
        "workshop",
        "sewing",
        "Sewing Workshop",
        (("DFAD", 3), ("CGAR", 2), ("ADRS", 1)),
        (
            "Garment Construction",
            "Pattern Drafting",
            "Textile Printing",
            "Tailoring Practice",
            "Knitting Practice",
            "Leather Work",
        ),
        (
            "History of Fashion",
            "Textile Science",
            "Fashion Illustration",
            "Fashion Marketing",
            "Clothing Industry",
            "Colour and Design",
        ),
    ),
)
"""Departments with programmes; a college has a prefix of them."""

COMMON_TITLES = (
    "Communication Skills",
    "Technical Mathematics",
    "Entrepreneurship",
    "Life Skills",
    "Digital Literacy",
    "Research Methods",
    "Employability Skills",
    "Environmental Literacy",
)
"""Courses that General Studies teaches to everybody."""
