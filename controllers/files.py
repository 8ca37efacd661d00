"""What all downloads have in common: which rows are asked for, and the answer."""

import json

from werkzeug.exceptions import BadRequest

from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = "application/json"


def read_ids(text):
    """Return the ids that the page sent, a JSON list of numbers; anything else is refused."""
    try:
        ids = json.loads(text)
    except ValueError as error:
        raise BadRequest from error
    if not isinstance(ids, list) or not all(type(row_id) is int for row_id in ids):
        raise BadRequest
    return ids


def make_file(content, kind, name):
    """Return the answer that saves `content` under a name."""
    headers = [("Content-Type", kind), ("Content-Disposition", content_disposition(name))]
    return request.make_response(content, headers)


def write_json(values):
    """Return plain values as the bytes of a file."""
    return json.dumps(values, ensure_ascii=False, indent=1).encode()
