// What is due: by key from the list to a plan, grouped, narrowed, and with nothing.
import type { Page } from "@playwright/test";

import { expect, expectAccessible, picture, test } from "./window";

/** Goes to what is due by key, once the window listens. */
async function toDue(page: Page): Promise<void> {
  await page.getByTestId("nav-rotation").waitFor();
  await page.keyboard.press("Control+3");
  await page.getByTestId("due-row").first().waitFor();
}

test("by key from the list to a planned rotation, and the list says so", async ({ open }) => {
  const page = await open();
  await toDue(page);
  await page.getByTestId("due-state-overdue").click();
  await expect(page.getByTestId("due-state-overdue")).toHaveAttribute("aria-pressed", "true");
  await expect(page.locator("[data-testid=due-row]:not([data-state=overdue])")).toHaveCount(0);
  await page.locator("#due-grid").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("p");
  const dialog = page.getByTestId("plan-dialog");
  await expect(page.getByTestId("plan-on")).toBeFocused();
  await page.getByTestId("plan-on").fill("2020-01-01");
  await page.keyboard.press("Enter");
  await expect(dialog).toContainText("This day has passed.");
  const day = new Date(Date.now() + 86_400_000 * 3).toISOString().slice(0, 10);
  await page.getByTestId("plan-on").fill(day);
  await page.getByTestId("plan-note").fill("AKIAIOSFODNN7EXAMPLE");
  await page.keyboard.press("Enter");
  await expect(dialog).toContainText("what looks like a secret");
  await page.getByTestId("plan-note").fill("with the release");
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expect(page.getByTestId("due-row").first()).toContainText("planned");
});

test("the opened one says when and why first, follows the arrows, and closes to its line", async ({ open }) => {
  const page = await open();
  await toDue(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const pane = page.getByTestId("due-pane");
  await expect(pane.getByTestId("rotation-due")).toBeVisible();
  await expect(pane).toContainText("Who still holds the old value");
  const first = await pane.getByRole("heading", { level: 2 }).textContent();
  await expectAccessible(page);
  await page.keyboard.press("ArrowDown");
  await expect(pane.getByRole("heading", { level: 2 })).not.toHaveText(first ?? "");
  await page.keyboard.press("Escape");
  await expect(pane).toHaveCount(0);
  await expect(page.locator("#due-grid")).toBeFocused();
});

test("by owner, and an owner's own", async ({ open }) => {
  const page = await open();
  await toDue(page);
  await page.keyboard.press("o");
  const owners = page.getByTestId("due-owner");
  await expect(owners.first()).toContainText("overdue");
  await owners.first().click();
  await expect(page.getByTestId("filter-input")).toHaveValue(/^owner:/);
});

test("how a secret is rotated is changed, with what is wrong said at its field", async ({ open }) => {
  const page = await open();
  await toDue(page);
  await page.getByTestId("filter-input").fill("postgres-admin store:sm");
  await page.getByTestId("due-row").first().click();
  await page.getByTestId("settings-edit").click();
  await page.getByTestId("settings-strategy").selectOption("two_at_once");
  await page.getByTestId("settings-cache").fill("45");
  await page.getByTestId("settings-rollout").fill("30");
  await page.getByTestId("settings-overlap").fill("60");
  await page.getByTestId("settings-save").click();
  await expect(page.getByText("Too short: at least 75 minutes.")).toBeVisible();
  await expect(page.getByTestId("settings-overlap")).toBeFocused();
  await page.getByTestId("settings-overlap").fill("90");
  await page.getByTestId("settings-level").selectOption("critical");
  await page.getByTestId("settings-save").click();
  await expect(page.getByTestId("settings-level-reason")).toBeFocused();
  await page.getByTestId("settings-level-reason").fill("opens the ledger");
  await page.getByTestId("settings-save").click();
  await expect(page.getByTestId("secret-rotation")).toContainText("Two values live at once");
  await expect(page.getByTestId("secret-rotation")).toContainText("critical");
});

test("nothing due, a filter with a mistake, and an error say what to do", async ({ open }) => {
  const page = await open();
  await toDue(page);
  await page.getByTestId("filter-input").fill("nosuchname");
  await expect(page.getByTestId("due-none")).toContainText("Nothing passes");
  await page.getByTestId("due-none").getByRole("button", { name: "Show all" }).click();
  await page.getByTestId("due-row").first().waitFor();
  await page.getByTestId("filter-input").fill("colour:red ");
  await expect(page.getByText("colour is not a field.")).toBeVisible();
  await expect(page.getByTestId("due-row").first()).toBeVisible();
});

test("where it could not be read, that is said", async ({ open }) => {
  const page = await open({ scenario: "failing" });
  await page.getByTestId("nav-rotation").click();
  await expect(page.getByTestId("error-panel")).toContainText("The database did not answer.");
});

for (const theme of ["light", "dark"] as const) {
  test(`what is due, drawn: ${theme}`, async ({ open }) => {
    const page = await open({ theme });
    await toDue(page);
    await picture(page, `due-${theme}`);
    await expectAccessible(page);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByTestId("holders").waitFor();
    await picture(page, `due-open-${theme}`);
    await page.setViewportSize({ width: 800, height: 600 });
    await picture(page, `due-narrow-${theme}`);
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.keyboard.press("o");
    await page.getByTestId("due-owner").first().waitFor();
    await picture(page, `due-owner-${theme}`);
  });
}

test("a secret's pane says first when it is due, plans by key, and leads to the rotation", async ({ open }) => {
  const page = await open();
  await page.getByTestId("filter-input").fill("kind:api_key env:prod age:>400d");
  await page.getByTestId("secret-row").first().click();
  const pane = page.getByTestId("secret-detail");
  await expect(pane.getByTestId("rotation-due")).toContainText("over");
  await expect(pane.getByTestId("holders")).toBeVisible();
  await picture(page, "secret-pane");
  await page.locator("#secrets-grid").focus();
  await page.keyboard.press("p");
  await page.getByTestId("plan-save").click();
  await expect(pane.getByTestId("open-rotation")).toContainText("Planned for");
  await page.locator("#secrets-grid").focus();
  await page.keyboard.press("p");
  await page.getByTestId("calendar-move-on").fill(new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10));
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("toasts")).toContainText("Moved to");
  await expectAccessible(page);
  await pane.getByTestId("rotation-open").click();
  await expect(page.getByTestId("rotation-tab-rotations")).toHaveAttribute("aria-selected", "true");
});

