// The library of runbooks: found and read by keyboard alone, a team's folder approved and removed, cards, what is wrong.
import type { Page } from "@playwright/test";

import { expect, expectAccessible, expectThemes, picture, test } from "./window";

const row = (page: Page, id: string) => page.locator(`[data-testid=runbook-row][data-id=${id}]`);

async function toLibrary(page: Page): Promise<void> {
  await page.getByTestId("nav-runbooks").click();
  await page.getByTestId("runbook-row").first().waitFor();
}

async function toPage(page: Page, id: string): Promise<void> {
  await toLibrary(page);
  await row(page, id).click();
  await page.getByTestId("runbook-sheet").waitFor();
}

async function toCard(page: Page, id: string): Promise<void> {
  await toLibrary(page);
  await page.getByTestId("runbooks-tab-issuers").click();
  await page.locator(`[data-testid=issuer-row][data-id=${id}]`).click();
  await page.getByTestId("issuer-checked").waitFor();
}

test("by keyboard alone: to the library, found, read, and back to the line it was on", async ({ open }) => {
  const page = await open();
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await page.getByTestId("nav-secrets").waitFor();
  await press("Control+b");
  await page.getByTestId("runbook-row").first().waitFor();
  await press("/");
  await expect(page.getByTestId("runbooks-search")).toBeFocused();
  await page.keyboard.type("committed git");
  await expect(page.getByTestId("runbook-row")).toHaveCount(1);
  await press("Enter");
  await expect(page.getByTestId("runbook-list")).toBeFocused();
  await press("Enter");
  await expect(page.getByTestId("runbook-sheet")).toBeFocused();
  await expect(page.getByTestId("runbook-sheet")).toContainText("Where did it get to");
  await expect(page.getByTestId("runbook-sheet")).toContainText("Done when:");
  await expect(page.getByTestId("runbook-beside")).toContainText("https://docs.github.com/");
  await expect(page.getByTestId("runbook-runs")).toContainText("INC-2026-003");
  await press("?");
  await expect(page.getByTestId("keys-help")).toContainText("Print the runbook");
  await press("Escape");
  await press("Escape");
  await expect(page.getByTestId("runbook-row")).toHaveCount(1);
  await press("Escape");
  await expect(page.getByTestId("runbook-row")).not.toHaveCount(1);
});

test("kinds are chosen, and what matches nothing says how to go on", async ({ open }) => {
  const page = await open();
  await toLibrary(page);
  await page.getByRole("radio", { name: "Exercise" }).check({ force: true });
  await expect(page.getByTestId("runbook-row")).toHaveCount(1);
  await page.getByTestId("runbooks-search").fill("no such thing");
  await expect(page.getByTestId("runbooks-empty")).toContainText("No runbook matches");
  await page.getByRole("button", { name: "Clear the search" }).click();
  await expect(row(page, "secret-in-git")).toBeVisible();
});

