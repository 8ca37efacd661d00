"""Builders of a small warehouse's documents, and the people who work in it."""

from odoo.fields import Command
from odoo.tests import TransactionCase, freeze_time, new_test_user
from odoo.tools import SQL

from odoo.addons.base.tests.common import DISABLED_MAIL_CONTEXT

NOW = "2026-06-15 10:00:00"
MODULE = "stock_lot_lifecycle"
RELEASED = f"{MODULE}.stock_lot_disposition_released"
RETIRED = f"{MODULE}.stock_lot_disposition_retired"
DISPOSITIONS = ("quarantine", "on_hold", "rejected", "recalled")

ROLES = {
    "warehouse": "stock.group_stock_user",
    "stock_manager": "stock.group_stock_manager",
    "inspector": f"stock.group_stock_user,{MODULE}.stock_lot_lifecycle_group_inspector",
    "quality_manager": f"stock.group_stock_user,{MODULE}.stock_lot_lifecycle_group_quality_manager",
    "recall_coordinator": (
        f"stock.group_stock_user,{MODULE}.stock_lot_lifecycle_group_recall_coordinator"
    ),
    "lot_administrator": (
        f"stock.group_stock_user,{MODULE}.stock_lot_lifecycle_group_administrator"
    ),
    "auditor": f"base.group_user,{MODULE}.stock_lot_lifecycle_group_auditor",
    "employee": "base.group_user",
    "portal": "base.group_portal",
}


