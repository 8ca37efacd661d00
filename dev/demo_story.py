"""The demo's story: a small maker of foods and medical devices, through real documents.

Run by `make demo` in Odoo's shell, once; a second run changes nothing. Days count from today.
"""
from odoo import Command
from odoo.modules import Manifest
from odoo.tools import convert_file

from odoo.addons.stock_lot_lifecycle.dev.story_certificates import certify
from odoo.addons.stock_lot_lifecycle.dev.story_documents import MODULE, Company
from odoo.addons.stock_lot_lifecycle.dev.story_nonconformities import report
from odoo.addons.stock_lot_lifecycle.dev.story_quality import test_lots

FIRST_ORDER = "K-2401"


def load_demo_files(env):
    """The add-on's own demo data, also where the database has none of Odoo's."""
    if not env.ref(f"{MODULE}.demo_supplier_kornhof", raise_if_not_found=False):
        for name in Manifest.for_addon(MODULE)["demo"]:
            convert_file(env, MODULE, name, {}, "init", noupdate=True)


def furnish(env):
    """Who the company is; its time zone decides when its lots expire."""
    env.ref("base.CHF").active = True
    env.company.partner_id.write(
        {
            "name": "Lindgrat Foods & Devices",
            "street": "Industriestrasse 14",
            "zip": "6010",
            "city": "Kriens",
            "country_id": env.ref("base.ch").id,
            "tz": "Europe/Zurich",
        }
    )
    env.company.lot_tz = "Europe/Zurich"
    if not env["account.move.line"].search_count([], limit=1):
        env.company.currency_id = env.ref("base.CHF")
    env.ref("stock.warehouse0").write({"name": "Kriens"})
    env.ref("base.user_admin").write({"tz": "Europe/Zurich"})
    also = ("purchase.group_purchase_user", "sales_team.group_sale_salesman_all_leads",
            "mrp.group_mrp_manager")  # fmt: skip
    env.ref(f"{MODULE}.demo_user_ivan").write(
        {"group_ids": [Command.link(env.ref(group).id) for group in also]}
    )


def lot(number, quantity, **facts):
    return {"number": number, "quantity": quantity, **facts}


def buy_materials(company):
    """Six receipts; returns the one with the lot that goes back."""
    company.buy("kornhof", FIRST_ORDER, [
        ("oats", "rack_a", 1.9, [
            lot("OAT-7655", 80, received=-203, made=-215, expires=145, supplier_lot="K-85002",
                country="at", note="Organic, 25 kg bags"),
            lot("OAT-7718", 250, received=-96, made=-110, expires=250, supplier_lot="K-87440",
                country="at", note="Organic, 25 kg bags"),
        ]),
        ("honey", "rack_a", 8.6, [
            lot("HNY-0298", 36, received=-203, made=-240, expires=480, supplier_lot="298",
                country="hu", note="Dark, 12 kg pails"),
            lot("HNY-0304", 12, received=-203, made=-236, expires=484, supplier_lot="304",
                country="hu", note="Dark, 12 kg pails"),
        ]),
    ])
    company.buy("segura", "S-5519", [
        ("almonds", "rack_a", 11.4, [
            lot("00371/155", 60, received=-188, made=-205, expires=160, supplier_lot="ALM 155",
                country="es", note="10 kg boxes"),
            lot("00401/180", 120, received=-21, made=-40, expires=325, supplier_lot="ALM 180",
                country="es", note="10 kg boxes"),
        ]),
    ])
    company.buy("kornhof", "K-2447", [
        ("berries", "cold", 38, [
            lot("0881077", 10, received=-150, made=-172, expires=368, supplier_lot="B-1077",
                country="pl", note="Bilberry"),
            lot("0902215", 30, received=-12, made=-30, expires=510, supplier_lot="B-2215",
                country="pl", note="Bilberry and cranberry"),
            lot("0902216", 6, received=-12, made=-30, expires=510, supplier_lot="B-2216",
                country="pl", note="Bilberry and cranberry"),
        ]),
    ])
    company.buy("nordsen", "NMS-7710", [
        ("sensor", "rack_b", 6.3, [
            lot("TS-2240", 300, received=-66, supplier_lot="22-40-A", country="dk",
                note="Calibrated ±0.1 °C"),
            lot("TS-2244", 200, received=-18, supplier_lot="22-44-B", country="dk",
                note="Calibrated ±0.1 °C"),
        ]),
        ("cell", "rack_b", 2.1, [
            lot("70455", 400, received=-66, made=-92, expires=1733, supplier_lot="70455",
                country="kr"),
        ]),
    ])
    company.buy("nordsen", "NMS-7764", [
        ("saline", "rack_b", 4.9, [
            lot("SA4060D", 120, received=-240, made=-262, expires=468, supplier_lot="4060D",
                country="dk", note="Sterilised by steam"),
            lot("SA4151A", 400, received=-33, made=-51, expires=679, supplier_lot="4151A",
                country="dk", note="Sterilised by steam"),
        ]),
        ("dressing", "rack_b", 13.2, [
            lot("WD-11902", 150, received=-33, made=-60, expires=1035, supplier_lot="11902",
                country="pt"),
        ]),
    ])
    return company.buy("kornhof", "K-2490", [
        ("oats", "rack_a", 1.9, [
            lot("OAT-7749", 200, received=-4, made=-9, expires=351, supplier_lot="K-89907",
                country="at", note="Moist bags"),
        ]),
    ])  # fmt: skip


