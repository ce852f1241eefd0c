// Every view by keyboard alone, with axe on each; and what a screen reader meets on the way.
import { expect, expectAccessible, test } from "./window";

const VIEWS: [string, string][] = [
  ["Alt+Home", "today"], ["Control+1", "secrets"], ["Control+2", "calendar"], ["Control+3", "rotation"], ["Control+4", "access"], ["Control+5", "reads"],
  ["Control+8", "reviews"], ["Control+9", "incidents"], ["Control+b", "runbooks"], ["Control+6", "coverage"], ["Control+7", "activity"], ["Control+,", "settings"],
];

test("every view opens by its key, is accessible, and lets the focus in and out", async ({ open }) => {
  test.setTimeout(240_000);
  // Few secrets: axe looks at each cell of a map.
  const page = await open({ start: "today", rows: 60 });
  await page.getByTestId("today-line").first().waitFor();
  for (const [keys, name] of VIEWS) {
    await page.keyboard.press(keys);
    await expect(page.getByTestId(`nav-${name}`)).toHaveAttribute("aria-current", "page");
    await page.locator("main h1").first().waitFor();
    await expect(page.locator("main [aria-busy=true], main .skeleton")).toHaveCount(0);
    await expectAccessible(page);
    // Into the view and on: focus is always somewhere, and always seen.
    for (let i = 0; i < 6; i++) await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return false;
      const box = at.getBoundingClientRect();
      return box.width > 0 && box.height > 0;
    });
    expect(seen, `${name}: the focus is seen`).toBe(true);
    // Back to the page, so that a field does not take the next view's key.
    await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  }
  // The way back is by key as well.
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(page.getByTestId("nav-activity")).toHaveAttribute("aria-current", "page");
});

test("the palette has every view, and each action of it can be run by name", async ({ open }) => {
  const page = await open({ start: "today" });
  await page.getByTestId("today-line").first().waitFor();
  for (const name of ["Go to today", "Go to secrets", "Go to settings", "Set up the schedule of syncs", "Change keys", "Back up, export or delete what is kept", "Sync now", "Start an incident…", "Open a review…"]) {
    await page.keyboard.press("Control+k");
    await page.keyboard.type(name);
    await expect(page.getByRole("option").first()).toContainText(name);
    await page.keyboard.press("Escape");
  }
});

test("what a screen reader meets on Today, stop by stop", async ({ open }) => {
  const page = await open({ start: "today" });
  await page.getByTestId("today-line").first().waitFor();
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  const stops: string[] = [];
  for (let i = 0; i < 24; i++) {
    await page.keyboard.press("Tab");
    stops.push(
      await page.evaluate(() => {
        const at = document.activeElement as HTMLElement;
        const named = at.getAttribute("aria-label") ?? at.textContent ?? "";
        const about = (at.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
        const words = `${at.tagName.toLowerCase()}: ${named} ${about ? `– ${about}` : ""}`;
        // What depends on the day is not the transcript's.
        return words.replaceAll(/\s+/gu, " ").replaceAll(/\d[\d,.]*/gu, "N").replaceAll(/ ?N ?(?=[a-z%])/gu, " N ").replaceAll(/% ?/gu, "% ").trim();
      }),
    );
  }
  expect(stops.filter((stop) => /^\w+:\s*$/u.test(stop)), "every stop has a name").toEqual([]);
  expect(stops.slice(0, 12)).toEqual([
    "button: Today N need somebody", "button: Secrets N", "button: Calendar N due within N days", "button: Rotation N overdue", "button: Access N findings about policies", "button: Reads N open findings",
    "button: Reviews N % decided", "button: Incidents N running", "button: Runbooks", "button: Coverage N not read in full", "button: Activity", expect.stringContaining("cells read"),
  ]);
  const actions = stops.filter((stop) => stop.includes(" – "));
  expect(actions.length, "each line's button says what it is about").toBeGreaterThan(4);
  expect(actions[0]).toContain("Go on – INC-");
});
