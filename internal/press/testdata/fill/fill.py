"""Fills a blank workbook cell by cell, as a person would: it finds every cell by the
name of its sheet, its label and its header, and knows nothing of places.

usage: fill.py openpyxl|uno BLANK VALUES.json OUT
"""
import json, os, subprocess, sys, time

backend, blank, values, out = sys.argv[1:5]


class Openpyxl:
    def __init__(self, name):
        import openpyxl
        self.book = openpyxl.load_workbook(name)

    def sheet(self, name):
        return self.book[name]

    def get(self, sheet, row, column):
        v = sheet.cell(row, column).value
        return "" if v is None or isinstance(v, str) and v.startswith("=") else str(v)

    def set(self, sheet, row, column, v):
        sheet.cell(row, column).value = None if v == "" else v

    def save(self, name):
        self.book.save(name)


class Uno:
    def __init__(self, name):
        import uno
        from com.sun.star.beans import PropertyValue
        self.prop = lambda k, v: PropertyValue(k, 0, v, 0)
        folder = os.path.dirname(os.path.abspath(name))
        pipe = "fill%d" % os.getpid()
        self.office = subprocess.Popen(["soffice", "-env:UserInstallation=file://" + folder + "/profile", "--headless", "--norestore",
            "--accept=pipe,name=%s;urp;" % pipe], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
        for _ in range(240):
            try:
                context = resolver.resolve("uno:pipe,name=%s;urp;StarOffice.ComponentContext" % pipe)
                break
            except Exception:
                time.sleep(0.5)
        self.desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self.book = self.desktop.loadComponentFromURL("file://" + os.path.abspath(name), "_blank", 0, (self.prop("Hidden", True),))

    def sheet(self, name):
        return self.book.Sheets.getByName(name)

    def get(self, sheet, row, column):
        c = sheet.getCellByPosition(column - 1, row - 1)
        return "" if c.Formula.startswith("=") else c.String

    def set(self, sheet, row, column, v):
        c = sheet.getCellByPosition(column - 1, row - 1)
        if c.CellProtection.IsLocked and sheet.isProtected():
            sheet.unprotect("")  # a computed total that is to be typed over
        if isinstance(v, str):
            c.String = v
        else:
            c.Value = v

    def save(self, name):
        self.book.storeToURL("file://" + os.path.abspath(name), (self.prop("FilterName", "Calc MS Excel 2007 XML"),))
        self.book.close(True)
        try:
            self.desktop.terminate()
        except Exception:
            pass
        self.office.wait(60)


def label_row(book, sheet, label):
    for row in range(1, 120):
        if book.get(sheet, row, 1).lstrip("*") == label:
            return row
    sys.exit("no label %s" % label)


def head(book, sheet, headers, levels):
    """The rows of the header and the column of each path of header texts."""
    for top in range(1, 20):
        text = [[book.get(sheet, top + l, c) for c in range(1, len(headers) + 8)] for l in range(levels)]
        found = []
        for path in headers:
            for c in range(len(text[0])):
                own = [l for l in range(levels) if text[l][c]]
                if not own:
                    continue
                names = []
                for l in range(own[-1] + 1):
                    left = c
                    while not text[l][left] and left > 0 and l < own[-1]:
                        left -= 1
                    if text[l][left] and names[-1:] != [text[l][left]]:
                        names.append(text[l][left])
                if names == path and c + 1 not in found:
                    found.append(c + 1)
                    break
        if len(found) == len(headers):
            return top, found
    sys.exit("no header %s" % headers)


def fill(book, data):
    for x in data["fields"]:
        sheet = book.sheet(x["sheet"])
        book.set(sheet, label_row(book, sheet, x["label"]), 2, x["value"])
    for x in data["lists"]:
        sheet = book.sheet(x["sheet"])
        for column in range(1, 6):
            if book.get(sheet, 3, column).lstrip("*") == x["label"]:
                for i, v in enumerate(x["values"] or []):
                    book.set(sheet, 4 + i, column, v)
                break
        else:
            sys.exit("no list %s" % x["label"])
    for x in data["tables"]:
        sheet = book.sheet(x["sheet"])
        top, columns = head(book, sheet, x["headers"], x["levels"])
        row = top + x["levels"] + x["skip"]
        for values in x["rows"] or []:
            row = place(book, sheet, columns, x["names"], values, row)
            for c, v in zip(columns, values):
                if book.get(sheet, row, c) != v:
                    book.set(sheet, row, c, v)
            row += 1
    for x in data["records"]:
        sheet = book.sheet(x["sheet"])
        top, columns = head(book, sheet, x["headers"], 1)
        for i, values in enumerate(x["rows"] or []):
            for c, v in zip(columns, values):
                if v != "":
                    book.set(sheet, top + 1 + i, c, v)


def place(book, sheet, columns, names, values, row):
    """The row whose printed names are those of the values, else the next free one."""
    free = 0
    for r in range(row, row + 90):
        here = [book.get(sheet, r, columns[i]) for i in names]
        want = [values[i] for i in names]
        if any(here) and all(h == "" or h == w for h, w in zip(here, want)):
            return r
        if not any(here) and not free:
            free = r
    if not free:
        sys.exit("no room for %s" % values)
    return free


book = {"openpyxl": Openpyxl, "uno": Uno}[backend](blank)
try:
    with open(values, encoding="utf-8") as f:
        fill(book, json.load(f))
    book.save(out)
finally:
    if backend == "uno" and book.office.poll() is None:
        book.office.terminate()
