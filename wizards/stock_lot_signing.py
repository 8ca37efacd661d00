from lxml import etree

from odoo import api, fields, models

SECRET_KEY = "stock_lot_secret"


class StockLotTyped(models.AbstractModel):
    """Hands what is typed and not stored back to a new dialog, which sends it with its button."""

    _name = "stock.lot.typed"
    _description = "Dialog with Typed Secrets"
    _typed = ()

    @api.model_create_multi
    def create(self, vals_list):
        dialogs = super().create(vals_list)
        for dialog, vals in zip(dialogs, vals_list, strict=True):
            # a fresh record forgets fields that are not stored, and the button would send nothing
            dialog.update({name: vals[name] for name in self._typed if vals.get(name)})
        return dialogs


class StockLotSigning(models.AbstractModel):
    """The fields by which a dialog asks for a signature; the secret is stored nowhere.

    A dialog inherits it, says in `_get_signed_disposition` what would be set, puts an empty
    ``<group name="signing"/>`` into its form and sends the secret with its button by
    ``context="{'stock_lot_secret': secret}"``, as Odoo's own password check does.
    """

    _name = "stock.lot.signing"
    _inherit = ["stock.lot.typed"]
    _typed = ("secret",)
    _description = "Fields of a Signature"

    requires_signature = fields.Boolean(compute="_compute_requires_signature")
    signing_method = fields.Selection(
        [("password", "Password"), ("pin", "PIN")], compute="_compute_requires_signature"
    )
    signer_words = fields.Char("Signer", compute="_compute_requires_signature")
    meaning_id = fields.Many2one(
        "stock.lot.signature.meaning",
        compute="_compute_meaning_id",
        store=True,
        readonly=False,
        help="What you declare by signing.",
    )
    secret = fields.Char(store=False)

    def _get_signed_disposition(self):
        """Return the disposition that would be set; to be overridden."""
        return self.env["stock.lot.disposition"]

    def _get_signing_depends(self):
        return ["disposition_id"] if "disposition_id" in self._fields else []

    @api.depends(lambda self: self._get_signing_depends())
    @api.depends_context("uid")
    def _compute_requires_signature(self):
        user = self.env.user
        for dialog in self:
            dialog.requires_signature = dialog._get_signed_disposition().requires_signature
            dialog.signing_method = user._get_signing_method()
            dialog.signer_words = f"{user.name} ({user.login})"

    @api.depends(lambda self: self._get_signing_depends())
    def _compute_meaning_id(self):
        first = self.env["stock.lot.signature.meaning"].search([], limit=1)
        for dialog in self:
            own = dialog._get_signed_disposition().signature_meaning_id
            dialog.meaning_id = own or first

    def _get_secret(self):
        """Return the secret that came with the button."""
        return self.env.context.get(SECRET_KEY)

    def _without_secret(self):
        """Return the dialog in a context that no longer carries the secret."""
        context = {key: value for key, value in self.env.context.items() if key != SECRET_KEY}
        # pylint: disable-next=context-overridden  # the only way to take a key out
        return self.with_context(context)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        for group in arch.xpath("//group[@name='signing']"):
            fragment = self.env["ir.qweb"]._render("stock_lot_lifecycle.stock_lot_signing_fields")
            group.extend(etree.fromstring(str(fragment)))
            group.set("invisible", "not requires_signature")
        return arch, view
