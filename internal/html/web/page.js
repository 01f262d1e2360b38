(function () {
  "use strict";
  var doc = document;
  function all(q, e) { return Array.prototype.slice.call((e || doc).querySelectorAll(q)); }
  function fold(s) { return s.normalize("NFKC").toLowerCase().replace(/\s+/g, ""); }

  var box = doc.getElementById("site-search");
  if (box) {
    var q = doc.getElementById("site-q"), year = doc.getElementById("site-year"), said = doc.getElementById("site-found");
    var groups = all("[data-group]").map(function (g) {
      return { el: g, rows: all("tr[data-k]", g).map(function (r) { return { el: r, k: r.getAttribute("data-k"), y: r.getAttribute("data-y") }; }) };
    });
    var find = function () {
      var words = q.value.split(/\s+/).map(fold).filter(Boolean), y = year.value, n = 0;
      groups.forEach(function (g) {
        var any = false;
        g.rows.forEach(function (r) {
          var on = (!y || (" " + r.y + " ").indexOf(" " + y + " ") >= 0) && words.every(function (w) { return r.k.indexOf(w) >= 0; });
          r.el.hidden = !on;
          if (on) { any = true; n++; }
        });
        g.el.hidden = !any;
      });
      said.textContent = (n ? box.getAttribute("data-found") : box.getAttribute("data-none")).split("{n}").join(n);
    };
    q.addEventListener("input", find);
    year.addEventListener("change", find);
    box.hidden = false;
    find();
  }

  function value(row, col) {
    for (var i = 0, at = 0; i < row.cells.length; i++) {
      if (at === col) return row.cells[i].textContent.trim();
      at += row.cells[i].colSpan;
      if (at > col) break;
    }
    return "";
  }
  function number(s) { s = s.replace(/,/g, ""); return /^-?\d+(\.\d+)?$/.test(s) ? parseFloat(s) : null; }
  var collator = new Intl.Collator(doc.documentElement.lang || undefined, { numeric: true });
  function compare(a, b) {
    if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1;
    var x = number(a), y = number(b);
    return x !== null && y !== null ? x - y : collator.compare(a, b);
  }
  all("table[data-sort]").forEach(function (table) {
    var body = table.tBodies[0], rows = all("tr", body), heads = all("th[data-col]", table);
    function sort(th, way) {
      var col = +th.getAttribute("data-col");
      var moving = rows.filter(function (r) { return !r.classList.contains("total"); });
      if (way) {
        moving = moving.map(function (r, i) { return { r: r, v: value(r, col), i: i }; }).sort(function (a, b) {
          var c = compare(a.v, b.v);
          if (a.v !== "" && b.v !== "" && way === "descending") c = -c;
          return c || a.i - b.i;
        }).map(function (x) { return x.r; });
      }
      rows.forEach(function (r) { body.appendChild(r.classList.contains("total") ? r : moving.shift()); });
      heads.forEach(function (h) { h.removeAttribute("aria-sort"); });
      if (way) th.setAttribute("aria-sort", way);
    }
    heads.forEach(function (th) {
      var b = doc.createElement("button");
      b.type = "button";
      b.className = "sort";
      b.title = table.getAttribute("data-sort");
      while (th.firstChild) b.appendChild(th.firstChild);
      th.appendChild(b);
      b.addEventListener("click", function () {
        var was = th.getAttribute("aria-sort");
        sort(th, was === "descending" ? "ascending" : was === "ascending" ? "" : "descending");
      });
    });
  });

  var boxes = all(".scroll");
  function reach() {
    boxes.forEach(function (s) {
      if (s.scrollWidth > s.clientWidth + 1) s.setAttribute("tabindex", "0");
      else s.removeAttribute("tabindex");
    });
  }
  if (boxes.length) {
    reach();
    addEventListener("resize", reach);
  }
})();
