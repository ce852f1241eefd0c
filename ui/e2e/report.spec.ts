// The report of a review's pack, as Keyturn's own tests keep it: read by axe, printed, and asking for nothing.
import { pathToFileURL } from "node:url";
import { expect, test } from "@playwright/test";
import { expectAccessible, picture } from "./window";

const REPORT = pathToFileURL("../src-tauri/crates/keyturn-pack/src/report/snapshots/keyturn_pack__report__tests__report.snap.html").href;
/** What the printer leaves of A4 landscape between the margins, in CSS pixels. */
const PAPER = { width: Math.floor(((297 - 24) / 25.4) * 96), height: Math.floor(((210 - 28) / 25.4) * 96) };

for (const theme of ["light", "dark"] as const) {
  test(`the report is accessible and reaches nothing, ${theme}`, async ({ page }) => {
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("console", (message) => complaints.push(message.text()));
    await page.emulateMedia({ colorScheme: theme });
    await page.goto(REPORT);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Access review · Q4 2026");
    await expectAccessible(page);
    await picture(page, `report-${theme}`);
    expect(asked).toEqual([REPORT]);
    expect(complaints).toEqual([]);
  });
}

test("the report prints without cut tables", async ({ page }) => {
  await page.setViewportSize(PAPER);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.goto(REPORT);
  const wide = await page.evaluate((width) => {
    const parts = [...document.querySelectorAll("table, th, td, dd, p, li, code")];
    return parts.filter((part) => part.getBoundingClientRect().right > width + 0.5 || part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0).map((part) => part.outerHTML.slice(0, 120));
  }, PAPER.width);
  expect(wide, "nothing runs over the edge of the paper or of its cell").toEqual([]);
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "on white paper").toBe("rgb(255, 255, 255)");
  const styles = await page.evaluate(() => [...document.querySelectorAll("table")].map((table) => [getComputedStyle(table.tHead ?? table).display, getComputedStyle(table.rows[1] ?? table).breakInside].join(" ")));
  expect(new Set(styles), "headers repeat, and rows stay whole").toEqual(new Set(["table-header-group avoid"]));
  const folder = process.env["SHOTS"] ?? "test-results/pictures";
  const pdf = await page.pdf({ path: `${folder}/report.pdf`, preferCSSPageSize: true, printBackground: true });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  expect(pages, "a page for each part").toBeGreaterThan(3);
});
