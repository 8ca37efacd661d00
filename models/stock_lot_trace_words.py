from odoo import api, models

# the columns of each table; # numbers, @ days, % times, ? yes or no, ~ the unit of the numbers
# right before it
LOT = ("lot", "product")
PARTNER = (
    *LOT, "supplier_lot", "#quantity", "~unit", "#came_back", "@first", "@last", "documents",
)  # fmt: skip
AMOUNTS = (
    "#came", "#produced", "#returned", "#on_hand", "#consumed", "#delivered", "#sent_back",
    "#scrapped", "#adjusted", "#unexplained",
)  # fmt: skip
COLUMNS = {
    "gaps": ("what", "fix", "document", "#quantity", "code"),
    "customers": ("customer", *PARTNER),
    "suppliers": ("supplier", *PARTNER),
    "places": ("place", "kind", *LOT, "#quantity", "#reserved", "~unit", "company"),
    "totals": ("product", "unit", "#lots", *AMOUNTS),
    "lots": (
        *LOT, "status", "disposition", "#came_in", "#on_hand", "#delivered", "~unit", "@received",
        "@made", "@expires", "supplier_lot", "#steps", "company", "former",
    ),
    "balances": (*LOT, "unit", *AMOUNTS),
    "edges": (
        *LOT, "#quantity", "~unit", "?exact", "done", "into_lot", "into_product", "@day",
        "document",
    ),
    "custody": (
        "holder", "what", "place", "#quantity", "~unit", "%since", "%until", "giver", "came_by",
        "left_by", "who",
    ),
}  # fmt: skip
KINDS = {"#": "number", "@": "day", "%": "time", "?": "flag", "~": "unit"}


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Titles and headers of the tables of a trace."""

    _inherit = "stock.lot"

    @api.model
    def _get_section_words(self):
        """Return ``{key: (title, what to say where there are no rows)}``."""
        return {
            "gaps": (self.env._("What is missing"), self.env._("Nothing is missing.")),
            "customers": (self.env._("Customers"), self.env._("No customer got any of it.")),
            "suppliers": (self.env._("Suppliers"), self.env._("No supplier sent any of it.")),
            "places": (self.env._("Where it is now"), self.env._("Nothing of it is in stock.")),
            "totals": (self.env._("Mass balance"), self.env._("Nothing moved.")),
            "lots": (self.env._("Lots"), self.env._("There are no lots.")),
            "balances": (self.env._("Mass balance by lot"), self.env._("Nothing moved.")),
            "edges": (
                self.env._("What went into what"),
                self.env._("It was made of nothing, and nothing was made of it."),
            ),
            "custody": (
                self.env._("Chain of custody"), self.env._("It never moved: nobody held it."),
            ),
        }

    @api.model
    def _get_section_headers(self, key):
        """Return ``[(title, kind)]`` of a table, in the order of its cells."""
        words = {
            **self._get_fact_words(), **self._get_amount_words(), **self._get_hand_words(),
        }  # fmt: skip
        return [
            (words[column.lstrip("#@%?~")], KINDS.get(column[0], "text")) for column in COLUMNS[key]
        ]

    @api.model
    def _get_fact_words(self):
        return {
            "lot": self.env._("Lot"),
            "product": self.env._("Product"),
            "what": self.env._("What"),
            "fix": self.env._("What to do"),
            "document": self.env._("Document"),
            "documents": self.env._("Documents"),
            "code": self.env._("Code"),
            "customer": self.env._("Customer"),
            "supplier": self.env._("Supplier"),
            "supplier_lot": self.env._("Supplier lot"),
            "unit": self.env._("Unit"),
            "first": self.env._("First"),
            "last": self.env._("Last"),
            "place": self.env._("Place"),
            "kind": self.env._("Kind"),
            "company": self.env._("Company"),
            "status": self.env._("Status"),
            "disposition": self.env._("Disposition"),
            "received": self.env._("Received"),
            "made": self.env._("Manufactured"),
            "expires": self.env._("Expiry"),
            "steps": self.env._("Steps"),
            "former": self.env._("Former numbers"),
            "exact": self.env._("Exact"),
            "done": self.env._("What was done"),
            "into_lot": self.env._("Into lot"),
            "into_product": self.env._("Into product"),
            "day": self.env._("Day"),
        }

    @api.model
    def _get_hand_words(self):
        return {
            "holder": self.env._("Held by"),
            "since": self.env._("From"),
            "until": self.env._("Until"),
            "giver": self.env._("Got from"),
            "came_by": self.env._("Came by"),
            "left_by": self.env._("Left by"),
            "who": self.env._("Recorded by"),
        }

    @api.model
    def _get_amount_words(self):
        return {
            "lots": self.env._("Lots"),
            "quantity": self.env._("Quantity"),
            "reserved": self.env._("Reserved"),
            "came_back": self.env._("Came back"),
            "came_in": self.env._("Came in"),
            "came": self.env._("Received"),
            "produced": self.env._("Produced"),
            "returned": self.env._("Returned"),
            "on_hand": self.env._("On hand"),
            "consumed": self.env._("Consumed"),
            "delivered": self.env._("Delivered"),
            "sent_back": self.env._("Sent back"),
            "scrapped": self.env._("Scrapped"),
            "adjusted": self.env._("Counted down"),
            "unexplained": self.env._("Unexplained"),
        }
