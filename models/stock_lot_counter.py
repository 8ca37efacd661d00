from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from .transaction_memo import forget, remember

LOCK_SPACE = 720_006  # of the database's advisory locks: making a scheme's counters


class StockLotCounter(models.Model):
    """One count of a scheme: for one of its products, suppliers… and one of its periods.

    It counts by a sequence of Odoo's, which never waits for another session and never gives
    a value twice; what a transaction drew and then gave up is left out for good.
    """

    _name = "stock.lot.counter"
    _description = "Counter of a Numbering Scheme"
    _order = "scheme_id, period desc, scope_key, id"
    _rec_name = "label"

    scheme_id = fields.Many2one(
        "stock.lot.scheme", required=True, index=True, readonly=True, ondelete="cascade"
    )
    scope_key = fields.Integer("Scope", required=True, readonly=True)
    period = fields.Char(required=True, default="", readonly=True)
    sequence_id = fields.Many2one("ir.sequence", required=True, readonly=True, ondelete="restrict")
    label = fields.Char("Counts for", compute="_compute_label")
    next_value = fields.Integer(
        "Next Count", compute="_compute_next_value", inverse="_inverse_next_value"
    )
    company_id = fields.Many2one(related="scheme_id.company_id")

    _key_unique = models.Constraint(
        "UNIQUE (scheme_id, scope_key, period)", "A counter exists once."
    )

    @api.depends("scope_key", "scheme_id.scope")
    def _compute_label(self):
        models_by_scope = self.env["stock.lot.scheme"]._get_scope_models()
        for counter in self:
            model = models_by_scope.get(counter.scheme_id.scope)
            # sudo: the words of what is counted for, also where the user may not open it
            row = self.env[model].sudo().browse(counter.scope_key).exists() if model else None
            counter.label = row.display_name if row else self.env._("All")

    def _compute_next_value(self):
        for counter in self:
            counter.next_value = counter._peek(counter.sequence_id.id) if counter.sequence_id else 1

    def _inverse_next_value(self):
        for counter in self:
            # sudo: who may write counters may set what they count by
            counter.sequence_id.sudo().number_next_actual = max(counter.next_value, 1)

    def unlink(self):
        sequences = self.sequence_id.sudo()  # sudo: nothing else counts by them
        result = super().unlink()
        sequences.unlink()
        forget(self.env)
        return result

    @api.model
    def _draw(self, scheme, scope_key, period, count):
        """Return the next `count` values; other sessions get others at the same time."""
        name = self._get_name(self._get_sequence_id(scheme, scope_key, period))
        rows = self.env.execute_query(
            SQL("SELECT nextval(%s) FROM generate_series(1, %s)", name, count)
        )
        return [value for (value,) in rows]

    @api.model
    def _peek_key(self, scheme, scope_key, period):
        """Return the value that would be drawn next; nothing is taken, nothing made."""
        counter = self._find(scheme, scope_key, period)
        return self._peek(counter) if counter else 1

    @api.model
    def _peek(self, sequence_id):
        table = SQL.identifier(self._get_name(sequence_id))
        ((last, called),) = self.env.execute_query(
            SQL("SELECT last_value, is_called FROM %s", table)
        )
        return last + 1 if called else last

    @api.model
    def _get_name(self, sequence_id):
        return f"ir_sequence_{sequence_id:03d}"

    @api.model
    def _get_sequence_id(self, scheme, scope_key, period):
        """Return the sequence of a counter, made by the first who asks for it."""
        key = ("lot_counter", scheme.id, scope_key, period)
        return remember(
            self.env,
            key,
            lambda: self._find(scheme, scope_key, period)
            or self._make_apart(scheme, scope_key, period)
            or self._make(scheme, scope_key, period),
        )

    @api.model
    def _find(self, scheme, scope_key, period):
        if not isinstance(scheme.id, int):
            return None
        # sudo: who names a lot need not see counters
        counter = self.sudo().search(
            [
                ("scheme_id", "=", scheme.id),
                ("scope_key", "=", scope_key),
                ("period", "=", period),
            ],
            limit=1,
        )
        return counter.sequence_id.id or None

    @api.model
    def _make(self, scheme, scope_key, period):
        # sudo: the first lot of a period makes its counter, whoever makes the lot
        sequence = self.env["ir.sequence"].sudo().create(
            {
                "name": " ".join(filter(None, (scheme.name, period))),
                "code": "stock.lot.scheme",
                "company_id": False,
            }
        )  # fmt: skip
        # sudo: as above
        self.sudo().create(
            {
                "scheme_id": scheme.id,
                "scope_key": scope_key,
                "period": period,
                "sequence_id": sequence.id,
            }
        )
        return sequence.id

    @api.model
    def _make_apart(self, scheme, scope_key, period):
        """Make a counter in a session of its own, so that nobody waits for our transaction.

        None where that session does not see the scheme: then it is ours, and nobody else
        can draw from it yet.
        """
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            key = {"space": LOCK_SPACE, "scheme": scheme.id}
            env.execute_query(SQL("SELECT pg_advisory_lock(%(space)s, %(scheme)s)", **key))
            # pylint: disable-next=invalid-commit  # own session: sees all that was before us
            cr.commit()
            try:
                apart = env["stock.lot.scheme"].browse(scheme.id).exists()
                counters = env[self._name]
                made = apart and (
                    counters._find(apart, scope_key, period)
                    or counters._make(apart, scope_key, period)
                )
                cr.commit()  # pylint: disable=invalid-commit  # own session: others may draw now
                return made or None
            finally:
                cr.rollback()
                env.execute_query(SQL("SELECT pg_advisory_unlock(%(space)s, %(scheme)s)", **key))
