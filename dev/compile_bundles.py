"""Compiles what the pages of a browser test load; Odoo would do it inside the first such test."""
PAGES = (
    "web.assets_web",
    "web.assets_web_print",
    "web.assets_frontend",
    "web.assets_frontend_lazy",
    "web.assets_backend_lazy",
    "web.assets_tests",
    "web.__assets_tests_call__",
)


def compile_bundles(env):
    for page in PAGES:
        env["ir.qweb"]._get_asset_bundle(page, css=False, js=True).js()
        env["ir.qweb"]._get_asset_bundle(page, css=True, js=False).css()
    env.cr.commit()


compile_bundles(env)  # noqa: F821
