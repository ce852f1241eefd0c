// The calendar by keyboard: walking, moving, planning, freezing, spreading, exporting; and by dragging.
import type { Page } from "@playwright/test";

import { expect, expectAccessible, picture, test } from "./window";

const DAY = 86_400_000;
const on = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);

/** Goes to the calendar by key, once the window listens. */
async function toCalendar(page: Page): Promise<void> {
  await page.getByTestId("nav-calendar").waitFor();
  await page.keyboard.press("Control+2");
  await page.getByTestId("calendar-day").first().waitFor();
}

/** A weekday's cell; the calendar goes to its month. */
const cell = (page: Page, day: string) => page.locator(`[data-day="${day}"]`);

/** The first planned rotation from today on, and its day. */
async function planned(page: Page): Promise<{ day: string; name: string }> {
  await page.keyboard.press("3");
  const row = page.locator("[data-testid=calendar-row][data-kind=planned]").first();
  const day = await row.locator("xpath=ancestor::section[1]").locator("[data-day]").getAttribute("data-day");
  const name = (await row.locator("b").textContent()) ?? "";
  await page.keyboard.press("1");
  await page.getByTestId("calendar-day").first().waitFor();
  return { day: day ?? "", name };
}

test("days are walked by arrows, months by page keys, and Enter goes to what is on a day", async ({ open }) => {
  const page = await open();
  await toCalendar(page);
  await expect(cell(page, on(0))).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(cell(page, on(1))).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(cell(page, on(8))).toBeFocused();
  const month = await page.getByRole("heading", { level: 1 }).textContent();
  await page.keyboard.press("PageDown");
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText(month ?? "");
  await expect(page.locator(":focus")).toHaveAttribute("data-testid", "calendar-day");
  await page.keyboard.press("t");
  await expect(cell(page, on(0))).toBeFocused();
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.closest("aside") !== null)).toBe(true);
  await page.keyboard.press("Escape");
  await expect(cell(page, on(0))).toBeFocused();
});

test("the planned rotation is moved by key, and the way back is offered", async ({ open }) => {
  const page = await open();
  await toCalendar(page);
  const { day, name } = await planned(page);
  await cell(page, day).click();
  await page.keyboard.press("m");
  const choose = page.getByTestId("choose-dialog");
  if (await choose.count()) await choose.getByRole("button", { name: new RegExp(name) }).first().click();
  await page.getByTestId("calendar-move-on").fill(on(12));
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("calendar-move-dialog")).toHaveCount(0);
  const toasts = page.getByTestId("toasts");
  await expect(toasts).toContainText("Moved to");
  await cell(page, on(12)).click();
  const chosen = page.getByTestId("calendar-chosen");
  await expect(chosen.locator("[data-kind=planned]")).toContainText(name);
  await toasts.getByRole("button", { name: "Undo" }).click();
  await expect(chosen.locator("[data-kind=planned]")).toHaveCount(0);
});

