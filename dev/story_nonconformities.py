"""The chapter of the demo in which something went wrong: reported, worked on, not closed yet."""
from odoo import Command


def report(company):
    """Glass in the berries is with the supplier; wet dressings wait for somebody to look."""
    glass, wet = company.lot("berries", "0902215"), company.lot("dressing", "WD-11902")
    ivan, mia = company.ref("user_ivan"), company.ref("user_mia")
    Nonconformity = company.env["stock.lot.nonconformity"]
    Nonconformity.with_user(company.ref("user_ines")).create(
        {
            "title": "Glass splinter in frozen berries",
            "severity": "critical",
            "origin": "inspection",
            "found_day": company.day(-2),
            "user_id": mia.id,
            "partner_id": glass.supplier_id.id,
            "line_ids": [Command.create({"lot_id": glass.id, "quantity": glass.product_qty})],
            "description": "One splinter of 4 mm in sample 2 of 5, seen at the sieve.",
            "containment": "Lot rejected and set aside for its return. Nothing of it was used.",
            "cause": "supplier",
            "cause_words": "A lamp without a guard above the supplier's sorting belt.",
            "action_ids": [
                Command.create(
                    {
                        "kind": "corrective",
                        "name": "Have the supplier guard the lamps, with a photo",
                        "user_id": ivan.id,
                        "deadline": company.day(12),
                    }
                ),
                Command.create(
                    {
                        "kind": "preventive",
                        "name": "Ask the other suppliers of berries for their glass policy",
                        "user_id": mia.id,
                        "deadline": company.day(30),
                    }
                ),
            ],
            "check_day": company.day(60),
        }
    )
    Nonconformity.with_user(company.ref("user_wanda")).create(
        {
            "title": "Two boxes stood in the rain",
            "severity": "major",
            "origin": "location",
            "found_day": company.day(0),
            "line_ids": [Command.create({"lot_id": wet.id, "quantity": 2})],
            "description": "On the ramp, about an hour. Cartons soft, bags look dry.",
        }
    )
