"""Pictures of the screens for the documentation, taken from a running `make demo`.

    make demo PORT=8069
    make screenshots PORT=8069
"""

import argparse
import base64
import io
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket
from PIL import Image

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
SAMPLE = Path(__file__).resolve().parents[1] / "docs" / "samples" / "warehouse_export.csv"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESK, TALL, PHONE = (1400, 860), (1400, 1120), (390, 844)
PATIENCE = 40
LIST = "/odoo/stock_lot"
READY = ".o_data_row, .o_kanban_record:not(.o_kanban_ghost), .o_form_view"


class Browser:
    """A headless Chromium, spoken to over its debugging port."""

    def __init__(self, folder):
        program = next(filter(None, map(shutil.which, BROWSERS)), None)
        if not program:
            raise SystemExit("error: Chromium is not installed.")
        options = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                   "--remote-debugging-port=0", "--remote-allow-origins=*", "--lang=en-US",
                   f"--user-data-dir={folder}")  # fmt: skip
        self.process = subprocess.Popen(
            [program, *options, "about:blank"], stderr=subprocess.DEVNULL
        )
        port_file = Path(folder) / "DevToolsActivePort"
        self.wait(lambda: port_file.exists() and port_file.read_text().strip(), "the browser")
        port = port_file.read_text().split()[0]
        pages = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/json"))
        page = next(page for page in pages if page["type"] == "page")
        self.socket = websocket.create_connection(
            page["webSocketDebuggerUrl"], suppress_origin=True, timeout=PATIENCE
        )
        self.number = 0

    def close(self):
        self.process.terminate()
        self.process.wait(20)

    def send(self, method, **params):
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(f"error: {method}: {answer['error']['message']}")
                return answer["result"]

    def wait(self, condition, what):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if condition():
                return
            time.sleep(0.2)
        raise SystemExit(f"error: {what} did not appear.")

    def run(self, script):
        done = self.send(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        return done["result"].get("value")

    def see(self, selector, text=""):
        """Wait until something matching `selector` and containing `text` is there."""
        self.wait(lambda: self.run(find(selector, text) + " !== undefined"), f"{selector} {text}")

    def click(self, selector, text=""):
        self.see(selector, text)
        self.run(find(selector, text) + ".click()")
        time.sleep(0.5)

    def choose_file(self, selector, path):
        document = self.send("DOM.getDocument")["root"]["nodeId"]
        node = self.send("DOM.querySelector", nodeId=document, selector=selector)["nodeId"]
        self.send("DOM.setFileInputFiles", files=[str(path)], nodeId=node)

    def size(self, width, height):
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=width < 600,
        )  # fmt: skip
        self.send("Emulation.setTouchEmulationEnabled", enabled=width < 600)

    def go(self, address, selector):
        self.send("Page.navigate", url=address)
        time.sleep(1)
        self.see(selector)
        time.sleep(1.5)

    def picture(self, name):
        """Save what is shown, with a palette: screens have few colours."""
        self.run("document.querySelectorAll('.o_notification, .o-tooltip').forEach(e=>e.remove())")
        shot = base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"])
        image = Image.open(io.BytesIO(shot)).convert("RGB")
        IMAGES.mkdir(parents=True, exist_ok=True)
        path = IMAGES / f"{name}.png"
        image.quantize(200, dither=Image.Dither.NONE).save(path, optimize=True)
        print(f"{path.name}: {path.stat().st_size // 1024} KB")


def find(selector, text):
    """JavaScript: the first visible element of that kind with that text."""
    return (
        f"[...document.querySelectorAll({json.dumps(selector)})].find(e => "
        f"e.getClientRects().length && e.textContent.includes({json.dumps(text)}))"
    )


def log_in(browser, site):
    browser.go(f"{site}/web/login?debug=0", "input[name=login]")
    browser.run(
        "document.querySelector('input[name=login]').value = 'mia';"
        "document.querySelector('input[name=password]').value = 'demo';"
        "document.querySelector('.oe_login_form, form[action*=login]').submit()"
    )
    browser.see(".o_web_client .o_main_navbar")


