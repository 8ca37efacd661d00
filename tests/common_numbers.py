"""Builders of numbering schemes."""

from .common import LotCase


class NumberCase(LotCase):
    """A lot administrator makes schemes; lots are named by the warehouse's people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product(default_code="RV624")
        cls.Lot = cls.env["stock.lot"]

    @classmethod
    def _scheme(cls, pattern="L-{seq:4}", *rows, **vals):
        """Return a new scheme, chosen on `rows` (products, categories, operation types…)."""
        schemes = cls.as_("lot_administrator", cls.env["stock.lot.scheme"])
        scheme = schemes.create({"name": vals.pop("name", "S"), "pattern": pattern, **vals})
        for row in rows:
            row.with_env(cls.root).lot_scheme_id = scheme.id
        return scheme

    def _names(self, count=1, product=None, **vals):
        """Return the numbers of `count` new lots that are made without one."""
        product = product or self.product
        lots = self.Lot.create([{"product_id": product.id, **vals} for _time in range(count)])
        return lots.mapped("name")