test("a team’s runbook is marked, approved by what it says, and leaves with its folder", async ({ open }) => {
  const page = await open();
  await toLibrary(page);
  await expect(page.getByTestId("runbooks-partial")).toContainText("could not be read in full");
  for (const word of ["Not approved", "Replaces 1.0.0", "overdue"]) await expect(row(page, "drill")).toContainText(word);
  await row(page, "drill").click();
  await page.getByTestId("runbook-approve").click();
  await expect(page.getByTestId("approve-dialog")).toContainText("4".repeat(64));
  await page.getByTestId("approve-do").click();
  await expect(page.getByTestId("runbook-approve")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(row(page, "drill")).not.toContainText("Not approved");
  // One with an error can be read, and not approved.
  await row(page, "feature-flag-key").click();
  await expect(page.getByTestId("runbook-findings")).toContainText("line 31");
  await expect(page.getByTestId("runbook-approve")).toHaveCount(0);
  await page.getByTestId("runbook-back").click();

  await page.getByTestId("runbooks-tab-folders").click();
  await expect(page.getByTestId("folder-row")).toContainText("keys.md is passed over");
  await page.getByTestId("folder-remove").click();
  await page.getByTestId("folder-remove-do").click();
  await expect(page.getByTestId("folders-empty")).toBeVisible();
  await page.getByTestId("runbooks-tab-findings").click();
  await expect(page.getByTestId("findings-empty")).toBeVisible();
  await page.getByTestId("runbooks-add-folder").click();
  await expect(page.getByTestId("folder-row")).toHaveCount(1);
});

test("a runbook is written into a file, and a link is copied, never followed", async ({ open, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await open();
  await toPage(page, "secret-in-git");
  await page.getByTestId("runbook-export").click();
  await page.getByRole("menuitem", { name: /CACAO/ }).click();
  await expect(page.getByText("Written to /home/you/secret-in-git.json.")).toBeVisible();
  const link = page.getByTestId("runbook-sheet").locator("a[href^='https://']").first();
  const address = (await link.getAttribute("href")) ?? "";
  await link.click();
  await expect(page.getByText(`Copied: ${address}`)).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(address);
});

test("on paper there is the page and nothing else", async ({ open }) => {
  const page = await open();
  await toPage(page, "secret-in-git");
  await page.emulateMedia({ media: "print" });
  await expect(page.getByTestId("nav-runbooks")).toBeHidden();
  await expect(page.getByTestId("runbook-beside")).toBeHidden();
  await expect(page.getByTestId("runbook-back")).toBeHidden();
  const [sheet, body] = await page.evaluate(() => [document.querySelector("[data-testid=runbook-sheet]")?.scrollHeight ?? 0, document.documentElement.scrollHeight]);
  expect(sheet).toBeGreaterThan(2000);
  expect(body, "nothing is cut off").toBeGreaterThanOrEqual(sheet as number);
  await picture(page, "runbooks-paper");
});

test("cards say how a value is revoked, and which nobody has checked", async ({ open }) => {
  const page = await open();
  await toCard(page, "stripe");
  await expect(page.getByTestId("issuer-pane")).toContainText("Roll the key with expiry now");
  await expect(page.getByTestId("issuer-checked")).toContainText("Compared with its sources");
  await page.locator("[data-testid=issuer-row][data-id=groq]").click();
  await expect(page.getByTestId("issuer-checked")).toContainText("Nobody checked this card");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("issuer-pane")).toHaveCount(0);
});

test("hostile titles are text", async ({ open }) => {
  const page = await open();
  await toLibrary(page);
  await expect(row(page, "feature-flag-key")).toContainText("<img src=x onerror=alert(1)>");
  await row(page, "feature-flag-key").click();
  await page.getByTestId("runbook-sheet").waitFor();
  expect(await page.locator("img").count()).toBe(0);
});

const VIEWS: { name: string; scenario?: string; go: (page: Page) => Promise<unknown> }[] = [
  { name: "library", go: toLibrary },
  { name: "page", go: (page) => toPage(page, "secret-in-git") },
  { name: "team", go: (page) => toPage(page, "feature-flag-key") },
  { name: "approve", go: async (page) => { await toPage(page, "drill"); await page.keyboard.press("a"); await page.getByTestId("approve-dialog").waitFor(); } },
  { name: "issuers", go: async (page) => { await toLibrary(page); await page.getByTestId("runbooks-tab-issuers").click(); await page.getByTestId("issuer-row").first().waitFor(); } },
  { name: "card", go: (page) => toCard(page, "stripe") },
  { name: "folders", go: async (page) => { await toLibrary(page); await page.getByTestId("runbooks-tab-folders").click(); await page.getByTestId("folder-row").waitFor(); } },
  { name: "folders-empty", scenario: "quiet", go: async (page) => { await toLibrary(page); await page.getByTestId("runbooks-tab-folders").click(); await page.getByTestId("folders-empty").waitFor(); } },
  { name: "findings", go: async (page) => { await toLibrary(page); await page.getByTestId("runbooks-tab-findings").click(); await page.getByTestId("finding-line").first().waitFor(); } },
  { name: "failing", scenario: "failing", go: async (page) => { await page.getByTestId("nav-runbooks").click(); await page.getByTestId("error-panel").first().waitFor(); } },
];

for (const { name, scenario, go } of VIEWS) {
  test(`runbooks ${name}`, async ({ open }) => {
    const page = await open({ theme: "system", rows: 20, ...(scenario ? { scenario } : {}) });
    await go(page);
    await expectThemes(page, `runbooks-${name}`, { whole: true });
    await page.setViewportSize({ width: 900, height: 600 });
    await picture(page, `runbooks-${name}-light-900`);
    await expectAccessible(page);
  });
}
