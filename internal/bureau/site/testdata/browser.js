// Opens a site in a browser as people do. node browser.js BASE AXE PAGES: BASE is its
// address, AXE the script of axe-core, PAGES a JSON object of pages by kind. Prints a
// line for everything that is wrong, and at last how much was looked at.
const fs = require("fs");
const { chromium } = require("playwright-core");
const [base, axeFile, pagesText, shots] = process.argv.slice(2);
const pages = JSON.parse(pagesText);
const axe = fs.readFileSync(axeFile, "utf8");
const bad = (...what) => console.log("BAD", ...what);
const check = (ok, ...what) => { if (!ok) bad(...what); checks++; };
let checks = 0, audits = 0;

(async () => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
  const open = async (url, width, options) => {
    const context = await browser.newContext({ viewport: { width, height: 844 }, isMobile: width < 500, ...options });
    const page = await context.newPage();
    page.on("console", (m) => { if (m.type() === "error" || m.type() === "warning") bad(url, "console:", m.text()); });
    page.on("pageerror", (e) => bad(url, "script:", e.message));
    page.on("request", (r) => { if (!r.url().startsWith(base) && !r.url().startsWith("data:") && !r.url().startsWith("file:")) bad(url, "asks for", r.url()); });
    await page.goto(url.includes("://") ? url : base + url);
    return page;
  };
  const audit = async (page, what) => {
    await page.evaluate(axe);
    const r = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    audits++;
    for (const v of r.violations) bad(what, "axe:", v.id, v.impact, v.nodes.length, v.nodes[0].html.slice(0, 160), v.nodes[0].failureSummary);
  };
  const wide = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

  // Every kind of page, on a desk and on a telephone.
  for (const [kind, url] of Object.entries(pages)) {
    for (const width of [1280, 390]) {
      const page = await open(url, width);
      await audit(page, url + " at " + width);
      check(await wide(page) <= 0, url, "is wider than", width);
      if (shots) await page.screenshot({ path: `${shots}/${kind}-${width}.png`, fullPage: !kind.startsWith("document") });
      await page.context().close();
    }
  }

  // Search.
  let page = await open(pages.index, 1280);
  const shown = () => page.locator("tr[data-k]:visible").count();
  const whole = await shown();
  check(whole === 3, "the index shows", whole, "units");
  await page.fill("#site-q", "老干部　０３１");
  check(await shown() === 1 && (await page.textContent("#site-found")).includes("1"), "search finds", await shown());
  check(await page.locator("[data-group]:visible").count() === 1, "departments without a unit are still there");
  await page.fill("#site-q", "veteran CADRES");
  check(await shown() >= 1, "search in English finds", await shown());
  await page.fill("#site-q", "没有这个单位");
  check(await shown() === 0 && (await page.textContent("#site-found")).trim() !== "", "search finds what is not there");
  await audit(page, "index without a result");
  await page.fill("#site-q", "");
  await page.selectOption("#site-year", "2024");
  check(await shown() === 2, "in 2024 there are", await shown());
  await page.selectOption("#site-year", "");
  check(await shown() === whole, "not all units come back");
  await page.click("tr[data-k] a");
  check(page.url().includes("/units/"), "a unit leads to", page.url());
  await page.context().close();

  // The skip link is the first thing a keyboard meets, can be seen and leads on.
  page = await open(pages.documentZH, 1280);
  await page.keyboard.press("Tab");
  const skip = await page.evaluate(() => { const a = document.activeElement, r = a.getBoundingClientRect(); return { cls: a.className, top: r.top, height: r.height, outline: getComputedStyle(a).outlineStyle }; });
  check(skip.cls === "skip" && skip.top >= 0 && skip.height > 20 && skip.outline !== "none", "skip link", JSON.stringify(skip));
  await page.keyboard.press("Enter");
  check(await page.evaluate(() => document.activeElement.id) === "main", "the skip link does not lead to the content");

  // From a figure to its row, which stands out and can be seen, and back.
  const figure = async (page, what) => {
    const link = page.locator("a.fig").nth(5);
    const [href, text] = [await link.getAttribute("href"), await link.textContent()];
    await link.click();
    await page.waitForTimeout(300);
    const row = await page.evaluate((id) => {
      const r = document.getElementById(id), b = r.getBoundingClientRect(), other = r.parentNode.querySelector("tr:not(:target)");
      return { tag: r.tagName, top: b.top, bottom: b.bottom, height: innerHeight, target: r.matches(":target"),
        marked: getComputedStyle(r.cells[0]).backgroundColor === "rgb(255, 243, 196)" && getComputedStyle(other.cells[0]).backgroundColor !== "rgb(255, 243, 196)", text: r.textContent };
    }, href.slice(1));
    check(row.tag === "TR" && row.target && row.marked && row.top >= 0 && row.bottom <= row.height, what, text, "leads to", href, JSON.stringify(row));
    if (shots) await page.screenshot({ path: `${shots}/${what}.png` });
    await page.goBack();
    check(!page.url().includes("#t"), what, "there is no way back");
  };
  await figure(page, "figure");

  // Sorting: largest first, smallest first, as it was; totals stay.
  const table = page.locator("#table\\.t05");
  const first = () => table.locator("tbody tr").evaluateAll((rows) => rows.filter((r) => !r.classList.contains("total")).map((r) => r.cells[r.cells.length - 3].textContent));
  const before = await first();
  const button = table.locator("thead button.sort").nth(2);
  await button.click();
  const down = (await first()).filter(Boolean).map(Number);
  check(down.every((v, i) => i === 0 || down[i - 1] >= v), "not sorted:", down.join(" "));
  check(await table.locator("th[aria-sort=descending]").count() === 1, "aria-sort is missing");
  await audit(page, "document with a sorted table");
  await button.click();
  const up = (await first()).filter(Boolean).map(Number);
  check(up.every((v, i) => i === 0 || up[i - 1] <= v), "not sorted:", up.join(" "));
  await button.click();
  check(JSON.stringify(await first()) === JSON.stringify(before) && await table.locator("th[aria-sort]").count() === 0, "rows do not come back into their order");
  await page.locator("summary").first().click();
  await audit(page, "document with the data of a chart");
  await page.context().close();

  // On a telephone wide tables scroll, with the keyboard too, and the page does not.
  page = await open(pages.documentZH + "#table.t12", 390);
  const scrolled = await page.evaluate(async () => {
    const s = document.getElementById("table.t12").parentNode;
    s.focus();
    return { focus: document.activeElement === s, wide: s.scrollWidth > s.clientWidth };
  });
  for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
  await page.waitForTimeout(300);
  check(scrolled.focus && scrolled.wide && await page.evaluate(() => document.getElementById("table.t12").parentNode.scrollLeft > 0), "a wide table does not scroll", JSON.stringify(scrolled));
  await page.context().close();

  // Without JavaScript everything is there, and nothing that would not work.
  page = await open(pages.index, 1280, { javaScriptEnabled: false });
  check(await page.locator("tr[data-k]:visible").count() === whole && !(await page.locator("#site-search").isVisible()), "the index without JavaScript");
  await page.locator("tr[data-k] a").first().click();
  await page.locator(".editions a").first().click();
  await page.waitForLoadState();
  check(await page.locator("h1").count() === 1 && page.url().endsWith(".html"), "no way to a document without JavaScript:", page.url());
  await page.context().close();
  page = await open(pages.documentZH, 1280, { javaScriptEnabled: false });
  check(await page.locator("button").count() === 0, "buttons without JavaScript");
  check(await page.locator(".scroll:not([tabindex])").count() === 0, "tables no keyboard can scroll without JavaScript");
  await figure(page, "figure-without-script");
  await page.locator("summary").first().click();
  check(await page.locator("details[open] table").first().isVisible(), "the data of a chart without JavaScript");
  await page.context().close();
  // axe-core is a script itself: for it the pages lose theirs on the way.
  const still = await browser.newContext({ viewport: { width: 1280, height: 844 } });
  await still.route("**/*.html", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace(/<script>[^]*<\/script>/, "") });
  });
  for (const url of [pages.index, pages.unit, pages.documentZH]) {
    const quiet = await still.newPage();
    await quiet.goto(base + url);
    check(await quiet.locator("script").count() === 0, url, "still has its script");
    await audit(quiet, url + " without its script");
  }
  await still.close();

  // From a folder, without a server.
  page = await open(process.env.SITE_FILES + "/" + pages.index, 1280);
  await page.fill("#site-q", "老干部");
  check(await page.locator("tr[data-k]:visible").count() === 1, "search from a folder");
  await page.context().close();

  // On paper.
  page = await open(pages.documentZH, 1280);
  const pdf = await page.pdf({ preferCSSPageSize: true, path: shots ? `${shots}/print.pdf` : undefined });
  check(pdf.length > 100000, "print is", pdf.length, "bytes");
  await browser.close();
  console.log("DONE", checks, "checks", audits, "audits");
})().catch((e) => { bad(e.stack); process.exitCode = 1; });
