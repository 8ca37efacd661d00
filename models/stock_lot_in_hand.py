from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_list, plaintext2html

from .isolation import each_apart

LIVE = Domain("state", "not in", ("done", "cancel")) & Domain("quantity", ">", 0)
DOCUMENTS = ("picking_id", "raw_material_production_id", "production_id", "repair_id")
NAMED = 5


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Blocked goods that somebody holds already: in words, and to whom to tell."""

    _inherit = "stock.move.line"

    def _get_quantity_words(self):
        """Return the quantity of these lines in words, by unit."""
        sums = {}
        for line in self:
            unit = line.product_id.uom_id
            sums[unit] = sums.get(unit, 0) + line.quantity_product_uom
        Float = self.env["ir.qweb.field.float"]
        return format_list(
            self.env,
            [
                f"{Float.value_to_html(total, {'precision': 2 if total % 1 else 0})} {unit.name}"
                for unit, total in sums.items()
            ],
        )

    def _get_document(self):
        """Return what people know this movement by: a transfer, an order, else nothing."""
        move = self[:1].move_id
        for name in DOCUMENTS:
            if name in move._fields and move[name]:
                return move[name]
        return move.picking_id

    def _get_document_words(self):
        document, partner = self._get_document(), self._get_partner()
        name = document.display_name or self[:1].reference or self[:1].move_id.display_name
        return f"{name} ({partner.display_name})" if partner else name

    def _get_in_hand_words(self, companies):
        """Return who holds these lines; documents outside `companies` are counted, not named."""
        own = self.filtered(lambda line: line.company_id in companies)
        names = list(own.grouped(lambda line: line._get_document_words()))
        more, others = len(names) - NAMED, len((self - own)._group_by_document())
        words = [", ".join(names[:NAMED]) + (f" (+{more})" if more > 0 else "")]
        if others:
            words.append(self.env._("%(count)s more in other companies", count=others))
        return self.env._(
            "%(quantity)s in someone's hands: %(documents)s. Have them put back.",
            quantity=self._get_quantity_words(),
            documents=", ".join(filter(None, words)),
        )

    def _group_by_document(self):
        return self.grouped(lambda line: line._get_document() or line.lot_id)

    def _get_held(self):
        """Return all that is picked and blocked in the documents of these lines, and in these."""
        moves = self.move_id
        there = Domain.OR(
            Domain(f"move_id.{name}", "in", moves[name].ids)
            for name in DOCUMENTS
            if name in moves._fields and moves[name]
        )
        picked = Domain("picked", "=", True)
        return self._search_stopped((there | Domain("id", "in", self.ids)) & picked)

    def _warn_holders(self):
        """Ask for these quantities to be put back: one urgent activity per transfer."""
        kind = self.env.ref("stock_lot_lifecycle.mail_activity_type_in_hand")
        by_document = (self | self._get_held())._group_by_document()
        open_ones = self._find_warnings(kind, by_document)
        todo = []
        for document, lines in by_document.items():
            note = lines._get_warning_note()
            told = open_ones.get((document._name, document.id))
            if told:
                told.note = note
            elif document:
                todo.append(lines._prepare_warning_vals(kind, document, note))
        self.env["mail.activity"].create(todo)

    @api.model
    def _settle_warnings(self, domain):
        """Take what is free out of the warnings; end those in which nothing is blocked.

        Nothing that goes wrong here undoes the decision.

        :param domain: lines whose lots or places block less now
        """
        kind = self.env.ref("stock_lot_lifecycle.mail_activity_type_in_hand")
        # sudo: whoever was warned is told, whatever the decider may do with transfers
        lines = self.sudo().search(Domain(domain) & LIVE & Domain("picked", "=", True))
        by_document = lines._group_by_document()
        activities = lines._find_warnings(kind, by_document)
        warned = {
            document: some
            for document, some in by_document.items()
            if (document._name, document.id) in activities
        }
        held = lines.browse().concat(*warned.values())._get_held()._group_by_document()
        for document in warned:
            still = held.get(document, lines.browse())
            activity = activities[document._name, document.id]
            each_apart(activity, still._settle_warning)

    def _settle_warning(self, activity):
        """Let the activity name these lines, which are blocked still; end it if there are none."""
        if self:
            activity.note = self._get_warning_note()
        else:
            activity.action_feedback(self.env._("Not blocked any more."))

    def _find_warnings(self, kind, documents):
        found = self.env["mail.activity"].search(
            [
                ("activity_type_id", "=", kind.id),
                ("res_model", "in", list({document._name for document in documents})),
                ("res_id", "in", [document.id for document in documents]),
            ]
        )
        return {(activity.res_model, activity.res_id): activity for activity in found}

    def _get_warning_note(self):
        lines = [
            self.env._(
                "%(lot)s of %(product)s: %(quantity)s, %(status)s",
                lot=line.lot_id.name,
                product=line.product_id.display_name,
                quantity=line._get_quantity_words(),
                status=line.lot_id.disposition_id.name,
            )
            for line in self
        ]
        words = self.env._(
            "These were picked before they were blocked. Put them back, or choose other lots."
        )
        return plaintext2html("\n".join([words, *lines]))

    def _prepare_warning_vals(self, kind, document, note):
        return {
            "activity_type_id": kind.id,
            "res_model_id": self.env["ir.model"]._get_id(document._name),
            "res_id": document.id,
            "summary": self.env._("Blocked goods in hand"),
            "note": note,
            "date_deadline": fields.Date.context_today(self),
            "user_id": self._get_holder(document).id,
            "automated": True,
        }

    def _get_holder(self, document):
        """Return who is asked: the one in charge, else who decided, else an inventory manager.

        Nobody is asked who does not work in the company of the document.
        """
        charge = document.user_id if "user_id" in document._fields else self.env["res.users"]
        if charge.active:
            return charge
        decider = self.env.user
        managers = self.env.ref("stock.group_stock_manager").all_user_ids
        if decider._is_internal() and not decider._is_superuser():
            managers = decider | managers
        return managers.filtered(
            lambda user: user.active and self[:1].company_id in user.company_ids
        )[:1]
