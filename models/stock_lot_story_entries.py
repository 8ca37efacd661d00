from odoo import fields, models

from .stock_lot_story import GROUPS

PLACES = ("internal", "transit")  # of ours, and on the way between them


class StockLotEvent(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Events as entries of a story."""

    _inherit = "stock.lot.event"

    def _get_story(self):
        """Return ``{event: entry}``."""
        labels = dict(self._fields["kind"]._description_selection(self.env))
        documents = self._find_documents()
        return {
            event: {
                "key": f"e{event.id}",
                "source": "event",
                "kind": event.kind,
                "label": labels.get(event.kind, event.kind),
                "at": fields.Datetime.to_string(event.at),
                "who": event.user_name or "",
                "what": event.summary or "",
                "reason": event.reason or "",
                "document": documents.get(event.document) or event._get_plain_document(),
                "amount": "",
                "places": [],
                "partner": "",
                "company": event.company_id.sudo().name,  # sudo: a name, of the event itself
            }
            for event in self
        }

    def _get_plain_document(self):
        return self.document and {"name": self.document, "model": False, "id": False}

    def _find_documents(self):
        """Return ``{name: link}`` of the documents these events name that the user may open."""
        names = {
            "stock.lot.import": {e.document for e in self if e.kind in GROUPS["documents"]},
            "stock.picking": {e.document for e in self if e.kind == "received"},
        }
        links = {}
        for model, wanted in names.items():
            wanted.discard(False)
            if wanted and self.env[model].has_access("read"):
                for found in self.env[model].search([("name", "in", list(wanted))]):
                    links[found.name] = {"name": found.name, "model": model, "id": found.id}
        return links


class StockMoveLine(models.Model):
    """Done movements as entries of a story."""

    _inherit = "stock.move.line"

    def _get_story(self):
        """Return ``{line: entry}``; to be called with the rights to read the lines."""
        labels = self._get_movement_labels()
        entries = {}
        for line in self:
            kind = line._get_story_kind()
            entries[line] = {
                "key": f"m{line.id}",
                "source": "movement",
                "kind": kind,
                "label": labels[kind],
                "at": fields.Datetime.to_string(line.date),
                "who": line.create_uid.name or "",
                "what": "",
                "reason": "",
                "document": line._get_story_document(),
                "amount": line._get_amount_words(),
                "quantity": line.quantity,
                "places": [line.location_id.display_name, line.location_dest_id.display_name],
                "partner": line._get_partner().display_name or "",
                "company": line.company_id.name,
            }
        return entries

    def _get_movement_labels(self):
        return {
            "receipt": self.env._("Received"),
            "delivery": self.env._("Delivered"),
            "customer_return": self.env._("Returned by customer"),
            "supplier_return": self.env._("Returned to supplier"),
            "production": self.env._("Produced"),
            "consumption": self.env._("Consumed"),
            "scrap": self.env._("Scrapped"),
            "inventory": self.env._("Counted"),
            "internal": self.env._("Moved"),
        }

    def _get_story_kind(self):
        source, target = self.location_id.usage, self.location_dest_id.usage
        if "inventory" in (source, target):
            return "scrap" if self.move_id.scrap_id else "inventory"
        if "production" in (source, target):
            return "production" if source == "production" else "consumption"
        if target == "customer":
            return "delivery"
        if source == "customer":
            return "customer_return"
        if target == "supplier":
            return "supplier_return"
        return "receipt" if source == "supplier" else "internal"

    def _get_story_sign(self):
        """Return 1 for goods that came into stock, -1 for those that left, else 0."""
        return (self.location_dest_id.usage in PLACES) - (self.location_id.usage in PLACES)

    def _get_amount_words(self):
        digits = 2 if self.quantity % 1 else 0
        text = self.env["ir.qweb.field.float"].value_to_html(self.quantity, {"precision": digits})
        sign = {1: "+", -1: "−", 0: ""}[self._get_story_sign()]
        return f"{sign}{text} {self.product_uom_id.name}"

    def _get_story_document(self):
        Report = self.env["stock.traceability.report"]
        model, row_id, name = Report._get_reference(self)
        if model == "stock.move" or not model:  # an adjustment has no page of its own
            name = self.reference or self.move_id.reference
            return name and {"name": name, "model": False, "id": False}
        # the rights of the reader, not those the line was read with
        readable = self.env[model].sudo(False).has_access("read")
        return {"name": name, "model": model if readable else False, "id": row_id}
