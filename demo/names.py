"""Made-up suppliers, carriers, docks, people and goods, per locale. None of them exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from demo.trade import Carrier, Place


@dataclass(frozen=True, slots=True)
class Locale:
    """Where a supplier sells: currency, who pays, who drives, which docks receive.

    `suppliers` are name, tax number and language; `sites` are warehouses with language, street and town.
    """

    name: str
    retailer: str
    currency: str
    weight_unit: str
    length_unit: str
    payer: str
    suppliers: tuple[tuple[str, str, str], ...]
    sites: tuple[tuple[str, str, str], ...]
    docks: tuple[Place, ...]
    carriers: tuple[tuple[Carrier, str], ...]
    people: tuple[str, ...]


US: Final = Locale(
    name="us",
    retailer="amazon_us",
    currency="USD",
    weight_unit="lb",
    length_unit="in",
    payer="Amazon.com Services LLC",
    suppliers=(
        ("Pinecrest Outdoor Goods Inc.", "47-3819205", "en"),
        ("Marlow & Finch Housewares LLC", "83-1160472", "en"),
        ("Redwater Tool Works Inc.", "36-4471908", "en"),
        ("Tidewell Pet Products LLC", "92-0638817", "en"),
        ("Corvane Lighting Company", "58-2904416", "en"),
        ("Birchline Nursery & Baby Inc.", "27-5530941", "en"),
    ),
    sites=(
        ("en", "2210 Commerce Park Dr", "Olive Branch, MS 38654"),
        ("en", "780 Foundry Rd Bldg C", "Reading, PA 19605"),
        ("en", "41 Terminal Way", "Sparks, NV 89434"),
        ("en", "1600 Distribution Blvd", "Greer, SC 29651"),
    ),
    docks=(
        Place("ABE8", "Amazon.com Services LLC", "309 Cedar Lane", "Florence, NJ 08518"),
        Place("CLT2", "Amazon Fulfillment Center CLT2", "10240 Old Dowd Rd", "Charlotte, NC 28214"),
        Place("DFW6", "AMAZON.COM", "940 W Bethel Rd", "Coppell, TX 75019"),
        Place("LGB8", "Amazon Fulfillment Services Inc", "1568 N Linden Ave", "Rialto, CA 92376"),
        Place("MDW2", "Amazon.com Services LLC - MDW2", "250 Emerald Dr", "Joliet, IL 60433"),
        Place("PHX7", "Amazon Fulfillment PHX7", "800 N 75th Ave", "Phoenix, AZ 85043"),
        Place("RIC2", "AMAZON.COM SERVICES", "1901 Meadowville Tech Pkwy", "Chester, VA 23836"),
        Place("SBD1", "Amazon.com Services LLC", "3388 S Cactus Ave", "Bloomington, CA 92316"),
    ),
    carriers=(
        (Carrier("BMSF", "Blue Mesa Freight"), "en"),
        (Carrier("IBML", "Ironbridge Motor Lines Inc"), "en"),
        (Carrier("NGLE", "Northgate LTL Express"), "en"),
        (Carrier("SDBK", "Saddleback Trucking Co."), "en"),
        (Carrier("GPCR", "Great Plains Carriers"), "en"),
        (Carrier("TWHL", "Tenwheel Logistics LLC"), "en"),
        (Carrier("SWPR", "Swiftway Parcel", parcel=True), "en"),
    ),
    people=(
        "D. Okafor",
        "Maria Lopez",
        "J. Whitaker",
        "T. Nguyen",
        "Keisha Brown",
        "R. Delgado",
        "S. Patel",
        "Chris Yoder",
        "L. Hampton",
        "Andre Mills",
        "P. Kowalski",
        "B. Sorensen",
    ),
)

EU: Final = Locale(
    name="eu",
    retailer="amazon_eu",
    currency="EUR",
    weight_unit="kg",
    length_unit="cm",
    payer="Amazon EU S.à r.l.",
    suppliers=(
        ("Bergmann Gartentechnik GmbH", "DE307418523", "de"),
        ("Maison Verrier SAS", "FR96839205713", "fr"),
        ("Officine Lodovici S.r.l.", "IT04826190375", "it"),
        ("Hogar Montalvo S.L.", "ESB73941205", "es"),
        ("Lindqvist Haushalt GmbH & Co. KG", "DE294681576", "de"),
        ("Ateliers Rochebrune SARL", "FR55791583420", "fr"),
    ),
    sites=(
        ("de", "Industriestraße 14", "68199 Mannheim"),
        ("de", "Am Güterbahnhof 3", "44536 Lünen"),
        ("fr", "12 rue des Entrepôts", "59160 Lomme"),
        ("fr", "ZA des Peupliers, bât. B", "69780 Mions"),
        ("it", "Via dell'Artigianato 7", "37060 Nogarole Rocca"),
        ("it", "Strada Provinciale 40 n. 112", "20080 Carpiano"),
        ("es", "Polígono Ind. La Garena 22", "28806 Alcalá de Henares"),
        ("es", "Calle del Transporte 5", "46394 Riba-roja de Túria"),
    ),
    docks=(
        Place("DTM2", "Amazon Logistik Dortmund GmbH", "Kaltbandstraße 4", "44145 Dortmund"),
        Place("LEJ1", "Amazon Distribution GmbH", "Amazonstraße 1", "04347 Leipzig"),
        Place("BVA1", "Amazon France Logistique SAS BVA1", "Rue Jules Verne", "80440 Boves"),
        Place("LIL1", "Amazon France Logistique SAS", "1 rue Amazon", "59553 Lauwin-Planque"),
        Place("MXP5", "Amazon Italia Logistica S.r.l.", "Strada Dogana Po 2U", "29015 Castel San Giovanni"),
        Place("BCN1", "Amazon Spain Fulfillment S.L. BCN1", "Av. de les Garrigues 6", "08820 El Prat de Llobregat"),
        Place("MAD4", "Amazon Spain Fulfillment S.L.U.", "Av. de la Astronomía 24", "28830 San Fernando de Henares"),
    ),
    carriers=(
        (Carrier("RHSP", "Rheintal Spedition GmbH"), "de"),
        (Carrier("NKLG", "Nordkant Logistik AG"), "de"),
        (Carrier("TDLM", "Transports Delorme & Fils"), "fr"),
        (Carrier("MESR", "Messageries de la Scarpe"), "fr"),
        (Carrier("CADR", "Corriere Adriatico S.p.A."), "it"),
        (Carrier("TMES", "Transportes Meseta S.A."), "es"),
        (Carrier("EBRC", "Eurobridge Cargo Ltd"), "en"),
    ),
    people=(
        "K. Brandt",
        "Julia Hofer",
        "M. Lefèvre",
        "Sophie Garnier",
        "G. Moretti",
        "Paola Ricci",
        "J. Ortega",
        "Lucía Vidal",
        "A. Kowalczyk",
        "T. Jansen",
        "F. Nowak",
        "R. Ferreira",
    ),
)

LOCALES: Final = {"us": US, "eu": EU}

BRANDS: Final = ("Oakhurst", "Trailmark", "Lumenta", "Fennwick", "Pawsley", "Kettleby", "Norvik", "Solbrook")
GOODS: Final = (
    ("Garden", ("Hose Reel", "Hand Trowel Set", "Planter Box", "Watering Can", "Pruning Saw")),
    ("Kitchen", ("Stock Pot", "Cutting Board", "Whisk Set", "Salt Mill", "Baking Tray")),
    ("Lighting", ("Clip Lamp", "LED Strip", "Camping Lantern", "Night Light", "Work Light")),
    ("Pets", ("Dog Bowl", "Cat Tunnel", "Leash", "Grooming Brush", "Travel Crate")),
    ("Tools", ("Socket Set", "Tape Measure", "Spirit Level", "Utility Knife", "Clamp Pair")),
)
MAKES: Final = ("10 in", "Graphite", "Large", "2-Pack", "Forest Green", "Steel", "XL", "Natural", "Compact", "Black", "1.5 L", "Classic")
