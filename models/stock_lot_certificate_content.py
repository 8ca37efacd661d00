from odoo import fields, models
from odoo.tools import format_date

KEPT = (
    "name", "method", "limits", "result", "verdict", "verdict_words", "uncertainty", "analyst",
    "tested_on", "sample",
)  # fmt: skip


class StockLotCertificate(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What is printed, put together once, in the certificate's language.

    Lots, products, specifications and companies may change afterwards: this does not.
    """

    _inherit = "stock.lot.certificate"

    def _compose(self, plan, number, revision, company, address):
        """Return all that the certificate says, plain values in the words of its language."""
        env = plan.lot.env
        return {
            "number": number,
            "revision": revision,
            "kind": plan.kind,
            "lang": env.lang,
            "direction": env["res.lang"]._get_data(code=env.lang).direction or "ltr",
            "paper": plan.profile.paper or self._get_paper(company),
            "day": self.with_env(env)._get_day_words(company._get_lot_today()),
            "address": address,
            "issuer": self._get_party(company.partner_id),
            "customer": self._get_party(plan.partner) if plan.partner else None,
            "product": plan.lot.product_id.name,
            "lot": plan.lot.name,
            "facts": self._get_facts(plan, company),
            "manufacturer": self._get_party(plan.lot.supplier_id or company.partner_id),
            "specifications": [
                spec.display_name for spec in plan.inspections.specification_id.with_env(env)
            ],
            "samples": self._get_samples(plan),
            "results": [self._get_kept(row) for row in plan.printed],
            "has_uncertainty": any(row["uncertainty"] for row in plan.printed),
            "completed": self._get_completed(plan),
            "complies": plan.complies,
            "deviation": self._get_deviation_words(plan),
            "signature": self._get_signature(plan),
            "statement": plan.profile.with_env(env).statement or "",
        }

    def _get_day_words(self, day):
        """Return a day so that nobody takes its month for its day; empty for none."""
        return format_date(self.env, day, date_format="medium") if day else ""

    def _get_paper(self, company):
        form = company.paperformat_id.format or ""
        return "letter" if form == "Letter" else "a4"

    def _get_kept(self, row):
        kept = {name: row[name] for name in KEPT}
        return kept if row["shown"] == "all" else {**kept, "limits": ""}

    def _get_party(self, partner):
        # sudo: an address that is printed, whoever prints
        partner = partner.sudo()
        address = partner._display_address(without_company=True)
        return {
            "name": (partner.commercial_partner_id or partner).name,
            "contact": partner.name if partner.parent_id else "",
            "address": [line.strip() for line in address.splitlines() if line.strip()],
            "phone": partner.phone or "",
            "email": partner.email or "",
        }

    def _get_samples(self, plan):
        return [
            {
                "name": sample.name,
                "drawn": self.with_env(plan.lot.env)._get_day_words(sample.drawn_on),
                "quantity": f"{sample.quantity:g} {sample.uom_id.name or ''}".strip()
                if sample.quantity
                else "",
                "container": sample.container or "",
            }
            for sample in plan.inspections.sample_ids.filtered(lambda row: row.purpose == "test")
        ]

    def _get_completed(self, plan):
        days = [day for day in plan.inspections.result_ids.mapped("tested_on") if day]
        return self.with_env(plan.lot.env)._get_day_words(max(days, default=None))

    def _get_deviation_words(self, plan):
        if not plan.deviation:
            return None
        until = plan.deviation["until"]
        words = self.with_env(plan.lot.env)._get_day_words(until and fields.Date.to_date(until))
        return {**plan.deviation, "until": words}

    def _get_signature(self, plan):
        """Return who stands for it as it is printed: name, title, meaning, time with zone."""
        # sudo: the printed name and title of whoever signed or decided
        Users = self.env["res.users"].sudo()
        if plan.signature:
            who = Users.browse(plan.signature["by"]["id"]).exists()
            return {
                "name": plan.signature["by"]["name"],
                "title": who.partner_id.function or "",
                "meaning": plan.signature["meaning"],
                "at": plan.signature["local"],
                "hash": plan.signature["hash"],
            }
        who = plan.inspections[:1].decided_by_id.sudo() or self.env.user.sudo()  # sudo: as above
        return {
            "name": who.name, "title": who.partner_id.function or "", "meaning": "", "at": "",
            "hash": "",
        }  # fmt: skip
