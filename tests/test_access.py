from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import LotCase

ROLE_ORDER = (
    "warehouse", "stock_manager", "inspector", "quality_manager", "recall_coordinator",
    "lot_administrator", "auditor", "employee", "portal", "public",
)  # fmt: skip


def _row(lots, auditor="", employee="", **special):
    """Return what each role may do: `lots` for the users of lots, `special` for some of them."""
    allowed = {role: special.get(role, lots) for role in ROLE_ORDER[:6]}
    allowed |= {"auditor": auditor, "employee": employee, "portal": "", "public": ""}
    return tuple(allowed[role] for role in ROLE_ORDER)


EVIDENCE = _row("", "r", quality_manager="r", lot_administrator="r")
SPECIFIED = _row("r", "r", quality_manager="crwd", lot_administrator="crwd")
TESTED = _row("r", "r", inspector="crw", quality_manager="crw")
# what each role may do with each model: c(reate) r(ead) w(rite) d(elete)
MATRIX = {
    "stock.lot": _row("crwd", "r"),
    "stock.lot.at.risk": _row("r", "r"),
    "stock.lot.alert": _row("r", "r"),
    "stock.lot.alert.acknowledge": _row("crw"),
    "stock.lot.alert.check": _row("", "r"),
    "stock.lot.alert.notice": _row("r", "r"),
    "stock.lot.alert.rule": _row("r", "r", lot_administrator="crwd"),
    "stock.lot.alert.tier": _row("r", "r", lot_administrator="crwd"),
    "stock.lot.counter": _row("r", "r", lot_administrator="rwd"),
    "stock.lot.certificate": _row("r", "r"),
    "stock.lot.certificate.profile": _row("r", "r", quality_manager="crwd"),
    "stock.lot.certificate.profile.line": _row("r", "r", quality_manager="crwd"),
    "stock.lot.certificate.void": _row("", quality_manager="crw"),
    "stock.lot.decision.answer": _row("crw"),
    "stock.lot.decision.request": _row("r", "r"),
    "stock.lot.disposition": _row("r", "r", "r", lot_administrator="crwd"),
    "stock.lot.event": _row("r", "r"),
    "stock.lot.expiry.run": _row("rw", "r"),
    "stock.lot.expiry.run.line": _row("rw", "r"),
    "stock.lot.import": _row("crw", "r", stock_manager="crwd"),
    "stock.lot.import.column": _row("crwd", "r"),
    "stock.lot.import.line": _row("rw", "r"),
    "stock.lot.import.progress": _row("r", "r"),
    "stock.lot.issue.certificate": _row("", inspector="crw", quality_manager="crw"),
    "stock.lot.known.arrival": _row("crw"),
    "stock.lot.known.arrival.line": _row("crw"),
    "stock.lot.merge": _row("", stock_manager="crw"),
    "stock.lot.nonconformity": _row("cr", "r", inspector="crw", quality_manager="crw"),
    "stock.lot.nonconformity.action": _row("rw", "r", inspector="crwd", quality_manager="crwd"),
    "stock.lot.nonconformity.close": _row("", quality_manager="crw"),
    "stock.lot.nonconformity.line": _row("cr", "r", inspector="crwd", quality_manager="crwd"),
    "stock.lot.nonconformity.void": _row("", quality_manager="crw"),
    "stock.lot.life.rule": _row("r", "r", lot_administrator="crwd"),
    "stock.lot.life.test": _row("crw"),
    "stock.lot.override": _row("crw"),
    "stock.lot.pin": _row("crw"),
    "stock.lot.reassignment": _row("", "r"),
    "stock.lot.record.breach": _row("", quality_manager="crw"),
    "stock.lot.scheme": _row("r", "r", "r", lot_administrator="crwd"),
    "stock.lot.seal": EVIDENCE,
    "stock.lot.seal.tip": _row("", "r"),
    "stock.lot.sign.again": _row("crw"),
    "stock.lot.signature": _row("r", "r"),
    "stock.lot.signature.meaning": _row("r", "r", lot_administrator="crwd"),
    "stock.lot.signature.use": _row("", "r"),
    "stock.lot.status.update": _row("r", "r"),
    "stock.lot.status.update.line": _row("r", "r"),
    "stock.lot.supplier.certificate": _row(
        "cr", "r", inspector="crwd", quality_manager="crwd"
    ),
    "stock.lot.supplier.certificate.line": _row(
        "cr", "r", inspector="crwd", quality_manager="crwd"
    ),
    "stock.lot.supplier.score": _row("r", "r"),
    "stock.lot.tip": _row("", "r"),
    "stock.lot.update.expiry": _row("crw"),
    "stock.lot.update.status": _row("crw"),
    "stock.lot.why": _row("crw"),
    "stock.lot.why.candidate": _row("crw"),
    "stock.lot.verification": EVIDENCE,
    "stock.lot.verification.line": EVIDENCE,
}
MATRIX |= {
    "stock.lot.characteristic": SPECIFIED,
    "stock.lot.inspection": TESTED,
    "stock.lot.inspection.decide": _row("", quality_manager="crw"),
    "stock.lot.inspection.result": _row("r", "r", inspector="rw", quality_manager="rw"),
    "stock.lot.inspection.sample": _row("r", "r", inspector="crwd", quality_manager="crwd"),
    "stock.lot.result.import": _row("", "r", inspector="crw", quality_manager="crw"),
    "stock.lot.result.repeat": _row("", inspector="crw", quality_manager="crw"),
    "stock.lot.specification": SPECIFIED,
    "stock.lot.specification.line": SPECIFIED,
}
OPERATIONS = {"c": "create", "r": "read", "w": "write", "d": "unlink"}


