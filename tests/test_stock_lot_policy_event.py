import json

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .common import MODULE, LotCase


class PolicyCase(LotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product()
        both = "group_administrator", "group_quality_manager"
        cls.chief = new_test_user(
            cls.root,
            "lots_chief",
            name="Carla Chief",
            groups=",".join(f"{MODULE}.stock_lot_lifecycle_{role}" for role in both),
            company_id=cls.company.id,
        )
        cls.stop = cls.root["stock.lot.disposition"].create(
            {
                "name": "Stop",
                "code": "stop",
                "blocks_delivery": True,
                "blocks_production": True,
                "requires_reason": True,
                "lift_group_ids": [(6, 0, cls._role("quality_manager").ids)],
                "next_ids": [(6, 0, (cls.released + cls.retired).ids)],
            }
        )

    @classmethod
    def _role(cls, name):
        return cls.root.ref(f"{MODULE}.stock_lot_lifecycle_group_{name}")

    def _events(self):
        return self.root["stock.lot.event"].search([("kind", "=", "policy")], order="id")


@tagged("post_install", "-at_install")
class TestPolicyEvents(PolicyCase):
    """Who changes a rule about lots stands in the ledger, chained and sealed."""

    def test_a_changed_disposition_is_told_with_old_and_new(self):
        self.as_("lot_administrator", self.stop).write(
            {"blocks_delivery": False, "requires_reason": True, "sequence": 3}
        )
        event = self._events()[-1]
        facts = json.loads(event.payload)
        self.assertEqual(facts["old"], {"blocks_delivery": True})
        self.assertEqual(facts["new"], {"blocks_delivery": False})
        self.assertEqual(facts["by"]["name"], "Lots lot_administrator")
        self.assertEqual((event.lot_name, event.product_name), ("Policy", "Stop"))
        self.assertEqual(event.summary, "Blocks Delivery: yes → –")
        self.assertEqual(event.company_id, self.company)

    def test_roles_and_steps_are_told_by_name(self):
        self.stop.write({"lift_group_ids": [(5,)], "next_ids": [(4, self.on_hold.id)]})
        words = self._events()[-1].summary
        self.assertRegex(words, "Next Steps: Released.* → Released.*On hold")
        self.assertIn(f"{self._role('quality_manager').display_name} → –", words)

    def test_what_changes_nothing_is_not_told(self):
        count = len(self._events())
        self.stop.write({"blocks_delivery": True, "color": 4})
        self.product.with_env(self.root).lot_disposition_id = False
        self.assertEqual(len(self._events()), count)

    def test_what_new_lots_are_is_told_for_company_category_and_product(self):
        product = self.product.with_env(self.root)
        product.categ_id = self.root["product.category"].create({"name": "Tablets"})
        for row in (self.company, product.categ_id, product.product_tmpl_id, product):
            row.lot_disposition_id = self.on_hold
            row.lot_disposition_id = self.quarantine
            event = self._events()[-1]
            self.assertEqual(event.summary, "New Lots Are: On hold → Quarantine")
            self.assertEqual(event.product_name, row.display_name)

    def test_the_chain_is_verified_and_sealed(self):
        self.stop.blocks_delivery = False
        self.stop.blocks_delivery = True
        verification = self.root["stock.lot.verification"]
        self.assertFalse([row for row in verification._find_problems() if row[0] == 0])
        self.root["stock.lot.seal"]._seal()
        sealed = self.root["stock.lot.seal.tip"].search([("lot_res_id", "=", 0)])
        last = self._events()[-1]
        self.assertEqual((sealed[-1].position, sealed[-1].hash), (last.position, last.hash))
        for statement in (
            SQL("ALTER TABLE stock_lot_event DISABLE TRIGGER USER"),
            SQL("UPDATE stock_lot_event SET user_name = 'Other' WHERE id = %s", last.id),
            SQL("ALTER TABLE stock_lot_event ENABLE TRIGGER USER"),
        ):
            self.env.cr.execute(statement)
        found = [row for row in verification._find_problems() if row[0] == 0]
        self.assertEqual(found[0][3], "columns")


@tagged("post_install", "-at_install")
class TestWeakening(PolicyCase):
    """Nobody who could not free a lot may weaken what blocks it."""

    def setUp(self):
        super().setUp()
        self.lot = self._lot(self.product, "L1")
        self.row = self.as_("lot_administrator", self.stop)
        self._decide(self.lot, self.stop)

    WEAKER = (
        {"blocks_delivery": False},
        {"blocks_production": False},
        {"allows_rework": True},
        {"requires_reason": False},
        {"next_ids": [(5,)]},
        {"lift_group_ids": [(5,)]},
    )

    def test_an_administrator_does_not_weaken_what_lots_stand_under(self):
        weaker = (*self.WEAKER, {"lift_group_ids": [(4, self._role("inspector").ids[0])]})
        for vals in weaker:
            refused = self.assertRaisesRegex(AccessError, "not weakened.*may lift")
            with self.subTest(vals=vals), refused, self.env.cr.savepoint():
                self.row.write(vals)

    def test_who_may_lift_it_does(self):
        for vals in self.WEAKER:
            self.as_(self.chief, self.stop).write(vals)
        self.assertEqual(len(self._events().filtered(lambda e: e.product_name == "Stop")), 6)

    def test_stricter_rules_are_everybodys(self):
        self.row.write({"requires_signature": True, "next_ids": [(6, 0, self.retired.ids)]})
        self.assertTrue(self.stop.requires_signature)

    def test_what_nothing_stands_under_may_be_weakened(self):
        self._decide(self.lot, self.released)
        self.row.blocks_delivery = False
        self.assertFalse(self.stop.blocks_delivery)

    def test_a_place_under_it_counts_too(self):
        self._decide(self.lot, self.released)
        self._location("Cage", disposition_id=self.stop.id)
        with self.assertRaisesRegex(AccessError, "not weakened"):
            self.row.blocks_delivery = False
