"""What made-up books are made of: names of firms, things and places, awkward ones among them. Pure."""

from random import Random

TREES = [
    "Ash",
    "Aspen",
    "Birch",
    "Cedar",
    "Elm",
    "Fir",
    "Hazel",
    "Holly",
    "Juniper",
    "Larch",
    "Laurel",
    "Linden",
    "Maple",
    "Oak",
    "Pine",
    "Poplar",
    "Rowan",
    "Spruce",
    "Sycamore",
    "Willow",
    "Alder",
    "Hawthorn",
    "Chestnut",
    "Walnut",
    "Beech",
    "Magnolia",
    "Cypress",
    "Olive",
    "Acacia",
    "Sequoia",
]
TRADES = [
    "Bakery",
    "Clinic",
    "Dental",
    "Logistics",
    "Studio",
    "Foundry",
    "Print",
    "Motors",
    "Legal",
    "Partners",
    "Fitness",
    "Catering",
    "Nurseries",
    "Roofing",
    "Ceramics",
    "Brewing",
    "Optics",
    "Joinery",
    "Travel",
    "Textiles",
    "Solar",
    "Plumbing",
    "Security",
    "Media",
    "Realty",
    "Freight",
]
FORMS = ("", "", "", " Ltd", " Inc", " LLC", " & Co", " & Sons", " GmbH", " Co-op")
PLACES = (
    ("Springfield", "IL", "62701", "US"),
    ("Riverton", "WY", "82501", "US"),
    ("Fairview", "TX", "75069", "US"),
    ("Leeds", "", "LS1 4AP", "GB"),
    ("Cork", "", "T12 X8N6", "IE"),
    ("Lyon", "", "69002", "FR"),
    ("Köln", "", "50667", "DE"),
    ("Montréal", "QC", "H2Y 1C6", "CA"),
    ("Łódź", "", "90-001", "PL"),
    ("São Paulo", "SP", "01310-100", "BR"),
)
STREETS = (
    "Mill Lane",
    "Station Road",
    "Harbour Street",
    "Market Square",
    "Church Hill",
    "Canal Walk",
    "High St",
)
# Names as they come: every one of them has broken some program somewhere.
AWKWARD = (
    "O'Leary's “Best” Bakes",
    "A~B: Tilde & Colon",
    "<b>Bold</b> Ideas",
    "100% Cotton; DROP",
    "Ärzte für Öl & Ümläute",
    "東京ソリューション株式会社",
    "شركة النور",
    "🚀 Rocket 🧁 Cakes",
    "null",
    "  Ltd. of the Very Long Name That Goes On and On Until Nobody Remembers How It Began " * 2,
    "=SUM(A1:A9)",
    "Ñandú/Ibérica\\Backslash",
)
SERVICES = (
    "Remote support|Remote support, per hour|140",
    "On-site labour|Engineer on site, per hour|165",
    "After-hours labour|Evenings and weekends, per hour|220",
    "Managed workstation|Monitoring and patching, per seat and month|42",
    "Managed server|Monitoring, patching, backup, per month|185",
    "Cloud backup|Per terabyte and month|38.50",
    "Microsoft 365 Business|Per seat and month|22",
    "Firewall management|Per site and month|95",
    "Security training|Per person|12.75",
    "Project work|As agreed|1",
    "Travel|Per mile|0.67",
    "Retainer|Monthly retainer|2500",
)
GOODS = (
    "UPS 1500VA|Rack unit, 2U|412.90|289.00",
    "Switch 24-port|Managed, PoE|638|451.20",
    "Access point|Wi-Fi 7|219.99|148.35",
    "Laptop 14 inch|16 GB, 1 TB|1349|1105",
    "Dock USB-C|Two screens|189.5|121",
    "Patch cable 2 m|Cat 6A|4.333333|1.12",
    "Toner black|7,000 pages|118.4|79.9",
    "Monitor 27 inch|4K|379|268",
)
ROLES = ("Accounts payable", "Front desk", "Office manager", "Director", "IT contact", "Purchasing")


def firm(rng: Random) -> str:
    """Return the name of a firm that may exist twice."""
    if rng.random() < 0.01:
        return rng.choice(AWKWARD).strip()[:500]
    return f"{rng.choice(TREES)} {rng.choice(TRADES)}{rng.choice(FORMS)}"


def address(rng: Random) -> tuple[str, str, str, str, str]:
    """Return street, city, region, postcode and country."""
    street = f"{rng.randint(1, 240)} {rng.choice(STREETS)}"
    if rng.random() < 0.2:
        street += f"\nUnit {rng.randint(1, 40)}"
    return (street, *rng.choice(PLACES))
