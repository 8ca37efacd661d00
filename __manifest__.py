{
    "name": "Lot & Serial Lifecycle",
    "summary": "One place for the whole life of every lot and serial number",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "license": "LGPL-3",
    "author": "Lot & Serial Lifecycle contributors",
    "depends": ["stock", "product_expiry"],
    "external_dependencies": {"python": ["openpyxl", "xlrd"]},
    "data": [
        "security/stock_lot_lifecycle_groups.xml",
        "security/ir.model.access.csv",
        "security/stock_lot_disposition_security.xml",
        "security/stock_lot_event_security.xml",
        "data/stock_lot_disposition_data.xml",
    ],
    "demo": [
        "demo/res_users_demo.xml",
        "demo/res_partner_demo.xml",
        "demo/product_product_demo.xml",
        "demo/stock_lot_demo.xml",
        "demo/stock_quant_demo.xml",
    ],
    "assets": {
    },
    "application": False,
    "post_init_hook": "_post_init",
    "uninstall_hook": "_uninstall",
}