test("hostile names stay text in what is due, its pane and its dialog", async ({ open }) => {
  const page = await open();
  await toDue(page);
  await page.getByTestId("filter-input").fill("onerror");
  await page.getByTestId("due-row").first().click();
  await expect(page.getByTestId("due-pane").getByRole("heading", { level: 2 })).toContainText("<img src=x onerror=alert(1)>");
  await page.getByTestId("rotation-plan").click();
  await expect(page.getByTestId("plan-dialog")).toContainText("<img src=x onerror=alert(1)>");
  expect(await page.locator("img").count()).toBe(0);
});

test("an exception is asked for from the row", async ({ open }) => {
  const page = await open();
  await toDue(page);
  await page.getByTestId("due-state-overdue").click();
  await expect(page.locator("[data-testid=due-row]:not([data-state=overdue])")).toHaveCount(0);
  await page.locator("#due-grid").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("x");
  await expect(page.getByRole("dialog")).toContainText("xception");
});

test("reminders are turned off, and days that are no days are refused", async ({ open }) => {
  const page = await open();
  await page.getByTestId("nav-settings").waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("set up reminders");
  await page.keyboard.press("Enter");
  const form = page.getByTestId("reminders");
  await page.getByTestId("reminders-days").fill("0");
  await page.getByTestId("reminders-save").click();
  await expect(form).toContainText("A whole number from 1 to 90.");
  await page.getByTestId("reminders-days").fill("30");
  await page.getByTestId("reminders-save").click();
  await expect(page.getByTestId("toasts")).toContainText("30 days ahead");
  await form.getByRole("radio", { name: "Off" }).check();
  await expect(page.getByTestId("toasts")).toContainText("Reminders are off.");
  await picture(page, "reminders");
  await expectAccessible(page);
});

test("with nothing yet, both places say what to do", async ({ open }) => {
  const page = await open({ scenario: "empty" });
  await page.getByTestId("nav-rotation").click();
  await expect(page.getByTestId("due-none")).toContainText("No secrets yet");
  await page.getByTestId("nav-calendar").click();
  await expect(page.getByTestId("calendar-overdue")).toContainText("Nothing is overdue.");
});
