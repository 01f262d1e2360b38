"use strict";
(() => {
  const value = (row, i) => {
    const cell = row.cells[i];
    const text = cell.dataset.v !== undefined ? cell.dataset.v : cell.textContent.trim();
    const plain = text.replace(/,/g, "");
    return plain !== "" && isFinite(plain) && !cell.classList.contains("code") ? Number(plain) : text;
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0], first = Array.from(body.rows);
    Array.from(table.tHead.rows[0].cells).forEach((th, i) => {
      if (th.dataset.fixed !== undefined) return;
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-label", table.dataset.sort.replace("{column}", th.textContent));
      th.append(button);
      button.addEventListener("click", () => {
        const was = th.getAttribute("aria-sort");
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        const numbers = th.classList.contains("n");
        const order = [numbers ? "descending" : "ascending", numbers ? "ascending" : "descending", ""];
        const next = order[(order.indexOf(was || "") + 1) % 3];
        if (next === "") { body.append(...first); return; }
        th.setAttribute("aria-sort", next);
        const sign = next === "ascending" ? 1 : -1;
        const rows = first.map((row, k) => [value(row, i), k, row]);
        rows.sort((a, b) => {
          if (a[0] === "" || b[0] === "") return (a[0] === "") - (b[0] === "") || a[1] - b[1];
          const both = typeof a[0] === "number" && typeof b[0] === "number";
          const c = both ? a[0] - b[0] : String(a[0]).localeCompare(String(b[0]), document.documentElement.lang);
          return sign * c || a[1] - b[1];
        });
        body.append(...rows.map(r => r[2]));
      });
    });
  }
  const form = document.querySelector(".filter"), rows = Array.from(document.getElementById("t-units").tBodies[0].rows);
  const output = form.querySelector("output");
  const apply = () => {
    const words = form.q.value.toLowerCase().split(/\s+/).filter(w => w);
    let n = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const show = words.every(w => text.includes(w)) &&
        (!form.status.value || row.dataset.status === form.status.value) &&
        (!form.department.value || row.dataset.department === form.department.value) &&
        (!form.overdue.checked || row.dataset.overdue !== undefined);
      row.hidden = !show;
      n += show ? 1 : 0;
    }
    output.textContent = output.dataset.text.replace("{n}", n).replace("{all}", rows.length);
  };
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", e => e.preventDefault());
  form.hidden = false;
  apply();
})();