def open_lot(browser, site, number):
    browser.go(site + LIST, READY)
    browser.click(".o_data_row .o_data_cell", number)
    browser.see(".o_form_view .o_lot_next_steps button")
    time.sleep(1.5)


def take_list(browser, site):
    browser.go(site + LIST, READY)
    browser.picture("list")


def take_form(browser, site):
    browser.size(*TALL)
    browser.go(site + LIST, READY)
    browser.click(".o_data_row .o_data_cell", "OAT-7718")
    browser.click(".o_form_view .nav-link", "Life story")
    browser.see(".o_lot_story_entry", "Mia Kern")
    time.sleep(1.5)
    browser.picture("form")
    browser.size(*DESK)


def take_trace(browser, site):
    """From the supplier of the oats to whoever got what was made of them."""
    open_lot(browser, site, "OAT-7718")
    browser.click("button[name=action_trace]")
    browser.see(".o_trace_coverage")
    time.sleep(2)
    browser.picture("trace")


def take_import(browser, site):
    browser.go(site + LIST, READY)
    browser.click("button", "Import")
    browser.see(".o_form_view .o_select_file_button")
    browser.choose_file("input[type=file]", SAMPLE)
    browser.see(".o_form_view .o_clear_file_button")
    browser.click("button[name=action_continue]")
    browser.see(".o_form_view .o_data_row", "Product code")
    browser.click("button[name=action_continue]")
    browser.see("button[name=action_check]")
    time.sleep(1.5)
    browser.picture("import")


def take_transfer(browser, site):
    """A delivery that holds a lot which was put on hold after it was picked."""
    browser.go(site + "/odoo/action-stock.action_picking_tree_outgoing", READY)
    browser.run(
        "[...document.querySelectorAll('.o_data_row')].find(row => "
        "/Farmacia Centrale/.test(row.textContent) && /Ready/.test(row.textContent))"
        ".querySelector('.o_data_cell').click()"
    )
    browser.see(".o_lot_blocked", "WD-11902")
    browser.click("button[name=button_validate]")
    browser.see(".modal", "WD-11902")
    browser.picture("transfer")


def take_blocked(browser, site):
    """A lot on hold: why, since when, and what may follow."""
    open_lot(browser, site, "WD-11902")
    browser.picture("blocked")


def take_status(browser, site):
    """Two lots about to be put on hold, one of them reserved for a customer."""
    browser.go(site + LIST, READY)
    browser.run(
        "[...document.querySelectorAll('.o_data_row')]"
        ".filter(row => /M-1281|HNY-0311/.test(row.textContent))"
        ".forEach(row => row.querySelector('.o_list_record_selector input').click())"
    )
    browser.click("button.o_lot_update_status")
    browser.click(".modal .o_field_widget[name=disposition_id] label", "On hold")
    browser.see(".o_lot_status_preview [data-stock=released]", "Nordic Pantry")
    time.sleep(1)
    browser.picture("status")


def take_expiry(browser, site):
    browser.go(site + "/odoo/expiry_dashboard", ".o_expiry_week")
    time.sleep(1)
    browser.picture("expiry")


def take_phone(browser, site):
    browser.size(*PHONE)
    browser.go(site + LIST, READY)
    browser.picture("phone")
    browser.size(*DESK)


SHOTS = {
    "list": take_list,
    "form": take_form,
    "blocked": take_blocked,
    "status": take_status,
    "transfer": take_transfer,
    "import": take_import,
    "trace": take_trace,
    "expiry": take_expiry,
    "phone": take_phone,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", default="8069")
    parser.add_argument("--only", default="", help="names of pictures, with commas")
    options = parser.parse_args()
    site = f"http://127.0.0.1:{options.port}"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(folder)
        try:
            browser.size(*DESK)
            log_in(browser, site)
            for name in options.only.split(",") if options.only else SHOTS:
                SHOTS[name](browser, site)
        finally:
            browser.close()


if __name__ == "__main__":
    main()
