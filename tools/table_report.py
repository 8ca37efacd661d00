"""A plain list as a workbook that people can sort and filter."""

import xlsxwriter

OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
WIDTH = 24


def report_workbook(buffer, titles, rows):
    """Write `rows` of texts under `titles` into `buffer`, as XLSX.

    >>> import io
    >>> file = io.BytesIO()
    >>> report_workbook(file, ["Number"], [["0042"], ["=1+1"], [None]])
    >>> file.getvalue()[:2]
    b'PK'
    """
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.set_column(0, len(titles) - 1, WIDTH)
        for column, title in enumerate(titles):
            sheet.write_string(0, column, title, bold)
        count = 0
        for count, row in enumerate(rows, 1):
            for column, text in enumerate(row):
                sheet.write_string(count, column, text or "")
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, count, len(titles) - 1)
