"""What a certificate costs beside the renderer: 50 lots of one delivery, ten results each."""

from .gates import Prepared

LOTS = 50
RESULTS = 10


def _tested(env, count):
    """Return `count` released lots with a decided inspection each."""
    env.company.lot_certificate_signed = False
    Characteristic = env["stock.lot.characteristic"]
    kinds = Characteristic.create(
        [
            {"name": f"Bench test {n}", "code": f"bench_{n}", "unit": "mg/kg", "method": "ISO 1"}
            for n in range(RESULTS)
        ]
    )
    product = env["product.product"].create(
        {"name": "Bench certificates", "is_storable": True, "tracking": "lot"}
    )
    lines = [(0, 0, {"characteristic_id": kind.id, "maximum": "10"}) for kind in kinds]
    spec = env["stock.lot.specification"].create(
        {"name": "Bench", "product_id": product.id, "line_ids": lines, "hold": False}
    )
    env.user.group_ids |= env.ref("stock_lot_lifecycle.stock_lot_lifecycle_group_quality_manager")
    spec._approve()
    lots = env["stock.lot"].create(
        [{"name": f"CERT-{number:03}", "product_id": product.id} for number in range(count)]
    )
    lots.sudo()._set_disposition(lots._get_released(), "Bench", source="policy")
    inspections = env["stock.lot.inspection"].create([{"lot_id": lot.id} for lot in lots])
    inspections.result_ids.typed = "7.5"
    inspections._as_system().write(
        {"state": "decided", "decided_by_id": env.uid, "decided_at": env.cr.now()}
    )
    return lots


def _pages(env, lots):
    """Return the pages of these lots' certificates, as the renderer gets them."""
    Certificate = env["stock.lot.certificate"]
    address = f"{env.company.get_base_url()}/lot/certificate/{'x' * 32}"
    return [
        Certificate._render_page(
            Certificate._compose(plan, "COA/2026/00001", 0, env.company, address),
            env.company.logo,
        )
        for plan in lots._plan_certificates(env.company)
    ]


def _render(env, pages):
    """Let the renderer alone print these pages; return how many it printed."""
    Report = env["ir.actions.report"]
    report = env.ref("stock_lot_lifecycle.report_lot_certificate_a4")
    still = {"data-report-still": True}
    for page in pages:
        Report._run_wkhtmltopdf([page], report_ref=report, specific_paperformat_args=still)
    return len(pages)


class Rendered(Prepared):
    """The renderer alone, on pages that were made before."""

    def __call__(self, env, prepared):
        return self.act(env, prepared)


def certificates_50(sides):
    words = {
        "ours": "issue one certificate for each lot: judged, composed, printed, stored, told",
        "limit": "wkhtmltopdf of the same pages alone",
    }
    yield sides.compare(
        "certificates_50", f"{LOTS} lots of {RESULTS} results", LOTS, words,
        ours=Prepared(
            lambda env: _tested(env, LOTS),
            lambda lots: len(lots.env["stock.lot.certificate"]._issue(lots)),
        ),
        limit=Rendered(lambda env: _pages(env, _tested(env, LOTS)), _render),
    )  # fmt: skip
