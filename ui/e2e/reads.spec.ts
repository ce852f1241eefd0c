// What a person does with reads: by key, from the list to a decision.
import type { Page } from "@playwright/test";

import { expect, expectAccessible, pass, test } from "./window";

/** Goes to the reads by key, once the window listens. */
async function toReads(page: Page): Promise<void> {
  await page.getByTestId("nav-reads").waitFor();
  await page.keyboard.press("Control+5");
}

test("a finding goes from the list to a decision by key, and back", async ({ open }) => {
  const page = await open();
  await toReads(page);
  const title = page.getByTestId("finding-title");
  await expect(title).toContainText("role/ci-deploy read 15 secrets");
  await expect(page.getByTestId("nav-reads")).toContainText("2");
  await page.keyboard.press("j");
  await expect(title).toContainText("user/admin-2");
  await page.keyboard.press("k");
  await expect(title).toContainText("role/ci-deploy");
  await page.keyboard.press("w");
  await expect(page.getByTestId("nav-reads")).toContainText("1");
  await expect(page.getByTestId("finding-detail")).toContainText("Watched since");
  await page.keyboard.press("u");
  await expect(page.getByTestId("nav-reads")).toContainText("2");
  await page.keyboard.press("m");
  await expect(page.getByTestId("finding-detail")).toContainText("In an incident since");
  await page.getByRole("button", { name: "Undo" }).first().click();
  await expect(page.getByTestId("nav-reads")).toContainText("2");
});

test("expected needs a reason and an end, silences, is listed, and can be ended", async ({ open }) => {
  const page = await open();
  await toReads(page);
  await expect(page.getByTestId("finding-title")).toContainText("role/ci-deploy");
  await page.keyboard.press("e");
  const note = page.getByTestId("expected-note");
  await expect(note).toBeFocused();
  await page.getByTestId("expected-silence").check();
  await page.getByTestId("expected-until").fill("2036-01-01");
  await page.getByTestId("expected-save").click();
  await expect(note).toBeFocused();
  await expect(page.getByText("At most 365 days")).toBeVisible();
  await note.fill("The new pipeline, SEC-481");
  await page.getByTestId("expected-until").fill(new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10));
  await page.getByTestId("expected-save").click();
  await expect(page.getByTestId("expected-dialog")).toHaveCount(0);
  // The next one that needs somebody.
  await expect(page.getByTestId("finding-title")).toContainText("user/admin-2");
  await page.keyboard.press("6");
  const row = page.getByTestId("silence-row").filter({ hasText: "SEC-481" });
  await expect(row).toContainText("10 days left");
  await row.getByTestId("silence-end").click();
  await expect(row).toContainText("ended");
});

test("a finding's events are shown as text, whatever they hold", async ({ open }) => {
  const page = await open();
  await toReads(page);
  await page.getByTestId("finding-title").waitFor();
  await page.keyboard.press("v");
  const events = page.getByRole("grid", { name: /Events of this finding/ });
  await events.focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("event-dialog")).toContainText("<img src=x onerror=alert(1)>");
  expect(await page.locator("img").count()).toBe(0);
});

test("a query is typed with suggestions, grouped, narrowed by a group, and copied out", async ({ open }) => {
  const page = await open();
  await toReads(page);
  await page.getByTestId("finding-title").waitFor();
  await page.keyboard.press("/");
  const field = page.getByTestId("filter-input");
  await expect(field).toBeFocused();
  await page.keyboard.type("outc");
  await page.keyboard.press("Tab");
  await page.keyboard.type("den");
  await page.keyboard.press("Tab");
  await expect(field).toHaveValue("outcome:denied ");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("reads-tab-query")).toHaveAttribute("aria-selected", "true");
  await expect(page.getByTestId("event-row").first()).toContainText("denied");
  await page.getByRole("radio", { name: "Principal" }).check();
  await page.getByTestId("groups").getByRole("button", { name: "role/ci-deploy" }).click();
  await expect(field).toHaveValue(/outcome:denied principal:role\/ci-deploy/);
  await page.getByRole("radio", { name: "Events" }).check();
  await page.getByTestId("reads-export").click();
  await page.getByTestId("reads-export-csv").click();
  await expect(page.getByText(/events written to \/home\/you\/reads\.csv/)).toBeVisible();
});

test("a query that cannot be read says where and keeps its answer", async ({ open }) => {
  const page = await open();
  await toReads(page);
  await page.getByTestId("reads-tab-query").click();
  await page.getByTestId("event-row").first().waitFor();
  await page.getByTestId("filter-input").fill("prinzipal:x");
  await expect(page.getByRole("alert").filter({ hasText: "prinzipal is not a field" })).toBeVisible();
  await expect(page.getByTestId("event-row").first()).toBeVisible();
});