@freeze_time(NOW)
class LotCase(TransactionCase):
    """It is 15 June 2026, 10:00 UTC. ``env`` is a warehouse user's, ``root`` the system's.

    Builders take and return records of ``env``; products and places are made by ``root``.
    ``user[role]`` is a user of that role (keys of ``ROLES``), ``as_(role, records)`` are
    the records seen by that user. Another time: ``with freeze_time("2026-07-01"):``; a
    browser test sets ``freeze_time = None`` on its class.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = cls.env(context=dict(cls.env.context, **DISABLED_MAIL_CONTEXT))
        cls.company = cls.root.company
        cls.company.partner_id.tz = False
        cls.company.lot_tz = "UTC"
        cls.warehouse = cls.root["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.user = {
            role: new_test_user(
                cls.root,
                f"lots_{role}",
                groups=groups,
                name=f"Lots {role}",
                tz="UTC",
                company_id=cls.company.id,
            )
            for role, groups in ROLES.items()
        }
        cls.env = cls.root(user=cls.user["warehouse"])
        cls.warehouse = cls.warehouse.with_env(cls.env)
        cls.stock = cls.warehouse.lot_stock_id
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.supplier = cls._partner("Acme Farms")
        cls.customer = cls._partner("Deco Addict")
        cls.released = cls.env.ref(RELEASED)
        cls.retired = cls.env.ref(RETIRED)
        for code in DISPOSITIONS:
            setattr(cls, code, cls.env.ref(f"{MODULE}.stock_lot_disposition_{code}"))

    # people and places

    @classmethod
    def as_(cls, role, records):
        """Return `records` as the user of `role` (a key of ROLES, or a res.users) sees them."""
        user = cls.user[role] if isinstance(role, str) else role
        return records.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)

    @classmethod
    def _partner(cls, name, **vals):
        return cls.root["res.partner"].create({"name": name, **vals}).with_env(cls.env)

    @classmethod
    def _company(cls, name="Second Ltd", zone="UTC"):
        """Return another company with its own warehouse."""
        company = cls.root["res.company"].create({"name": name, "lot_tz": zone})
        if not cls.root["stock.warehouse"].search_count([("company_id", "=", company.id)]):
            cls.root["stock.warehouse"].create(
                {"name": name, "code": name[:5].upper(), "company_id": company.id}
            )
        return company

    @classmethod
    def _user_of(cls, company, role="warehouse"):
        """Return a user of `role` who works in `company` only."""
        return new_test_user(
            cls.root,
            f"lots_{role}_{company.id}",
            groups=ROLES[role],
            tz="UTC",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    @classmethod
    def _location(cls, name, usage="internal", **vals):
        parent = cls.stock if usage == "internal" else cls.root["stock.location"]
        location = cls.root["stock.location"].create(
            {"name": name, "usage": usage, "location_id": parent.id, **vals}
        )
        return location.with_env(cls.env)

    def _place(self, usage, company=None):
        """Return a company's place for goods made or lost (usage production or inventory)."""
        return self.root["stock.location"].search(
            [("usage", "=", usage), ("company_id", "=", (company or self.company).id)],
            limit=1,
        )

    def _warehouse_of(self, company):
        """Return a company's warehouse, as the system sees it: pass it to `_receive`."""
        return self.root["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)

    # products and lots

    @classmethod
    def _product(cls, tracking="lot", name="Tablets", **vals):
        """Return a storable product; pass use_expiration_date, expiration_time… as needed."""
        product = cls.root["product.product"].create(
            {"name": name, "type": "consu", "is_storable": True, "tracking": tracking, **vals}
        )
        return product.with_env(cls.env)

    @classmethod
    def _perishable(cls, days=100, use=30, removal=20, alert=40, **vals):
        """Return a product whose lots live `days` days; the others count back from expiry."""
        times = {"use_time": use, "removal_time": removal, "alert_time": alert}
        return cls._product(use_expiration_date=True, expiration_time=days, **times, **vals)

    @classmethod
    def _lot(cls, product=None, name="L1", **vals):
        product = product or cls._product()
        return cls.env["stock.lot"].create({"name": name, "product_id": product.id, **vals})

    def _decide(self, lots, disposition, reason="Broken seal", role="quality_manager"):
        """Put `lots` under `disposition` as a quality manager does."""
        self.as_(role, lots)._set_disposition(self.as_(role, disposition), reason)

    # documents

    def _picking(self, lines, source, target, code, partner=None, warehouse=None):
        """Return a confirmed transfer; `lines` are (product, lot or number or None, quantity)."""
        warehouse = warehouse or self.warehouse
        kind = {"incoming": "in_type_id", "outgoing": "out_type_id", "internal": "int_type_id"}
        company = warehouse.company_id
        places = {"location_id": source.id, "location_dest_id": target.id}
        picking = warehouse.env["stock.picking"].create(
            {
                "picking_type_id": warehouse[kind[code]].id,
                "partner_id": partner.id if partner else False,
                **places,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "company_id": company.id,
                            "product_uom_qty": sum(row[2] for row in lines if row[0] == product),
                            **places,
                        }
                    )
                    for product in dict.fromkeys(row[0] for row in lines)
                ],
            }
        )
        picking.action_confirm()
        for move in picking.move_ids:
            rows = [row for row in lines if row[0] == move.product_id]
            move.move_line_ids.unlink()
            move.move_line_ids = [Command.create(self._line_vals(move, *row[1:])) for row in rows]
            move.picked = True
        return picking

    def _line_vals(self, move, lot, quantity, **vals):
        named = isinstance(lot, str)
        return {
            "product_id": move.product_id.id,
            "quantity": quantity,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
            "lot_name": lot if named else False,
            "lot_id": lot.id if lot and not named else False,
            "picking_id": move.picking_id.id,
            **vals,
        }

    def _validate(self, picking):
        outcome = picking.with_context(skip_backorder=True, skip_expired=True).button_validate()
        self.assertIs(outcome, True, "the transfer asked something")
        self.assertEqual(picking.state, "done")
        return picking

    def _receive(self, product, number="L1", quantity=10, partner=None, warehouse=None):
        """Receive `quantity` under `number` (or into a lot) from a supplier; return the lot."""
        warehouse = warehouse or self.warehouse
        picking = self._validate(
            self._picking(
                [(product, number, quantity)],
                self.suppliers,
                warehouse.lot_stock_id,
                "incoming",
                partner if partner is not None else self.supplier,
                warehouse,
            )
        )
        return picking.move_line_ids.lot_id

    def _ship(self, lot, quantity=1, partner=None, reason=""):
        """Deliver `quantity` of `lot` to a customer; return the transfer.

        :param reason: why it may leave although it is past one of its days
        """
        rows = [(lot.product_id, lot, quantity)]
        partner = partner or self.customer
        picking = self._picking(rows, self.stock, self.customers, "outgoing", partner)
        if reason:
            picking.move_line_ids.override_reason = reason
        return self._validate(picking)

    def _return_from_customer(self, lot, quantity=1, partner=None):
        rows = [(lot.product_id, lot, quantity)]
        partner = partner or self.customer
        return self._validate(self._picking(rows, self.customers, self.stock, "incoming", partner))

    def _return_to_supplier(self, lot, quantity=1, partner=None):
        rows = [(lot.product_id, lot, quantity)]
        partner = partner or self.supplier
        return self._validate(self._picking(rows, self.stock, self.suppliers, "outgoing", partner))

    def _relocate(self, lot, quantity, target, source=None):
        rows = [(lot.product_id, lot, quantity)]
        return self._validate(self._picking(rows, source or self.stock, target, "internal"))

    def _scrap(self, lot, quantity=1, location=None):
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": lot.product_id.id,
                "lot_id": lot.id,
                "scrap_qty": quantity,
                "location_id": (location or self.stock).id,
            }
        )
        scrap.do_scrap()
        return scrap

    def _adjust(self, lot, quantity, location=None):
        """Count `quantity` of `lot` in `location` and apply the count."""
        quant = (
            self.as_("stock_manager", self.env["stock.quant"])
            .with_context(inventory_mode=True)
            .create(
                {
                    "product_id": lot.product_id.id,
                    "lot_id": lot.id,
                    "location_id": (location or self.stock).id,
                    "inventory_quantity": quantity,
                }
            )
        )
        quant.action_apply_inventory()
        self.env.invalidate_all()

    def _produce(self, parts, product, number="P1", quantity=1):
        """Make `quantity` of `product` from ``{lot: quantity}``; return the finished lot.

        By a manufacturing order where mrp is installed, else by the same core movements.
        """
        lot = number if not isinstance(number, str) else self._lot(product, number)
        if "mrp.production" in self.env:
            self._produce_by_order(parts, lot, quantity)
        else:
            self._produce_by_moves(parts, lot, quantity)
        self.env.invalidate_all()
        return lot

    def _produce_by_order(self, parts, lot, quantity):
        order = self.root["mrp.production"].create(
            {
                "product_id": lot.product_id.id,
                "product_qty": quantity,
                "bom_id": False,
                "move_raw_ids": [
                    Command.create({"product_id": part.product_id.id, "product_uom_qty": used})
                    for part, used in parts.items()
                ],
            }
        )
        order.action_confirm()
        order.lot_producing_ids = lot
        order.qty_producing = quantity
        order._set_qty_producing()
        for move, (part, used) in zip(order.move_raw_ids, parts.items(), strict=True):
            move.move_line_ids.unlink()
            move.move_line_ids = [Command.create(self._line_vals(move, part, used))]
            move.picked = True
        order.with_context(skip_expired=True, skip_consumption=True).button_mark_done()
        self.assertEqual(order.state, "done")

    def _produce_by_moves(self, parts, lot, quantity):
        place = self._place("production")
        consumed = self.env["stock.move"]
        for part, used in parts.items():
            consumed |= self._move(part, used, self.stock, place)
        made = self._move(lot, quantity, place, self.stock)
        made.move_line_ids.consume_line_ids = consumed.move_line_ids

    def _move(self, lot, quantity, source, target, company=None, **line):
        """Post a movement without a transfer, as other modules do; return it."""
        company = company or self.company
        places = {"location_id": source.id, "location_dest_id": target.id}
        move = self.root["stock.move"].create(
            {
                "product_id": lot.product_id.id,
                "product_uom_qty": quantity,
                "company_id": company.id,
                **places,
            }
        )
        move._action_confirm(merge=False)
        move.move_line_ids.unlink()
        move.move_line_ids = [Command.create(self._line_vals(move, lot, quantity, **line))]
        move.picked = True
        move._action_done()
        return move.with_env(self.env)

    # what happened

    def _events(self, lots, kind=None):
        """Return the events of `lots`, the oldest first, as the system reads them."""
        domain = [("lot_res_id", "in", lots.ids)]
        if kind:
            domain.append(("kind", "=", kind))
        return self.root["stock.lot.event"].search(domain, order="id")

    def _force(self, lots, **columns):
        """Write columns past every rule, as old or foreign data would have them."""
        self.env.flush_all()
        for name, value in columns.items():
            column = SQL.identifier(name)
            self.env.cr.execute(
                SQL("UPDATE stock_lot SET %s = %s WHERE id = ANY(%s)", column, value, lots.ids)
            )
        self.env.invalidate_all()