def write_recipes(company):
    company.recipe("muesli", 100, [("oats", 50), ("almonds", 10), ("berries", 5), ("honey", 8)])
    company.recipe("oat_bar", 100, [("oats", 36), ("honey", 12)])
    company.recipe("butter", 100, [("almonds", 25)])
    company.recipe("thermometer", 1, [("sensor", 1), ("cell", 1)])
    company.recipe("pump", 1, [("sensor", 2), ("cell", 4)])


def make_foods(company):
    def make(product, number, quantity, inputs, day, expires, note):
        place = "cold" if product == "butter" else "rack_b"
        company.produce(product, place, [number], quantity, inputs, received=day, made=day,
                        expires=expires, note=note, country="ch")  # fmt: skip

    old = {"oats": "OAT-7655", "almonds": "00371/155", "honey": "HNY-0298", "berries": "0881077"}
    new = {"oats": "OAT-7718", "almonds": "00392/174", "honey": "HNY-0311", "berries": "0898984"}
    make("muesli", "M-1215", 100, old, -182, 183, "Blue caps")
    make("muesli", "M-1266", 100, old | {"oats": "OAT-7718"}, -75, 290, "Blue caps")
    make("muesli", "M-1281", 200, new, -26, 339, "Blue caps")
    make("oat_bar", "B-2251", 80, old, -160, 110, None)
    make("oat_bar", "B-2290", 100, new, -38, 232, "New carton")
    make("oat_bar", "B-2301", 120, new, -6, 264, "New carton")
    make("butter", "AB-0660", 80, old, -170, 55, "Glass jars")
    make("butter", "AB-0702", 80, old, -48, 252, "Glass jars")
    make("butter", "AB-0651", 80, {"almonds": "00388/162"}, -297, -2, "Glass jars")


def make_devices(company):
    company.produce("thermometer", "rack_b", [f"T2-{number:06}" for number in range(117, 123)], 6,
                    {"sensor": "TS-2231", "cell": "70412"}, received=-30, made=-30, country="ch",
                    note="Firmware 1.4")  # fmt: skip
    company.produce("pump", "rack_b", [f"P1-{number:05}" for number in range(32, 36)], 4,
                    {"sensor": "TS-2240", "cell": "70412"}, received=-23, made=-23, country="ch",
                    note="Firmware 2.2")  # fmt: skip


def deliver(company):
    """Nine deliveries; returns the two that come back in part."""
    company.sell("green_corner", "GC-30114", [("muesli", [("M-1215", 100)])])
    company.sell("nordic_pantry", "PO 5512", [("oat_bar", [("B-2251", 80), ("B-2276", 90)])])
    company.sell("bergluft", "Davos 88", [
        ("muesli", [("M-1187", 40), ("M-1242", 60)]), ("butter", [("AB-0660", 36)]),
    ])
    company.sell("sankt_anna", "SA-2026-077", [
        ("saline", [("SA4060D", 120)]), ("dressing", [("WD-11640", 20)]),
        ("pump", [("P1-00032", 1), ("P1-00033", 1)]),
    ])
    company.sell("farmacia", "FC 311", [
        ("saline", [("SA4112B", 60)]),
        ("thermometer", [("T2-000117", 1), ("T2-000118", 1)]),
    ])
    company.sell("farmacia", "FC 318", [("dressing", [("WD-11873", 24)])])
    company.sell("green_corner", "GC-30162", [("butter", [("AB-0702", 80)])])
    jars = company.sell("nordic_pantry", "PO 5590", [("muesli", [("M-1266", 100)])])
    device = company.sell("wolff", "Order of Monday", [
        ("thermometer", [("T2-000119", 1)]), ("pump", [("P1-00034", 1)]),
    ])  # fmt: skip
    return jars, device