@tagged("post_install", "-at_install")
class TestAccess(LotCase):
    """Role by role, model by model, operation by operation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user["public"] = cls.root.ref("base.public_user")

    def _get_own_models(self):
        """Return the names of the add-on's models that have records."""
        models = self.root["ir.model"].search([("model", "=like", "stock.lot.%")])
        mine = models.filtered(lambda model: "stock_lot_lifecycle" in model.modules.split(", "))
        return [model.model for model in mine if not self.env[model.model]._abstract]

    def test_every_model_of_ours_has_a_row(self):
        missing = set(self._get_own_models()) - MATRIX.keys()
        self.assertFalse(missing, "say in MATRIX what each role may do with them")
        self.assertEqual({len(row) for row in MATRIX.values()}, {len(ROLE_ORDER)})

    def test_every_model_with_a_company_has_a_rule_for_all(self):
        for name in self._get_own_models():
            fields = self.env[name]._fields
            if "company_id" in fields and fields["company_id"].store:
                rules = self.root["ir.rule"].search([("model_id.model", "=", name)])
                own = rules.filtered(
                    lambda rule: not rule.groups and "company_ids" in rule.domain_force
                )
                with self.subTest(name):
                    self.assertTrue(own)

    def test_each_role_may_do_what_the_table_says(self):
        for model, row in MATRIX.items():
            for role, allowed in zip(ROLE_ORDER, row, strict=True):
                Model = self.env(user=self.user[role])[model]
                for letter, operation in OPERATIONS.items():
                    with self.subTest(model=model, role=role, operation=operation):
                        self.assertEqual(Model.has_access(operation), letter in allowed)

    def test_every_model_of_ours_has_an_access_line(self):
        ours = self.root["ir.model"].search([("model", "=like", "stock.lot.%")])
        mine = ours.filtered(lambda model: "stock_lot_lifecycle" in model.modules.split(", "))
        self.assertGreaterEqual(len(mine), 2)
        for model in mine:
            if not self.env[model.model]._abstract:
                self.assertTrue(model.access_ids, model.model)

    def test_no_access_line_of_ours_is_for_everybody(self):
        lines = self.root["ir.model.access"].search([])
        ours = lines.filtered(
            lambda line: line.get_external_id()[line.id].startswith("stock_lot_lifecycle.")
        )
        self.assertTrue(ours)
        for line in ours:
            self.assertTrue(line.group_id, line.name)

    def test_a_warehouse_user_is_a_user_of_lots(self):
        group = "stock_lot_lifecycle.stock_lot_lifecycle_group_user"
        for role in ("warehouse", "stock_manager", "quality_manager", "lot_administrator"):
            self.assertTrue(self.user[role].has_group(group), role)
        for role in ("auditor", "employee", "portal"):
            self.assertFalse(self.user[role].has_group(group), role)

    def test_nobody_sees_the_lots_of_a_company_they_are_not_in(self):
        second = self._company()
        lot = self._lot(name="OURS", company_id=self.company.id)
        for role in ("warehouse", "stock_manager", "auditor"):
            stranger = self._user_of(second, role)
            self.assertNotIn(lot.id, self.env(user=stranger)["stock.lot"].search([]).ids)
            with self.assertRaises(AccessError):
                lot.with_user(stranger).read(["name", "status"])

    def test_a_portal_user_gets_nothing_of_a_lot(self):
        lot = self._lot()
        for names in (["name"], ["status"], ["expiration_day"], ["event_count"]):
            with self.assertRaises(AccessError):
                lot.with_user(self.user["portal"]).read(names)

    def test_a_set_of_two_companies_is_refused_as_a_whole(self):
        second = self._company()
        product = self._product()
        mine = self._lot(product, "MINE", company_id=self.company.id)
        theirs = self.root["stock.lot"].create(
            {"name": "THEIRS", "product_id": product.id, "company_id": second.id}
        )
        both = mine | theirs.with_env(self.env)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            both.write({"ref": "X"})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            both._set_dates({"expiration_day": "2026-12-31"})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            both.unlink()
        self.env.invalidate_all()
        self.assertFalse(any(both.sudo().mapped("ref")))

    def _assert_may(self, role, disposition, stand, may):
        """Assert whether `role` may put a lot that stands under `stand` under `disposition`."""
        lot = self._lot(self._product(), f"{role}-{disposition.code}-{stand.code}")
        lot.sudo()._set_disposition(stand, "Set up", source="policy")
        theirs, target = self.as_(role, lot), self.as_(role, disposition)
        with self.subTest(role=role, disposition=disposition.code, stand=stand.code):
            if may:
                self.assertTrue(theirs._set_disposition(target, "Because"))
            else:
                with self.assertRaises(AccessError):
                    theirs._set_disposition(target, "Because")

    def test_roles_decide_what_is_theirs(self):
        for role, disposition, stand, may in (
            ("inspector", self.on_hold, self.released, True),
            ("inspector", self.released, self.on_hold, False),
            ("inspector", self.rejected, self.on_hold, False),
            ("quality_manager", self.released, self.on_hold, True),
            ("quality_manager", self.rejected, self.on_hold, True),
            ("lot_administrator", self.released, self.quarantine, False),
            ("lot_administrator", self.released, self.on_hold, False),
            ("recall_coordinator", self.recalled, self.released, True),
            ("recall_coordinator", self.released, self.recalled, True),
            ("recall_coordinator", self.released, self.quarantine, False),
            ("warehouse", self.recalled, self.released, False),
            ("auditor", self.on_hold, self.released, False),
        ):
            self._assert_may(role, disposition, stand, may)

    def test_an_auditor_reads_and_exports_every_record_and_changes_none(self):
        lot = self._lot()
        theirs = self.as_("auditor", lot)
        self.assertEqual(theirs.export_data(["name"])["datas"], [["L1"]])
        events = theirs.env["stock.lot.event"].search([("lot_res_id", "=", lot.id)])
        self.assertTrue(events.export_data(["kind", "payload"])["datas"])
        self.assertTrue(theirs.env.user.has_group("base.group_allow_export"))
        for call in (
            lambda: theirs.write({"ref": "X"}), theirs.unlink, theirs.copy,
            lambda: theirs._set_dates({"expiration_day": "2030-01-01"}),
        ):  # fmt: skip
            with self.assertRaises(AccessError):
                call()
        for name in ("stock.lot.update.status", "stock.lot.update.expiry"):
            with self.assertRaises(AccessError):
                theirs.env[name].create({})

    def test_a_lot_administrator_configures(self):
        rows = self.as_("lot_administrator", self.env["stock.lot.disposition"])
        self.assertTrue(rows.create({"name": "Sample", "code": "sample_t"}))

    def test_portal_and_public_users_find_no_record_of_ours(self):
        self._lot()
        for role in ("portal", "public"):
            env = self.env(user=self.user[role])
            for name in MATRIX:
                with self.subTest(role=role, model=name), self.assertRaises(AccessError):
                    env[name].search([])
