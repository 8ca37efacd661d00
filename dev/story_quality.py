"""The demo's chapter on quality: a specification, tested lots, one that waits, one that failed."""

from odoo import Command

MODULE = "stock_lot_lifecycle"
TESTS = (
    # code, name, terms of the characteristic, limits
    ("moisture", "Moisture", {"unit": "%", "decimals": 1, "method": "ISO 665"},
     {"maximum": "6.5"}),
    ("aflatoxin", "Aflatoxin B1", {"unit": "µg/kg", "decimals": 2, "method": "EN ISO 16050"},
     {"maximum": "8", "lod": "0.05"}),
    ("colour", "Colour", {"kind": "choice", "choices": "Ivory; Beige; Brown"},
     {"accepted": "Ivory; Beige"}),
    ("metal", "Metal found", {"kind": "yes_no"}, {"accepted": "no"}),
)  # fmt: skip


class Laboratory:
    """Enters results and decides, as the people who do it."""

    def __init__(self, company):
        self.company = company
        self.env = company.env

    def by(self, who, records):
        user = self.env.ref(f"{MODULE}.demo_user_{who}")
        return records.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)

    def specify(self, product, name, operation="receipt", **vals):
        lines = []
        for code, title, terms, limits in TESTS:
            Characteristic = self.by("mia", self.env["stock.lot.characteristic"])
            known = Characteristic.search([("code", "=", code)])
            known = known or Characteristic.create({"name": title, "code": code, **terms})
            lines.append(Command.create({"characteristic_id": known.id, **limits}))
        spec = self.by("mia", self.env["stock.lot.specification"]).create(
            {
                "name": name,
                "product_id": self.company.product(product).id,
                "operation": operation,
                "line_ids": lines,
                "note": "Draw from three boxes: top, middle and bottom. Mix before testing.",
                **vals,
            }
        )
        spec._approve()
        return spec

    def find(self, lot):
        Inspection = self.by("ines", self.env["stock.lot.inspection"])
        return Inspection.search([("lot_id", "=", lot.id)], limit=1)

    def open(self, lot):
        Inspection = self.by("ines", self.env["stock.lot.inspection"])
        return Inspection.create({"lot_id": lot.id, "operation": "receipt"})

    def answer(self, inspection, **typed):
        rows = self.by("ines", inspection).result_ids
        for code, text in typed.items():
            rows.filtered(lambda row, code=code: row.characteristic_id.code == code).typed = text

    def decide(self, inspection, disposition, reason=""):
        target = self.company.disposition(disposition)
        self.by("mia", inspection)._decide(self.by("mia", target), reason)


def test_lots(company, lot):
    """Almonds: two lots tested before, one that failed, one that waits to be tested."""
    laboratory = Laboratory(company)
    laboratory.specify("almonds", "Almonds, incoming")
    for number, moisture, aflatoxin in (("00371/155", "5.8", "1.2"), ("00401/180", "5.1", "<0.05")):
        inspection = laboratory.open(company.lot("almonds", number))
        laboratory.answer(
            inspection, moisture=moisture, aflatoxin=aflatoxin, colour="Ivory", metal="no"
        )
        laboratory.decide(inspection, "released")
    company.buy("segura", "S-5602", [
        ("almonds", "rack_a", 11.6, [
            lot("00417/201", 40, received=-2, made=-25, expires=340, supplier_lot="ALM 201",
                country="es", note="10 kg boxes"),
            lot("00417/202", 60, received=-2, made=-24, expires=341, supplier_lot="ALM 202",
                country="es", note="10 kg boxes"),
        ]),
    ])  # fmt: skip
    wet = laboratory.find(company.lot("almonds", "00417/201"))
    laboratory.answer(wet, moisture="7.4", aflatoxin="2.1", colour="Beige", metal="no")
    moisture = laboratory.by("ines", wet).result_ids[0]
    moisture._repeat("7.3", "Second sample, to be sure")
    laboratory.decide(wet, "on_hold", "Moisture above 6.5 %, to be dried")
    half = laboratory.find(company.lot("almonds", "00417/202"))
    laboratory.answer(half, moisture="5.4", colour="Ivory")
