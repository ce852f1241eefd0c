// Rotation from policy to proof: a policy with what-if, an exception, a rotation, tasks of a trigger, a new value, the cost.
import type { Page } from "@playwright/test";

import { expect, expectAccessible, test } from "./window";

type Tab = "rotations" | "tasks" | "exceptions" | "policy" | "cost";

/** Goes to one part of rotation. */
async function toRotation(page: Page, tab: Tab): Promise<void> {
  await page.getByTestId("nav-rotation").click();
  await page.getByTestId(`rotation-tab-${tab}`).click();
}

/** A day so many days from now, as a date field wants it. */
const inDays = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);

test("a policy's age is changed in the table, its consequences seen, and then it is in force", async ({ open }) => {
  const page = await open();
  await toRotation(page, "policy");
  const rule = page.locator("[data-testid=policy-rule][data-rule=sessions]");
  const days = rule.getByTestId("policy-days");
  await expect(page.getByTestId("what-if")).toHaveCount(0);
  await days.fill("60");
  await days.press("Enter");
  await expect(rule).toContainText("was 180");
  await expect(page.getByTestId("policy-text")).toHaveValue(/id = "sessions"\nkinds = .*\nage = 60\n/);
  await expect(page.getByTestId("policy-text")).toHaveValue(/# The guides say 7 to 90 days/);
  await expect(page.getByTestId("what-if-head")).toContainText("would become overdue");
  await expect(page.getByTestId("what-if-counts").locator("[data-state=overdue]")).toContainText("+");
  await expect(page.getByTestId("what-if-overdue").first()).toBeVisible();
  await page.getByTestId("policy-weeks-toggle").click();
  await expect(page.getByTestId("policy-weeks-table").getByRole("row")).toHaveCount(27);
  await expectAccessible(page);
  await page.keyboard.press("Control+s");
  await expect(page.getByText("The policy is in force.").first()).toBeVisible();
  await expect(page.getByTestId("what-if")).toHaveCount(0);
  await expect(days).toHaveValue("60");
});

test("a text with faults says where, leads there, and cannot be saved; discarding can be undone", async ({ open }) => {
  const page = await open();
  await toRotation(page, "policy");
  const text = page.getByTestId("policy-text");
  await text.waitFor();
  const good = await text.inputValue();
  await text.fill(good.replace("reason =", "raeson =").replace('"break_glass"', '"<img src=x>"'));
  await expect(page.getByTestId("policy-fault")).toHaveCount(2);
  await expect(page.getByTestId("policy-fault").first()).toContainText("Line 10: raeson is not a key of a rule.");
  await expect(page.getByTestId("policy-fault").last()).toContainText("<img src=x> is not a kind.");
  expect(await page.locator("img").count()).toBe(0);
  await expect(page.getByTestId("policy-save")).toHaveAttribute("aria-disabled", "true");
  await page.getByTestId("policy-fault").first().click();
  await expect(text).toBeFocused();
  expect(await text.evaluate((area: HTMLTextAreaElement) => area.value.slice(0, area.selectionStart).split("\n").length)).toBe(10);
  await expectAccessible(page);
  await page.getByTestId("policy-discard").click();
  await expect(text).toHaveValue(good);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(text).toHaveValue(/raeson/);
});

test("a preset is shown with its consequences before it is taken; a file too is not in force at once", async ({ open }) => {
  const page = await open();
  await toRotation(page, "policy");
  await page.getByTestId("policy-presets").click();
  const dialog = page.getByTestId("preset-dialog");
  await dialog.getByRole("radio", { name: /strict/ }).check();
  await expect(page.getByTestId("preset-outcome")).toContainText("become overdue");
  await expectAccessible(page);
  await page.getByTestId("preset-take").click();
  await expect(page.getByTestId("policy-name")).toHaveText("balanced");
  await expect(page.getByTestId("policy-text")).toHaveValue(/name = "strict"/);
  await page.getByTestId("policy-open").click();
  await expect(page.getByTestId("policy-text")).toHaveValue(/From the team's repository/);
  await page.getByTestId("policy-export").click();
  await expect(page.getByText("Written to /home/you/keyturn-policy.toml").first()).toBeVisible();
  await page.getByTestId("policy-save").click();
  await expect(page.getByTestId("policy-name")).toHaveText("ours");
});

test("an exception says its limits, needs two people, and can be ended early", async ({ open }) => {
  const page = await open();
  await toRotation(page, "exceptions");
  await expect(page.getByTestId("exception-row").filter({ hasText: "ended 3 days ago" })).toHaveAttribute("data-state", "ended");
  await page.keyboard.press("n");
  await page.getByTestId("exception-picker").fill("account:prod-us postgres-admin env:prod");
  await page.getByTestId("secret-option").first().waitFor();
  await page.keyboard.press("Enter");
  const chosen = (await page.getByTestId("exception-secret").textContent()) ?? "";
  await expect(page.getByText("At most 90 days, because the secret is critical")).toBeVisible();
  await page.getByTestId("exception-why").fill("Waits for the second user");
  await page.getByTestId("exception-control").fill("Allowed from one address");
  await page.getByTestId("exception-asked").fill("mara");
  await page.getByTestId("exception-approved").fill("Mara");
  await page.getByTestId("exception-until").fill(inDays(120));
  await page.getByTestId("exception-save").click();
  await expect(page.getByText("Who asks cannot approve: name somebody else.")).toBeVisible();
  await expect(page.getByText(/At most 90 days for a critical secret: until/)).toBeVisible();
  await expectAccessible(page);
  await page.getByTestId("exception-approved").fill("jonas");
  await page.getByTestId("exception-until").fill(inDays(10));
  await page.getByTestId("exception-save").click();
  const row = page.getByTestId("exception-row").filter({ hasText: "Waits for the second user" });
  await expect(row).toContainText(chosen);
  await expect(row).toHaveAttribute("data-state", "ending");
  await row.getByTestId("exception-end").click();
  await page.getByTestId("exception-end-dialog-do").click();
  await expect(page.getByText("Say why it ends.")).toBeVisible();
  await page.getByTestId("exception-end-dialog-why").fill("The second user is there");
  await page.getByTestId("exception-end-dialog-do").click();
  await expect(row).toHaveAttribute("data-state", "ended_early");
});

test("a rotation is taken to proof by key", async ({ open }) => {
  const page = await open();
  await toRotation(page, "rotations");
  await page.locator("[data-testid=rotation-row][data-state=moved]").click();
  await expect(page.getByTestId("rotation-proof")).toHaveAttribute("data-proof", "write_only");
  await expect(page.getByTestId("rotation-next")).toHaveAttribute("data-step", "refused");
  await page.getByTestId("rotation-list").focus();
  await page.keyboard.press("r");
  await page.getByTestId("record-save").click();
  await expect(page.getByText("Say what shows that the old value is refused.")).toBeVisible();
  await page.getByTestId("record-evidence").fill("Login with the old password: authentication failed");
  await expectAccessible(page);
  await page.getByTestId("record-save").click();
  await expect(page.getByTestId("rotation-proof")).toHaveAttribute("data-proof", "proved");
  await expect(page.getByTestId("rotation-next")).toHaveAttribute("data-step", "closed");
  await page.keyboard.press("r");
  await page.getByTestId("record-save").click();
  await expect(page.locator("[data-testid=rotation-step][data-step=closed]")).toHaveAttribute("data-taken", "true");
  await expect(page.getByTestId("rotation-next")).toHaveCount(0);
  await expect(page.locator("[data-testid=rotation-row][data-state=moved]")).toHaveCount(0);
});

test("readers that have not come back are said; closing without proof is told as that", async ({ open }) => {
  const page = await open();
  await toRotation(page, "rotations");
  await page.locator("[data-testid=rotation-row][data-state=stored]").click();
  await expect(page.locator("[data-testid=rotation-step][data-step=refused]")).toContainText("A call with the old value fails");
  await expect(page.getByTestId("holders")).toContainText("have fetched the new version");
  await page.keyboard.press("r");
  await expect(page.getByTestId("record-warn")).toContainText("not fetched the new version");
  await page.keyboard.press("Escape");
  await page.getByTestId("record-closed").click();
  await expect(page.getByTestId("record-warn")).toContainText("closed without proof");
  await page.getByTestId("record-evidence").fill("The supplier gives no way to try it");
  await page.getByTestId("record-save").click();
  await expect(page.getByTestId("rotation-proof")).toHaveAttribute("data-proof", "closed_without_proof");
});

test("where Secrets Manager stopped is shown; a planned one is moved and cancelled", async ({ open }) => {
  const page = await open();
  await toRotation(page, "rotations");
  await page.getByTestId("rotation-list").focus();
  await page.keyboard.press("Home");
  await expect(page.getByTestId("managed-steps")).toHaveAttribute("data-state", "failed");
  await expect(page.locator("[data-testid=managed-step][data-state=failed]")).toContainText("testSecret");
  await page.keyboard.press("m");
  await page.getByTestId("calendar-move-on").fill(inDays(5));
  await page.getByTestId("calendar-move-save").click();
  await expect(page.getByTestId("rotation-detail")).toContainText("in 5 days");
  await page.getByTestId("rotation-list").focus();
  await page.keyboard.press("x");
  await page.getByTestId("record-save").click();
  await expect(page.getByText("Say why it is cancelled.")).toBeVisible();
  await page.getByTestId("record-evidence").fill("The service goes away");
  await page.getByTestId("record-save").click();
  await expect(page.locator("[data-testid=rotation-step][data-step=cancelled]")).toContainText("The service goes away");
});

test("a new value goes to the clipboard past the window, and leads to the step that it is made", async ({ open }) => {
  const page = await open();
  await toRotation(page, "rotations");
  await page.locator("[data-testid=rotation-row][data-state=planned]").filter({ hasText: "auth/postgres" }).click();
  await expect(page.getByTestId("rotation-next")).toHaveAttribute("data-step", "value_made");
  await page.keyboard.press("v");
  await expect(page.getByTestId("value-preview")).toContainText("238 bits");
  await page.getByTestId("value-copy").click();
  await expect(page.getByTestId("value-clears")).toContainText(/It is cleared in \d+ s\./);
  await expectAccessible(page);
  await page.getByTestId("value-used").click();
  await page.getByTestId("record-save").click();
  await expect(page.getByTestId("rotation-next")).toHaveAttribute("data-step", "stored");
  await expect(page.locator("[data-testid=rotation-step][data-step=moved]")).toContainText("cannot follow");
});

test("a new value is asked for from anywhere, and says what its issuer makes", async ({ open }) => {
  const page = await open();
  await page.getByTestId("nav-secrets").waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("generate a new value");
  await page.keyboard.press("Enter");
  await page.getByTestId("value-kind").selectOption("tls_private_key");
  await expect(page.getByTestId("value-dialog")).toContainText("its issuer makes the value");
  await expect(page.getByTestId("value-copy")).toHaveAttribute("aria-disabled", "true");
  await page.getByTestId("value-kind").selectOption("session_key");
  await page.getByTestId("value-length").fill("12");
  await expect(page.getByTestId("value-dialog")).toContainText("12 characters are too few");
});

test("somebody leaves: what they could read is found, seen, and opened with its clock", async ({ open }) => {
  const page = await open();
  await toRotation(page, "tasks");
  await expect(page.getByTestId("tasks-head")).toContainText("2 late");
  await page.keyboard.press("n");
  await page.getByTestId("trigger-departure").check();
  await page.getByTestId("trigger-open").click();
  await expect(page.getByText("Say when the last working hour is.")).toBeVisible();
  await page.getByTestId("trigger-why").fill("bob@example.test");
  await page.getByTestId("trigger-last").fill(`${inDays(1)}T17:00`);
  await page.getByTestId("trigger-principals").fill("role/checkout-task");
  const preview = page.getByTestId("trigger-preview");
  await expect(preview.getByTestId("trigger-secret").first()).toContainText("could read");
  await expect(page.getByTestId("trigger-clock")).toContainText("Due in");
  await expectAccessible(page);
  const before = await page.getByTestId("task-row").count();
  await page.getByTestId("trigger-open").click();
  await expect(page.getByTestId("trigger-dialog")).toHaveCount(0);
  expect(await page.getByTestId("task-row").count()).toBeGreaterThan(before);
});

test("what was found without a plan shows a write, and who still holds the old value", async ({ open }) => {
  const page = await open();
  await toRotation(page, "rotations");
  await page.getByRole("radio", { name: "Outside a plan" }).check();
  const pane = page.getByTestId("rotation-outside");
  await expect(pane).toContainText("Rotated outside a plan");
  await expect(pane.getByTestId("rotation-proof")).toHaveAttribute("data-proof", "write_only");
  await expect(pane.getByTestId("holders")).toBeVisible();
  await expect(page.getByTestId("rotation-step")).toHaveCount(0);
  await expectAccessible(page);
});

test("from anywhere, a key that leaked leads to its tasks", async ({ open }) => {
  const page = await open();
  await page.getByTestId("nav-secrets").waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("leaked");
  await page.keyboard.press("Enter");
  await page.getByTestId("trigger-filter").fill("account:stage kind:api_key");
  await page.getByTestId("trigger-confirmed").check();
  await expect(page.getByTestId("trigger-preview")).toContainText("Old value refused within 5 minutes");
  await page.getByTestId("trigger-open").click();
  await expect(page.getByTestId("trigger-dialog")).toHaveCount(0);
  await expect(page.getByTestId("task-row").filter({ hasText: "compromise, public or confirmed" }).first()).toBeVisible();
});

test("a task is planned, goes to its rotation, and another is dropped with a reason", async ({ open }) => {
  const page = await open();
  await toRotation(page, "tasks");
  const row = page.locator("[data-testid=task-row][data-state=late]").first();
  await row.getByTestId("task-drop").click();
  await page.getByTestId("task-drop-dialog-why").fill("Never held by bob");
  await page.getByTestId("task-drop-dialog-do").click();
  await expect(page.getByTestId("tasks-head")).toContainText("1 late");
  await page.keyboard.press("h");
  await expect(page.locator("[data-testid=task-row][data-state=dropped]").filter({ hasText: "Never held by bob" })).toBeVisible();
  await row.getByTestId("task-plan").click();
  await page.getByTestId("plan-save").click();
  await row.getByTestId("task-rotation").click();
  await expect(page.getByTestId("rotation-tab-rotations")).toHaveAttribute("aria-selected", "true");
  await expect(page.getByTestId("rotation-detail")).toContainText("Departure");
});

test("the cost is a table with its sum, and follows the filter", async ({ open }) => {
  const page = await open();
  await toRotation(page, "cost");
  const total = page.getByTestId("cost-total");
  await expect(total).toHaveText(/^\$\d/);
  await expect(page.getByTestId("cost-move").filter({ hasText: "<img src=x onerror=alert(1)>" }).first()).toBeVisible();
  expect(await page.locator("img").count()).toBe(0);
  const all = await total.textContent();
  await page.keyboard.press("/");
  await page.keyboard.type("account:stage ");
  await expect(total).not.toHaveText(all ?? "");
  await page.getByTestId("filter-input").fill("nothing:x");
  await expect(page.getByRole("alert").filter({ hasText: "is not a field" })).toBeVisible();
  await expect(total).toBeVisible();
});

test("nothing yet, nothing open, and what failed say what to do next", async ({ open }) => {
  const page = await open({ scenario: "quiet" });
  await toRotation(page, "tasks");
  await expect(page.getByTestId("tasks-empty")).toContainText("opens one task for each secret");
  await toRotation(page, "rotations");
  await expect(page.getByTestId("rotation-none")).toBeVisible();
  await expectAccessible(page);
  const failing = await open({ scenario: "failing" });
  for (const tab of ["rotations", "tasks", "exceptions", "policy", "cost"] as const) {
    await toRotation(failing, tab);
    await expect(failing.getByRole("tabpanel").getByTestId("error-panel").first()).toContainText("Try again");
  }
});

test("in a narrow window a rotation is a page, and the policy shows rules or text", async ({ open }) => {
  const page = await open();
  await page.setViewportSize({ width: 900, height: 700 });
  await toRotation(page, "rotations");
  await page.getByTestId("rotation-list").focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByTestId("rotation-detail")).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("rotation-title")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("rotation-list")).toBeFocused();
  await page.getByTestId("rotation-tab-policy").click();
  await expect(page.getByTestId("policy-text")).toHaveCount(0);
  await page.getByRole("radio", { name: "Text" }).check();
  await expect(page.getByTestId("policy-text")).toBeVisible();
  await expectAccessible(page);
});
