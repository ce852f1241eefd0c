// Who can read: by key, from a secret to why, from the map to a cell, from nothing to a map.
import type { Page } from "@playwright/test";

import { expect, expectAccessible, pass, test } from "./window";

/** Goes to access by key, once the window listens. */
async function toAccess(page: Page): Promise<void> {
  await page.getByTestId("nav-access").waitFor();
  await page.keyboard.press("Control+4");
}

/** Among secrets, the readers of one of the web tier. */
async function toReaders(page: Page, filter = "account:prod-us service:web store:sm"): Promise<void> {
  await toAccess(page);
  await page.getByTestId("access-tab-secret").click();
  await page.getByTestId("filter-input").fill(filter);
  await page.getByTestId("access-secret-row").filter({ hasText: "web" }).first().click();
  await page.getByTestId("reader-row").first().waitFor();
}

test("from a secret to why, by key, copied, and back", async ({ open }) => {
  const page = await open();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByTestId("filter-input").fill("account:prod-us service:web REDIS_URL");
  await page.getByTestId("secret-row").first().click();
  const can = page.getByTestId("can-read");
  await expect(can).toContainText("5 can");
  await expect(can).toContainText("only with MFA");
  await expect(can).toContainText("role/web-task");
  await expect(can).toContainText("ann@example.test");
  await page.locator("#secrets-grid").focus();
  await page.keyboard.press("a");
  await expect(page.getByTestId("access-tab-secret")).toHaveAttribute("aria-selected", "true");
  const pane = page.getByTestId("access-secret");
  await expect(pane).toContainText("REDIS_URL");
  const first = page.locator("[data-rover]");
  await first.focus();
  await page.keyboard.press("Enter");
  const why = page.getByTestId("why");
  await expect(why).toBeFocused();
  await expect(page.getByTestId("why-summary")).toContainText("can read");
  await page.keyboard.press("c");
  await expect(page.getByText("Explanation copied").first()).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("secretsmanager:GetSecretValue");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(why).toHaveCount(0);
  await expect(first).toBeFocused();
  await page.keyboard.press("Alt+ArrowLeft");
  await page.keyboard.press("Alt+ArrowLeft");
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(can).toBeVisible();
});

test("with one why open, it follows the arrows, and tells condition from chain", async ({ open }) => {
  const page = await open();
  await toReaders(page);
  await page.getByTestId("reader-rows").getByRole("button", { name: /SSO\/Developers/ }).click();
  const verdict = page.getByTestId("why-verdict");
  await expect(verdict).toHaveText("Under a condition");
  await expect(page.getByTestId("why")).toContainText("only with MFA: depends on the call");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByTestId("why-summary")).toContainText("role/support can read");
  await expect(page.getByTestId("why")).toContainText("role/support-elevated");
  await page.keyboard.press("Home");
  await expect(verdict).toHaveText("Can read");
});

test("who cannot is listed on asking, with the policy that denies", async ({ open }) => {
  const page = await open();
  await toAccess(page);
  await page.getByTestId("access-tab-secret").click();
  await page.getByTestId("filter-input").fill("BREAK_GLASS account:prod-us");
  await page.getByTestId("access-secret-row").filter({ hasText: "BREAK_GLASS" }).first().click();
  await expect(page.locator("[data-access=cannot]")).toHaveCount(0);
  await page.keyboard.press("x");
  await page.getByRole("row").filter({ hasText: "role/ci-deploy" }).filter({ hasText: "prod-us" }).getByRole("button").click();
  const denies = page.locator("[data-testid=why-step][data-says=denies]").first();
  await expect(denies).toContainText("SCP break-glass at ou-prod");
  await expect(denies).toContainText("aws:PrincipalArn");
});

