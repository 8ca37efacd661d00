"""What the web client asks of the server when a view opens: every field of it, shown or not."""

from lxml import etree

NAMED = {"fields": {"display_name": {}}}
TAGGED = {"fields": {"display_name": {}, "color": {}}}
# what widgets ask for beside the fields they stand on; none of it is in the view
BESIDE = {
    "list_activity": (
        "activity_exception_decoration",
        "activity_exception_icon",
        "activity_state",
        "activity_summary",
        "activity_type_icon",
        "activity_type_id",
    ),
    "lot_status": ("inactive_reason", "disposition_id", "disposition_code"),
    "lot_shelf_life": ("production_date", "expiration_day", "expiry_state"),
    "lot_expiry": ("expiry_state", "days_left", "location_id"),
    "lot_weight": ("weight_uom_name",),
}


def of_view(env, view_type, view=None):
    """Return the specification of `web_read` for a view of lots.

    :param view: the view's external id; none: the one that is opened by default
    """
    view_id = env.ref(view).id if view else None
    arch = env["stock.lot"].get_view(view_id, view_type)["arch"]
    asked = _of(env["stock.lot"], etree.fromstring(arch))
    return asked if view_type == "list" else {**asked, "display_name": {}}


def _of(model, root):
    asked = {}
    for node in root.iter("field"):
        if root not in (node.getparent(), next(node.iterancestors("field", "list"), root)):
            continue  # it belongs to a list inside
        names = [node.get("name"), *BESIDE.get(node.get("widget"), ())]
        for name in names:
            if name in model._fields:
                asked.setdefault(name, _field(model, name, node if name == names[0] else None))
    return asked


def _field(model, name, node):
    field = model._fields[name]
    if not field.relational:
        return {}
    comodel = model.env[field.comodel_name]
    inside = node.find("list") if node is not None else None
    if inside is not None:
        return {"fields": _of(comodel, inside), "limit": 40}
    if node is not None and node.get("widget") == "list_activity":
        return {"fields": {}}
    tags = node is not None and node.get("widget") == "many2many_tags"
    return TAGGED if tags and "color" in comodel._fields else NAMED
