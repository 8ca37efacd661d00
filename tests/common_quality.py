"""Builders of what is tested: characteristics, specifications, inspections and their answers."""

from contextlib import contextmanager

from odoo.exceptions import UserError
from odoo.fields import Command

from .common import LotCase


class QualityCase(LotCase):
    """Nuts with an approved specification for receipts: moisture, colour, metal, aflatoxin."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.moisture = cls._characteristic("moisture", unit="%", decimals=1, method="ISO 665")
        cls.aflatoxin = cls._characteristic("aflatoxin", unit="µg/kg", decimals=2)
        cls.colour = cls._characteristic("colour", kind="choice", choices="Ivory; Beige; Brown")
        cls.metal = cls._characteristic("metal", kind="yes_no")
        cls.food = cls.root["product.category"].create({"name": "Food"})
        cls.nuts = cls._product(name="Almonds", categ_id=cls.food.id)

    @contextmanager
    def _refused(self, words, error=UserError):
        """Expect a refusal that says `words`; what was written until then is taken back."""
        with self.assertRaises(error) as caught:
            yield
        self.assertIn(words, str(caught.exception))

    @classmethod
    def _characteristic(cls, code, **vals):
        Characteristic = cls.as_("quality_manager", cls.env["stock.lot.characteristic"])
        return Characteristic.create({"name": code.capitalize(), "code": code, **vals})

    @classmethod
    def _line(cls, characteristic, **vals):
        return Command.create({"characteristic_id": characteristic.id, **vals})

    @classmethod
    def _usual_lines(cls):
        return [
            cls._line(cls.moisture, maximum="6.5"),
            cls._line(cls.colour, accepted="Ivory; Beige"),
            cls._line(cls.metal, accepted="no"),
            cls._line(cls.aflatoxin, maximum="4", lod="0.1", is_required=False),
        ]

    @classmethod
    def _spec(cls, lines=None, product=None, approve=True, role="quality_manager", **vals):
        """Return a specification of `product` (the nuts; False: of no product), approved."""
        product = cls.nuts if product is None else product
        spec = cls.as_(role, cls.env["stock.lot.specification"]).create(
            {
                "name": "Incoming",
                "product_id": product and product.id,
                "line_ids": cls._usual_lines() if lines is None else lines,
                **vals,
            }
        )
        if approve:
            cls.as_("quality_manager", spec)._approve()
        return spec

    def _open(self, lot, role="inspector", operation="receipt", **vals):
        """Return an inspection that `role` opens by hand."""
        return self.as_(role, self.env["stock.lot.inspection"]).create(
            {"lot_id": lot.id, "operation": operation, **vals}
        )

    def _answer(self, inspection, role="inspector", **answers):
        """Enter results by the code of their characteristic."""
        inspection = self.as_(role, inspection)
        for code, typed in answers.items():
            self._result(inspection, code).typed = typed
        return inspection

    def _pass(self, inspection, role="inspector"):
        return self._answer(inspection, role, moisture="5.1", colour="ivory", metal="no")

    def _result(self, inspection, code):
        """Return the results that count of one characteristic."""
        return inspection.result_ids.filtered(lambda row: row.characteristic_id.code == code)