test("the timeline zooms by key and by drag, and has a table twin", async ({ open }) => {
  const page = await open();
  await toReads(page);
  await page.getByTestId("reads-tab-query").click();
  await page.getByTestId("event-row").first().waitFor();
  const timeline = page.getByTestId("timeline");
  const plot = page.getByTestId("timeline-plot");
  await plot.waitFor();
  const said = timeline.getByRole("heading");
  const before = await said.textContent();
  await plot.focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByTestId("live")).toContainText("UTC ·");
  await page.keyboard.press("+");
  await expect(said).not.toHaveText(before ?? "");
  await page.keyboard.press("0");
  await expect(said).toHaveText(before ?? "");
  const box = await plot.boundingBox();
  if (!box) throw new Error("no plot");
  await page.mouse.move(box.x + box.width * 0.5, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, box.y + 20, { steps: 4 });
  await page.mouse.up();
  await expect(said).not.toHaveText(before ?? "");
  await page.getByTestId("timeline-ask").click();
  await expect(page.getByTestId("filter-input")).toHaveValue(/^since:\d{4}-\d\d-\d\dT[\d:]+Z until:\S+Z$/);
  await page.getByTestId("filter-input").fill("");
  await expect(said).toHaveText(before ?? "");
  await page.getByTestId("timeline-table-toggle").click();
  const table = page.getByTestId("timeline-table");
  await expect(table.getByRole("columnheader", { name: "role/ci-deploy" })).toBeVisible();
  await expect(table.getByText("in a finding").first()).toBeAttached();
  await expectAccessible(page);
});

test("a secret says who reads it, who stopped, and leads to its reads; it can be a decoy", async ({ open }) => {
  const page = await open();
  await page.getByTestId("filter-input").fill("account:prod-us service:web REDIS_URL");
  await page.getByTestId("secret-row").first().click();
  const readers = page.getByTestId("readers");
  await expect(readers).toContainText("role/web-task");
  await expect(readers).toContainText("stopped");
  await readers.getByTestId("decoy").click();
  await expect(readers).toContainText("No decoy any more");
  await readers.getByTestId("readers-query").click();
  await expect(page.getByTestId("filter-input")).toHaveValue(/^secret:.*REDIS_URL$/);
  await expect(page.getByTestId("event-row").first()).toContainText("REDIS_URL");
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(readers).toBeVisible();
});

test("from a principal to a secret that it reads and back", async ({ open }) => {
  const page = await open();
  await toReads(page);
  await page.getByTestId("reads-tab-principal").click();
  await page.getByTestId("usage-row").filter({ hasText: "role/legacy-batch" }).click();
  const detail = page.getByTestId("usage-detail");
  await expect(detail).toContainText("2 stopped");
  await detail.getByRole("rowheader").first().getByRole("button").click();
  await expect(page.getByTestId("reads-tab-secret")).toHaveAttribute("aria-selected", "true");
  await expect(detail).toContainText("role/legacy-batch");
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(detail).toContainText("2 stopped");
});

test("collecting goes from nothing, over an estimate, to findings; it can be stopped", async ({ open }) => {
  const page = await open({ scenario: "uncollected", step: "held" });
  await toReads(page);
  await page.getByTestId("empty-collect").click();
  await expect(page.getByTestId("estimate")).toContainText("1.9 M events");
  await page.getByRole("checkbox", { name: /Decrypt which/ }).uncheck();
  await expect(page.getByText(/^Left out: Decrypt/)).toBeVisible();
  await page.getByTestId("collect-start").click();
  const dock = page.getByTestId("trail-dock");
  await expect(dock).toBeVisible();
  await pass(page, 3);
  await expect(dock).toContainText(/[1-9] of 12 accounts and regions/);
  await page.getByTestId("trail-cancel").click();
  await pass(page);
  await expect(dock).toContainText("Stopped:");
  await expect(page.getByTestId("finding-title")).toBeVisible();
  await expect(dock).toContainText("cloudtrail:LookupEvents");
});

test("in a narrow window the finding is a page, and Escape leads back to its line", async ({ open }) => {
  const page = await open();
  await page.setViewportSize({ width: 900, height: 600 });
  await toReads(page);
  const list = page.getByTestId("finding-list");
  await list.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByTestId("finding-detail")).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("finding-title")).toContainText("user/admin-2");
  await expect(list).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(list).toBeFocused();
});
