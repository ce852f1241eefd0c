"""Reads a workbook with a library that did not write it, and prints what is in it as JSON.

Usage: workbook.py FILE
"""

import json
import sys

import openpyxl

workbook = openpyxl.load_workbook(sys.argv[1])
json.dump(
    {
        "title": workbook.properties.title,
        "created": workbook.properties.created.isoformat(),
        "sheets": [
            {
                "name": sheet.title,
                "header": [cell.value for cell in sheet[1]],
                "rows": [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)],
                # "f" is a formula.
                "types": sorted({cell.data_type for row in sheet.iter_rows() for cell in row}),
                "links": sum(1 for row in sheet.iter_rows() for cell in row if cell.hyperlink),
                "frozen": sheet.freeze_panes,
                "repeated": sheet.print_title_rows,
            }
            for sheet in workbook.worksheets
        ],
    },
    sys.stdout,
)