def correct(company, moist, jars, device):
    """What did not go as planned."""
    company.return_to_supplier(moist, company.lot("oats", "OAT-7749"))
    company.return_from_customer(jars, company.lot("muesli", "M-1266"), 12)
    company.return_from_customer(device, company.lot("thermometer", "T2-000119"), 1)
    company.scrap(company.lot("berries", "0902216"), 6, "Torn bag")
    company.scrap(company.lot("butter", "AB-0688"), 4, "Broken glass")
    company.count(company.lot("honey", "HNY-0304"), 0)
    company.count(company.lot("cell", "70455"), 398)
    company.lot("oats", "OAT-7718").with_user(company.ref("user_mia"))._set_dates(
        {"expiration_day": company.day(264)}, "Supplier's letter: two weeks longer"
    )
    retired = company.env.ref(f"{MODULE}.stock_lot_disposition_retired")
    company.lot("pump", "P1-00031")._set_disposition(retired, "Prototype, shown at fairs only")


def hold_and_release(company):
    """What may not be used today: waiting, on hold, on its way back, returned and unseen."""
    quarantine = company.disposition("quarantine")
    admin = company.env.ref("base.user_admin")
    company.product("saline").product_tmpl_id.with_user(admin).lot_disposition_id = quarantine
    company.buy("nordsen", "NMS-7801", [
        ("saline", "rack_b", 4.9, [
            lot("SA4188C", 240, received=0, made=-19, expires=711, supplier_lot="4188C",
                country="dk", note="Sterilised by steam"),
        ]),
    ])  # fmt: skip
    company.promise("farmacia", "FC 325", [("dressing", [("WD-11902", 40)])])
    wet = company.lot("dressing", "WD-11902")
    company.decide("wanda", wet, "on_hold", "Two boxes stood in the rain")
    late = company.promise("sankt_anna", "SA-2026-081", [("dressing", [("WD-11902", 12)])])
    late.move_ids.picked = False
    soon = company.promise("nordic_pantry", "PO 5601", [("muesli", [("M-1281", 25)])])
    soon.move_ids.picked = False
    glass = company.lot("berries", "0902215")
    company.decide("mia", glass, "rejected", "Glass splinter in sample 2")
    company.send_back_soon(glass)
    unseen = company.env["stock.location"].create(
        {"name": "Returns", "location_id": company.stock.id, "disposition_id": quarantine.id}
    )
    bars = company.sell("green_corner", "GC-30188", [("oat_bar", [("B-2301", 40)])])
    company.return_from_customer(bars, company.lot("oat_bar", "B-2301"), 6, unseen)


def summary(env):
    counts = {"active": 0}
    for lot in env["stock.lot"].search([]):
        key = lot.inactive_reason or lot.status
        counts[key] = counts.get(key, 0) + 1
    print(", ".join(f"{count} {key}" for key, count in sorted(counts.items())))


def play(env):
    load_demo_files(env)
    if env["purchase.order"].search_count([("partner_ref", "=", FIRST_ORDER)], limit=1):
        print("The story was played before: nothing to do.")
        return
    furnish(env)
    company = Company(env)
    moist = buy_materials(company)
    write_recipes(company)
    make_foods(company)
    make_devices(company)
    env.cr.commit()  # what is written in one transaction happened at one time
    jars, device = deliver(company)
    env.cr.commit()
    correct(company, moist, jars, device)
    env.cr.commit()
    hold_and_release(company)
    env.cr.commit()
    test_lots(company, lot)
    report(company)
    env.cr.commit()
    certify(company)
    env.cr.commit()


play(env)  # noqa: F821
summary(env)  # noqa: F821
