from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import plaintext2html

from .isolation import each_apart

BATCH = 20


class StockPicking(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Certificates of the lots of a delivery: one button, or by the customer's terms.

    What is not entitled never stops a delivery here: that is the gate's affair. It is named, in
    the transfer and in an activity, so that nobody takes silence for a certificate.
    """

    _inherit = "stock.picking"

    certificate_due = fields.Selection(
        [("due", "To be issued"), ("done", "Issued"), ("refused", "Not all could be issued")],
        "Certificates of Lots",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    certificate_count = fields.Integer(compute="_compute_certificate_count")

    def _compute_certificate_count(self):
        rows = self.env["stock.lot.certificate"]._read_group(
            [("picking_id", "in", self._origin.ids), ("state", "=", "valid")],
            ["picking_id"],
            ["__count"],
        )
        counts = {picking.id: count for picking, count in rows}
        for picking in self:
            picking.certificate_count = counts.get(picking._origin.id, 0)

    def action_issue_certificates(self):
        """Issue the certificates of all lots of this delivery that have none yet; show them."""
        self.ensure_one()
        self.check_access("read")
        issued, causes = self._issue_certificates()
        if not issued and causes:
            raise UserError("\n".join(causes))
        self._attach_certificates(issued)
        if causes:
            self._say_refused(causes)
        return self.action_view_certificates()

    def action_view_certificates(self):
        """Open the certificates of this delivery."""
        domain = [("picking_id", "in", self.ids)]
        return self.env["stock.lot.certificate"]._get_list_action(domain)

    def action_print_certificates(self):
        """Download the valid certificates of this delivery as one file."""
        valid = Domain("picking_id", "in", self.ids) & Domain("state", "=", "valid")
        return self.env["stock.lot.certificate"].search(valid, order="id").action_download_all()

    def _get_certified_lots(self):
        """Return the lots of this delivery that go to its customer."""
        lines = self.move_line_ids.filtered(
            lambda line: line.lot_id and line.quantity and line.state != "cancel"
        )
        return lines.lot_id

    def _issue_certificates(self):
        """Issue what is entitled and not issued yet; return it, and why the others are not."""
        self.ensure_one()
        Certificate = self.env["stock.lot.certificate"]
        if self.picking_type_id.code != "outgoing":
            raise UserError(self.env._("Certificates go with deliveries to customers."))
        known = Certificate.search([("picking_id", "=", self.id), ("state", "=", "valid")])
        lots = self._get_certified_lots() - known.lot_id
        if not lots and not known:
            raise UserError(self.env._("No lot is in this delivery yet."))
        terms = {"partner": self.partner_id, "picking": self}
        plans = lots._plan_certificates(self.company_id, **terms) if lots else []
        entitled = lots.browse(plan.lot.id for plan in plans if not plan.refusals)
        causes = [cause for plan in plans for cause in plan.refusals]
        issued = Certificate
        if entitled:
            issued = Certificate._issue(entitled, self.company_id, source="policy", **terms)
        return issued, causes

    def _attach_certificates(self, certificates, mail=False):
        """Put the files of these certificates to the delivery; mail them to its customer."""
        if not certificates:
            return
        files = [(one._get_filename(), one._get_pdf()) for one in certificates]
        body = self.env._("Certificates of the lots of %(delivery)s.", delivery=self.name)
        terms = {"attachments": files, "body": body}
        if mail and self.partner_id.email:
            terms |= {"partner_ids": self.partner_id.ids, "subtype_xmlid": "mail.mt_comment"}
        # sudo: files and mail of the delivery, whoever ships
        self.sudo().message_post(**terms)

    def _say_refused(self, causes):
        """Name what has no certificate, in the transfer and in a quality manager's activity."""
        words = self.env._("Without a certificate:")
        note = plaintext2html("\n".join([words, *causes]))
        own = self.sudo()  # sudo: somebody is told, whoever ships
        own.message_post(body=note)
        own.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Certificates are missing"),
            note=note,
            user_id=self.move_line_ids._get_breach_user().id,
        )

    # by policy

    def _action_done(self):
        result = super()._action_done()
        self.filtered(lambda picking: picking.state == "done")._order_certificates()
        return result

    def _order_certificates(self):
        """Have certificates issued in the background where the customer's terms say so."""
        ordered = self.filtered(
            lambda picking: picking.picking_type_id.code == "outgoing"
            and picking._get_certificate_policy() != "no"
        )
        if ordered:
            # sudo: by the customer's terms, whoever ships
            ordered.sudo().certificate_due = "due"
            self.env.ref("stock_lot_lifecycle.stock_lot_certificate_cron").sudo()._trigger()

    def _get_certificate_policy(self):
        """Return the furthest-going policy of the terms for this customer and these products."""
        order = ("no", "attach", "mail")
        Profile = self.env["stock.lot.certificate.profile"]
        if not Profile.sudo().search_count([("at_delivery", "!=", "no")], limit=1):  # sudo: terms
            return "no"
        found = [
            Profile._match(product, self.partner_id, self.company_id).at_delivery or "no"
            for product in self._get_certified_lots().product_id
        ]
        return max(found, key=order.index, default="no")

    @api.model
    def _cron_issue_certificates(self):
        """Issue what deliveries wait for; one that goes wrong takes nothing with it."""
        due = [("certificate_due", "=", "due")]
        for picking in self.search(due, limit=BATCH, order="id"):
            own = picking.with_company(picking.company_id)
            for failed, error in each_apart(own, lambda one: one._issue_as_ordered()):
                failed._say_refused([str(error)])
                failed.certificate_due = "refused"
            self.env["ir.cron"]._commit_progress(1, remaining=self.search_count(due))

    def _issue_as_ordered(self):
        mail = self._get_certificate_policy() == "mail"
        issued, causes = self._issue_certificates()
        self._attach_certificates(issued, mail)
        if causes:
            self._say_refused(causes)
        self.certificate_due = "refused" if causes else "done"


class StockLotCertificate(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Several certificates as one file."""

    _inherit = "stock.lot.certificate"

    def action_download_all(self):
        """Download these certificates as one file, each numbered for itself."""
        if not self:
            raise UserError(self.env._("There is no valid certificate here yet. Issue them first."))
        ids = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/stock_lot_lifecycle/certificates.pdf?ids={ids}",
            "target": "new",
        }
