// Today: what needs somebody, each with its one next action; read again when something ended; nothing where nothing is.
import { expect, expectAccessible, picture, test, turn } from "./window";

test("each line leads to its place, and back", async ({ open }) => {
  const page = await open({ start: "today" });
  const lines = page.getByTestId("today-line");
  await lines.first().waitFor();
  await expect(page.getByTestId("nav-today")).toHaveAttribute("aria-current", "page");
  const places: [string, string][] = [
    ["incident", "Go on"],
    ["reads", "Open"],
    ["overdue", "See them"],
    ["week", "Calendar"],
    ["review", "Go on"],
    ["unread", "What to do"],
  ];
  for (const [sort, action] of places) {
    await page.locator(`[data-testid=today-line][data-sort=${sort}]`).first().getByRole("button", { name: action }).click();
    await expect(page.getByTestId("nav-today")).not.toHaveAttribute("aria-current", "page");
    await page.keyboard.press("Alt+ArrowLeft");
    await lines.first().waitFor();
  }
});

test("it is walked by keyboard alone", async ({ open }) => {
  const page = await open({ start: "secrets" });
  await page.getByTestId("secret-row").first().waitFor();
  await page.keyboard.press("Alt+Home");
  await page.getByTestId("today-line").first().waitFor();
  await page.getByTestId("today-line").first().getByRole("button").focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByTestId("today-line").nth(1).getByRole("button")).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("nav-incidents")).toHaveAttribute("aria-current", "page");
});

test("what is answered goes, and the rail says the same", async ({ open }) => {
  const page = await open({ start: "today" });
  const reads = page.locator("[data-testid=today-line][data-sort=reads]");
  await reads.first().waitFor();
  const before = await reads.count();
  await reads.first().getByRole("button").click();
  await page.getByTestId("finding-title").waitFor();
  await page.keyboard.press("w");
  await expect(page.getByTestId("nav-reads")).toContainText(String(before - 1));
  await page.keyboard.press("Alt+Home");
  await expect(reads).toHaveCount(before - 1);
});

test("the schedule is set at once, and Today says what was missed", async ({ open }) => {
  const page = await open({ start: "today" });
  await expect(page.getByTestId("today-schedule")).toContainText("3 were missed while the machine slept");
  await page.keyboard.press("Control+,");
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  await page.getByTestId("schedule-every").selectOption("1");
  await expect(page.getByTestId("toasts")).toContainText("Keyturn syncs every hour, while it runs.");
  await expect(page.getByTestId("schedule-words")).toContainText(/Next in (1 h|60 min)\./u);
  await page.getByTestId("schedule-metered").check();
  await expect(page.getByTestId("toasts")).toContainText("It also runs on metered networks.");
  await page.getByTestId("schedule-every").selectOption("off");
  await expect(page.getByTestId("toasts")).toContainText("Keyturn no longer syncs by itself.");
  await expect(page.getByTestId("schedule-trail")).toBeHidden();
  await expectAccessible(page);
});

test("nothing to do looks like nothing to do", async ({ open }) => {
  const page = await open({ start: "today", scenario: "quiet" });
  await page.getByTestId("nav-today").waitFor();
  await expect(page.locator("[data-testid=today-line][data-sort=incident], [data-testid=today-line][data-sort=reads]")).toHaveCount(0);
  await expectAccessible(page);
});

test("where it cannot be read, it says so and tries again", async ({ open }) => {
  const page = await open({ start: "today", scenario: "failing" });
  await expect(page.getByTestId("error-panel").first()).toContainText("The database did not answer.");
  await expectAccessible(page);
});

for (const [width, height] of [[1280, 800], [1920, 1080], [960, 640]] as const) {
  test(`pictures at ${width}`, async ({ open, page }) => {
    await page.setViewportSize({ width, height });
    await open({ start: "today", theme: "system" });
    await page.getByTestId("today-line").first().waitFor();
    for (const theme of ["light", "dark"] as const) {
      await turn(page, theme);
      await picture(page, `today-${width}-${theme}`);
      await expectAccessible(page, { coloursOnly: theme === "dark" });
    }
  });
}
