"""Tables in files: CSV and workbooks, read and written as a stream. Pure: bytes in, rows out, and back.

`reading.open_table` opens a file, `columns.match` pairs its titles with fields, `values` turns cells into
values, `writing` writes rows, and `error_file.ErrorFile` the rows that were refused. Every refusal is a
sentence for people.
"""

import os

# openpyxl would read with lxml where that happens to be installed, and lxml resolves entities.
os.environ["OPENPYXL_LXML"] = "False"
