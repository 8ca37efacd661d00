"""Real documents, played from first to last click: the vocabulary of `demo_story.py`.

Documents happen now: nothing here re-dates a movement. Only what a lot says of itself (received,
made, expires) lies in the past, as after a data take-over.
"""

from datetime import timedelta

from odoo import Command, fields

from odoo.addons.stock_lot_lifecycle.models.provenance import Provenance, with_provenance

MODULE = "stock_lot_lifecycle"
TAKEN_OVER = "Taken over with the records of the old system"


class Company:
    """The people of the demo company: Ivan orders and produces, Wanda moves, counts, scraps."""

    def __init__(self, env):
        self.env = env(user=env.ref(f"{MODULE}.demo_user_ivan"))
        self.wanda = self.ref("user_wanda")
        self.today = self.env.company._get_lot_today()
        self.stock = self.env.ref("stock.warehouse0").lot_stock_id

    def ref(self, name):
        return self.env.ref(f"{MODULE}.demo_{name}")

    def product(self, name):
        return self.ref(f"product_{name}")

    def place(self, name):
        return self.ref(f"location_{name}") if name else self.stock

    def day(self, distance):
        return self.today + timedelta(days=distance)

    def lot(self, product, number):
        lots = self.env["stock.lot"].search(
            [("product_id", "=", self.product(product).id), ("name", "=", number)]
        )
        lots.ensure_one()
        return lots

    # Suppliers

    def buy(self, supplier, reference, lines):
        """Order, receive and put away; `lines` are (product, place, price, lots)."""
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.ref(f"supplier_{supplier}").id,
                "partner_ref": reference,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product(product).id,
                            "product_qty": sum(lot["quantity"] for lot in lots),
                            "price_unit": price,
                        }
                    )
                    for product, _place, price, lots in lines
                ],
            }
        )
        order.button_confirm()
        receipt = order.picking_ids
        for move, (_product, place, _price, lots) in zip(receipt.move_ids, lines, strict=True):
            move.move_line_ids.unlink()
            move.move_line_ids = [
                Command.create(self._arrival_vals(move, self.place(place), lot)) for lot in lots
            ]
        self._validate(receipt)
        for move, (_product, _place, _price, lots) in zip(receipt.move_ids, lines, strict=True):
            for lot, line in zip(lots, move.move_line_ids, strict=True):
                self.describe(line.lot_id, lot)
        return receipt

    def _arrival_vals(self, move, place, lot):
        expires = lot.get("expires")
        return {
            "product_id": move.product_id.id,
            "picking_id": move.picking_id.id,
            "location_id": move.location_id.id,
            "location_dest_id": place.id,
            "lot_name": lot["number"],
            "quantity": lot["quantity"],
            "picked": True,
            "expiration_date": expires
            and fields.Datetime.to_datetime(self.day(expires)) + timedelta(hours=10),
        }

    def describe(self, lots, facts):
        """Write what the papers of the lots say; `facts` counts days from today."""
        days = {"received": "received_date", "made": "production_date"}
        vals = {name: self.day(facts[key]) for key, name in days.items() if key in facts}
        words = {"supplier_lot": "supplier_lot_ref", "note": "note"}
        vals |= {name: facts[key] for key, name in words.items() if facts.get(key)}
        if facts.get("country"):
            vals["origin_country_id"] = self.env.ref(f"base.{facts['country']}").id
        with_provenance(lots, Provenance("import", TAKEN_OVER)).write(vals)

    def return_to_supplier(self, receipt, lot):
        self._validate(self._return(receipt, lot, lot.product_qty))

    # Production

    def recipe(self, product, quantity, components):
        return self.env["mrp.bom"].create(
            {
                "product_tmpl_id": self.product(product).product_tmpl_id.id,
                "product_qty": quantity,
                "bom_line_ids": [
                    Command.create({"product_id": self.product(name).id, "product_qty": amount})
                    for name, amount in components
                ],
            }
        )

    def produce(self, product, place, numbers, quantity, inputs, **facts):
        """Make one lot, or one serial per unit, of exactly the lots `inputs` (product: number)."""
        product = self.product(product)
        order = self.env["mrp.production"].create(
            {
                "product_id": product.id,
                "product_qty": quantity,
                "location_dest_id": self.place(place).id,
            }
        )
        order.action_confirm()
        lots = self.env["stock.lot"].create(
            [{"product_id": product.id, "name": number} for number in numbers]
        )
        order.lot_producing_ids = lots
        order.qty_producing = quantity
        order.set_qty_producing()
        for move in order.move_raw_ids:
            self._consume(move, inputs)
        order.button_mark_done()
        if order.state != "done":
            raise ValueError(f"The production of {numbers[0]} is {order.state}.")
        self.describe(lots, facts)
        if "expires" in facts:
            lots._set_dates({"expiration_day": self.day(facts["expires"])}, TAKEN_OVER, "import")
        return order

    def _consume(self, move, inputs):
        names = {self.product(name): number for name, number in inputs.items()}
        lot = self.env["stock.lot"].search(
            [("product_id", "=", move.product_id.id), ("name", "=", names[move.product_id])]
        )
        self._take(move, [(lot, move.product_uom_qty)])

    # Customers

    def sell(self, customer, reference, lines):
        """Order and deliver; `lines` are (product, [(number, quantity)])."""
        delivery = self.promise(customer, reference, lines)
        self._validate(delivery)
        return delivery

    def promise(self, customer, reference, lines):
        """Order, pick, and leave the delivery open; `lines` as above."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.ref(f"customer_{customer}").id,
                "client_order_ref": reference,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product(product).id,
                            "product_uom_qty": sum(quantity for _number, quantity in lots),
                        }
                    )
                    for product, lots in lines
                ],
            }
        )
        order.action_confirm()
        delivery = order.picking_ids
        for move, (product, lots) in zip(delivery.move_ids, lines, strict=True):
            self._take(move, [(self.lot(product, number), amount) for number, amount in lots])
        return delivery

    def return_from_customer(self, delivery, lot, quantity, place=None):
        returned = self._return(delivery, lot, quantity)
        if place:
            returned.move_line_ids.location_dest_id = place
        self._validate(returned)

    # Inside the warehouse

    def scrap(self, lot, quantity, why):
        scrap = self.env["stock.scrap"].with_user(self.wanda).create(
            {
                "product_id": lot.product_id.id,
                "lot_id": lot.id,
                "scrap_qty": quantity,
                "location_id": self._where(lot).id,
                "origin": why,
            }
        )
        scrap.action_validate()

    def count(self, lot, quantity):
        """Adjust the stock of the lot to what was counted."""
        quant = self._quants(lot)[:1].with_user(self.wanda).with_context(inventory_mode=True)
        quant.inventory_quantity = quantity
        quant.action_apply_inventory()

    # Decisions

    def decide(self, who, lots, disposition, reason):
        """Let that person put the lots under a disposition (its code)."""
        wanted = self.disposition(disposition)
        lots.with_user(self.ref(f"user_{who}"))._set_disposition(wanted, reason)

    def disposition(self, code):
        return self.env.ref(f"{MODULE}.stock_lot_disposition_{code}")

    def send_back_soon(self, lot):
        """Reserve all of the lot for its return to the supplier, and leave that open."""
        received = self.env["stock.move.line"].search(
            [("lot_id", "=", lot.id), ("picking_id.picking_type_code", "=", "incoming")], limit=1
        )
        return self._return(received.picking_id, lot, lot.product_qty)

    # What they share

    def _quants(self, lot):
        return lot.quant_ids.filtered(
            lambda quant: quant.location_id.usage == "internal" and quant.quantity > 0
        )

    def _where(self, lot):
        return self._quants(lot).location_id[:1] or self.stock

    def _take(self, move, lots):
        """Let the move take exactly these (lot, quantity)."""
        move._do_unreserve()
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(
                {
                    "product_id": move.product_id.id,
                    "picking_id": move.picking_id.id,
                    "location_id": self._where(lot).id,
                    "location_dest_id": move.location_dest_id.id,
                    "lot_id": lot.id,
                    "quantity": quantity,
                    "picked": True,
                }
            )
            for lot, quantity in lots
        ]
        move.picked = True

    def _return(self, picking, lot, quantity):
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        for line in wizard.product_return_moves:
            line.quantity = quantity if line.product_id == lot.product_id else 0
        returned = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        for move in returned.move_ids:
            place = move.location_dest_id
            self._take(move, [(lot, quantity)])
            move.move_line_ids.location_dest_id = place
            if move.location_id.usage != "internal":
                move.move_line_ids.location_id = move.location_id
        return returned

    def _validate(self, picking):
        aged = picking.with_user(self.wanda).move_line_ids.filtered("warn_notice")
        if aged:
            aged._answer_warnings("The customer sells it this week.")
        quietly = picking.with_user(self.wanda).with_context(skip_backorder=True, skip_expired=True)
        quietly.button_validate()
        if picking.state != "done":
            raise ValueError(f"{picking.name} is {picking.state}.")