test("the map is walked with arrows, opened cell by cell, filtered, and has a table twin", async ({ open }) => {
  const page = await open({ rows: 120 });
  await toAccess(page);
  const cells = page.getByTestId("map-cell");
  await cells.first().waitFor();
  await page.locator("[data-rover]").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  await expect(cells.first()).toBeFocused();
  await page.locator("[data-testid=map-cell][aria-label*=condition]").first().focus();
  await page.keyboard.press("Enter");
  const cell = page.getByTestId("access-cell");
  await expect(cell).toBeFocused();
  await page.getByTestId("cell-secret").first().click();
  await expect(page.getByTestId("why-summary")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(cell).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(cell).toHaveCount(0);
  await page.keyboard.press("/");
  await page.keyboard.type("account:stage");
  await expect(page.getByRole("rowheader").filter({ hasText: "prod-us" })).toHaveCount(0);
  await page.getByTestId("filter-input").fill("nothing:x");
  await expect(page.getByRole("alert").filter({ hasText: "is not a field" })).toBeVisible();
  await expect(cells.first()).toBeVisible();
  await page.getByTestId("filter-input").fill("account:stage");
  await page.keyboard.press("Enter");
  await page.keyboard.press("t");
  await expect(page.getByTestId("access-map-table").getByRole("row").filter({ hasText: "other account" }).first()).toBeVisible();
});

test("a principal shows on what its access rests, and how it could grant itself more", async ({ open }) => {
  const page = await open();
  await toAccess(page);
  await page.keyboard.press("3");
  await expect(page.getByTestId("principal-row").first()).toContainText(/\d/);
  await page.keyboard.press("/");
  await page.keyboard.type("ci-dep");
  await page.getByTestId("principal-row").first().click();
  await expect(page.getByTestId("escalations")).toContainText("iam:AttachRolePolicy");
  await expect(page.getByTestId("statement-row").first()).toContainText("Removing this leaves it nothing to read.");
  await page.getByTestId("reader-row").first().getByRole("button").click();
  await expect(page.getByTestId("why-step").filter({ hasText: "SecretsManagerReadWrite" }).first()).toBeVisible();
});

test("a finding has the narrower text beside what stands there, to be copied", async ({ open }) => {
  const page = await open();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await toAccess(page);
  await page.keyboard.press("4");
  await expect(page.getByTestId("access-finding-title")).toContainText("outside the organisation");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(page.getByTestId("text-goes")).toContainText("ssm:GetParameter*");
  await expect(page.getByTestId("text-comes")).toContainText("ssm:GetParameters");
  await page.keyboard.press("c");
  await expect(page.getByText("Narrower text copied").first()).toBeVisible();
  expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toMatchObject({ Sid: "Deploy" });
  await page.getByTestId("access-finding").getByRole("button", { name: "user/old-deploy" }).click();
  await expect(page.getByTestId("access-principal")).toContainText("departed");
});

test("from nothing to a map by collecting; a snapshot goes out", async ({ open }) => {
  const page = await open({ scenario: "uncollected", step: 30, rows: 60 });
  await toAccess(page);
  await page.getByTestId("access-collect").click();
  await page.getByTestId("map-cell").first().waitFor();
  await page.keyboard.press("5");
  await expect(page.getByTestId("input-row").filter({ hasText: "stage" })).toContainText("not in the file");
  await page.getByTestId("inputs-export").click();
  await expect(page.getByTestId("access-inputs")).toContainText("/home/you/access-snapshot.json");
});

test("a collection is shown by account, and stopped", async ({ open }) => {
  const page = await open({ step: "held", rows: 60 });
  await toAccess(page);
  await page.keyboard.press("5");
  await page.getByTestId("inputs-collect").click();
  const dock = page.getByTestId("access-dock");
  await expect(dock.getByRole("rowheader", { name: "prod-us" })).toBeVisible();
  await pass(page);
  await expect(dock.locator("[data-state=running]").first()).toBeVisible();
  await expectAccessible(page);
  await page.getByTestId("access-cancel").click();
  await pass(page);
  await expect(dock).toContainText("Stopped.");
  await expect(page.getByTestId("input-row").filter({ hasText: "prod-us" })).toContainText("whole");
  await page.getByTestId("access-dock-close").click();
  await expect(dock).toHaveCount(0);
});

test("the list says how many can read each, sorts and filters by it", async ({ open }) => {
  const page = await open();
  await page.getByTestId("secret-row").first().waitFor();
  const header = page.getByRole("columnheader", { name: "Can read" });
  await header.getByRole("button", { name: "Can read" }).first().click();
  await expect(header).toHaveAttribute("aria-sort", "descending");
  await page.getByTestId("filter-input").fill("readers:>5");
  await expect(page.getByTestId("count")).toContainText("showing");
  await expect(page.getByTestId("secret-row").first().locator("[title*='can read it']")).toHaveText(/^\d+\+?$/);
});

test("hostile names are text, here too", async ({ open }) => {
  const page = await open();
  await toAccess(page);
  await page.keyboard.press("3");
  await page.getByTestId("principal-row").filter({ hasText: "<img" }).click();
  await expect(page.getByTestId("access-principal").getByRole("heading", { level: 2 })).toContainText("role/<img src=x onerror=alert(1)>");
  await expect(page.getByTestId("statement-row")).toContainText("<b>Sid</b>");
  await expect(page.getByTestId("statement-row")).toContainText("\ufffdevil");
  expect(await page.locator("img").count()).toBe(0);
});

test("in a narrow window each is a page, and Escape leads back step by step", async ({ open }) => {
  const page = await open();
  await page.setViewportSize({ width: 900, height: 600 });
  await toReaders(page);
  await expect(page.getByTestId("access-secret-row")).toHaveCount(0);
  await page.locator("[data-rover]").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("why")).toBeFocused();
  await expect(page.getByTestId("reader-row")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("reader-row").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("access-secret-row").first()).toBeVisible();
});