test("the planned rotation is dragged to another day; a day that has passed refuses it", async ({ open }) => {
  const page = await open();
  // Room for every line of a day.
  await page.setViewportSize({ width: 1600, height: 1400 });
  await toCalendar(page);
  const { day } = await planned(page);
  await cell(page, day).click();
  const held = cell(page, day).locator("[data-kind=planned]").first();
  const from = await held.boundingBox();
  const target = await cell(page, on(9)).boundingBox();
  if (!from || !target) throw new Error("neither has a place");
  await page.mouse.move(from.x + 20, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(from.x + 40, from.y + 20, { steps: 3 });
  await page.mouse.move(target.x + 30, target.y + 40, { steps: 6 });
  await page.mouse.up();
  await expect(page.getByTestId("toasts")).toContainText("Moved to");
  const there = cell(page, on(9)).locator("[data-kind=planned]").first();
  await expect(there).toBeVisible();
  const now = await there.boundingBox();
  const past = await cell(page, on(-1)).boundingBox();
  if (!now || !past) throw new Error("neither has a place");
  await page.mouse.move(now.x + 20, now.y + 8);
  await page.mouse.down();
  await page.mouse.move(past.x + 30, past.y + 40, { steps: 6 });
  await page.mouse.up();
  await expect(page.getByTestId("toasts")).toContainText("That day has passed.");
  await expect(there).toBeVisible();
});

test("a freeze is added, hatched, and taken away again", async ({ open }) => {
  const page = await open();
  await toCalendar(page);
  await page.keyboard.press("f");
  await page.getByTestId("freeze-from").fill(on(1));
  await page.getByTestId("freeze-to").fill(on(60));
  await page.getByTestId("freeze-why").fill("Year-end <b>closing</b>");
  await page.getByTestId("freeze-save").click();
  await expect(page.getByText("60 days are too long: at most 31.")).toBeVisible();
  await page.getByTestId("freeze-to").fill(on(2));
  await page.getByTestId("freeze-save").click();
  const rows = page.getByTestId("freeze-row");
  await expect(rows).toHaveCount(2);
  await page.keyboard.press("Escape");
  await expect(cell(page, on(1))).toHaveAttribute("aria-label", /freeze: Year-end <b>closing<\/b>/);
  await page.keyboard.press("f");
  await page.getByTestId("freezes-dialog").getByRole("button", { name: /closing/ }).click();
  await expect(rows).toHaveCount(1);
});

test("what is overdue is spread: proposed, one left out, then planned", async ({ open }) => {
  const page = await open({ rows: 60 });
  await toCalendar(page);
  await page.keyboard.press("d");
  await page.getByTestId("spread-propose").click();
  const rows = page.getByTestId("spread-row");
  await expect(rows.first()).toBeVisible();
  const n = await rows.count();
  await expect(page.getByTestId("spread-sum")).toContainText("Nothing is planned yet");
  await rows.first().getByRole("checkbox").uncheck();
  await expect(page.getByTestId("spread-plan")).toHaveText(`Plan all ${n - 1}`);
  await expectAccessible(page);
  await picture(page, "spread");
  await page.getByTestId("spread-plan").click();
  await expect(page.getByTestId("toasts")).toContainText(`${n - 1} rotations planned`);
});

test("the feed leaves names out unless they are asked for", async ({ open }) => {
  const page = await open();
  await toCalendar(page);
  await page.keyboard.press("e");
  await page.getByTestId("feed-write").click();
  await expect(page.getByTestId("feed-written")).toContainText("keyturn.ics");
  await page.keyboard.press("Escape");
  await expect(page.getByText("names left out")).toBeVisible();
});

test("the filter narrows all of it, and a mistake keeps what was shown", async ({ open }) => {
  const page = await open();
  await toCalendar(page);
  const overdue = page.getByTestId("calendar-overdue").getByRole("heading");
  const before = await overdue.textContent();
  await page.getByTestId("filter-input").fill("account:prod-us owner:payments ");
  await expect(overdue).not.toHaveText(before ?? "");
  await page.getByTestId("filter-input").fill("colour:red ");
  await expect(page.getByText("colour is not a field.")).toBeVisible();
  await expect(page.getByTestId("calendar-day").first()).toBeVisible();
});

test("a year has its table, and a day of its map is opened by key", async ({ open }) => {
  const page = await open();
  await toCalendar(page);
  await page.keyboard.press("4");
  const map = page.getByTestId("year-map");
  await expect(map).toBeVisible();
  await page.locator("[data-testid=year-day][tabindex='0']").focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(":focus")).toHaveAttribute("data-day", on(1));
  await page.keyboard.press("v");
  await expect(page.getByTestId("year-table").getByRole("row")).toHaveCount(13);
});

test("nothing yet, and an error, say what to do", async ({ open }) => {
  const page = await open({ scenario: "failing" });
  await page.getByTestId("nav-calendar").click();
  await expect(page.getByTestId("error-panel")).toContainText("The database did not answer.");
});

for (const theme of ["light", "dark"] as const) {
  test(`the calendar, drawn: ${theme}`, async ({ open }) => {
    const page = await open({ theme });
    await toCalendar(page);
    await page.getByTestId("calendar-overdue").waitFor();
    await picture(page, `calendar-${theme}`);
    for (const [key, name] of [["2", "week"], ["3", "agenda"], ["4", "year"]] as const) {
      await page.keyboard.press(key);
      await page.locator("[data-day]").first().waitFor();
      await picture(page, `calendar-${name}-${theme}`);
    }
    await page.keyboard.press("1");
    await page.setViewportSize({ width: 1920, height: 1080 });
    await picture(page, `calendar-wide-${theme}`);
    await page.setViewportSize({ width: 800, height: 700 });
    await picture(page, `calendar-narrow-${theme}`);
  });
}

for (const [key, name] of [["1", "month"], ["2", "week"], ["3", "agenda"], ["4", "year"]] as const) {
  test(`no breach of accessibility: ${name}`, async ({ open }) => {
    const page = await open({ rows: 120, theme: name === "week" ? "dark" : "light" });
    await toCalendar(page);
    await page.keyboard.press(key);
    await page.locator("[data-day]").first().waitFor();
    await expectAccessible(page);
  });
}
