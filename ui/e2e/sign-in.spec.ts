// From a laptop to the organisation: profiles tried, sources tried, signing in, codes, and what a sync asks halfway.
import type { Page } from "@playwright/test";

import { expect, expectAccessible, expectThemes, pass, picture, test } from "./window";

const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

/** Tabs until the focus is on a part. */
async function tabTo(page: Page, testid: string, most = 60): Promise<void> {
  for (let i = 0; i < most; i += 1) {
    if (await page.evaluate((id) => document.activeElement?.getAttribute("data-testid") === id, testid)) return;
    await page.keyboard.press("Tab");
  }
  await expect(page.getByTestId(testid), "reached by Tab").toBeFocused();
}

const row = (page: Page, name: string) => page.getByTestId("profile-row").filter({ has: page.getByRole("rowheader", { name: new RegExp(`^${name}( |$)`) }) });

async function toProfiles(page: Page): Promise<void> {
  await page.getByTestId("profiles").waitFor();
  await page.getByTestId("profiles-try").click();
  await expect(row(page, "prod-readonly")).toHaveAttribute("data-state", "asks_for_code");
  await expect(page.getByTestId("profiles-cancel")).toHaveCount(0);
}

async function toAccounts(page: Page): Promise<void> {
  await toProfiles(page);
  await page.getByTestId("scope-organization").check();
  await page.getByTestId("source-role").fill("keyturn-reader");
  await page.getByTestId("accounts-try").click();
  await expect(page.getByTestId("account-tried")).toHaveCount(4);
  await expect(page.getByTestId("accounts-cancel")).toHaveCount(0);
}

async function toCode(page: Page): Promise<void> {
  await toProfiles(page);
  await row(page, "audit").getByTestId("profile-sign-in").click();
  await page.getByTestId("sign-in-code").waitFor();
}

async function toQuestion(page: Page): Promise<void> {
  await page.getByTestId("nav-secrets").waitFor();
  await page.getByTestId("sync-button").click();
  await page.getByTestId("sign-in-why").waitFor();
}

async function toSignIns(page: Page): Promise<void> {
  await page.getByTestId("nav-settings").click();
  await page.getByTestId("sign-in-row").first().waitFor();
}

test("by keyboard alone: from nothing, by device sign-in, to the list", async ({ open }) => {
  const page = await open({ scenario: "first-run", step: 15 });
  await page.getByTestId("profiles").waitFor();
  await expect(page.getByTestId("first-run")).toContainText("with what looks like production: prod-admin, prod-readonly");
  await tabTo(page, "profiles-try");
  await press(page, "Enter");
  await expect(row(page, "audit")).toContainText("sign in first");
  await expect(row(page, "default")).toContainText("stage");
  await expect(row(page, "ci")).toContainText("Install the program that the profile names");
  await expect(page.getByTestId("profiles-cancel")).toHaveCount(0);
  await tabTo(page, "profile-sign-in");
  await press(page, "Enter");
  await expect(page.getByTestId("sign-in-code")).toHaveText("WDJB-MJHT");
  await expect(page.getByTestId("sign-in-browse")).toBeFocused();
  await press(page, "Enter");
  // Every profile of the same start page, with one sign-in.
  await expect(page.getByTestId("sign-in-dialog")).toHaveCount(0);
  await expect(page.getByTestId("toasts")).toContainText("Signed in to acme; it ends in 8 h.");
  await expect(row(page, "audit")).toHaveAttribute("data-state", "works");
  await expect(row(page, "prod-admin")).toContainText("administrator");
  await expect(page.getByTestId("profiles-cancel")).toHaveCount(0);
  await expect(page.getByTestId("profiles-try")).toBeFocused();
  await tabTo(page, "scope-own");
  await press(page, "ArrowDown");
  await expect(page.getByTestId("scope-organization")).toBeChecked();
  await tabTo(page, "first-sync");
  await press(page, "Enter");
  await expect(page.getByTestId("source-role")).toBeFocused();
  await page.keyboard.type("keyturn-reader");
  await expect(page.getByTestId("about-to-use")).toContainText("every account of the organisation, as keyturn-reader");
  await tabTo(page, "accounts-try");
  await press(page, "Enter");
  await expect(page.getByTestId("accounts-tried")).toContainText("3 of 4 accounts can be entered.");
  await expect(page.getByTestId("in-production")).toContainText("the account prod-us");
  await expect(page.locator("[data-testid=account-tried][data-works=false]")).toContainText("trust this principal");
  await tabTo(page, "first-sync");
  await press(page, "Enter");
  await expect(page.getByTestId("secret-row").first()).toBeVisible();
});

test("trying is stopped, and what came stays", async ({ open }) => {
  const page = await open({ scenario: "first-run", step: "held" });
  await page.getByTestId("with-production").uncheck();
  await page.getByTestId("profiles-try").click();
  await expect(page.getByTestId("profiles-progress")).toContainText("of 7 profiles tried");
  await pass(page, 2);
  await expect(row(page, "audit")).toHaveAttribute("data-state", "sign_in_first");
  await page.getByTestId("profiles-cancel").focus();
  await press(page, "Enter");
  await pass(page);
  await expect(page.getByTestId("profiles-cancel")).toHaveCount(0);
  await expect(row(page, "audit")).toHaveAttribute("data-state", "sign_in_first");
  await expect(page.getByTestId("profiles-try")).toBeFocused();
  await expect(row(page, "pod")).toContainText("not tried");
  await expect(row(page, "prod-admin")).toContainText("not tried");
});

test("without a profile it says what makes one", async ({ open }) => {
  const page = await open({ scenario: "no-profiles" });
  await expect(page.getByTestId("no-profiles")).toContainText("aws configure sso");
  await page.getByTestId("look-again").click();
  await expect(page.getByTestId("demo-hint")).toContainText("keyturn-desktop --demo");
});

test("profiles one by one are a source each", async ({ open }) => {
  const page = await open({ scenario: "first-run", step: 15 });
  await page.getByTestId("scope-profiles").check();
  await page.getByTestId("first-sync").click();
  await expect(page.getByText("Choose at least one profile.")).toBeVisible();
  await page.getByRole("checkbox", { name: /^console/ }).check();
  await page.getByRole("checkbox", { name: /^default/ }).check();
  await page.getByTestId("regions-all").click();
  await page.getByTestId("first-sync").click();
  await expect(page.getByTestId("secret-row").first()).toBeVisible();
  await page.getByTestId("nav-settings").click();
  await expect(page.locator("#settings-sources li")).toHaveCount(2);
  await expect(page.locator("#settings-sources li").first()).toContainText("17 regions");
});

test("every region that each account has enabled", async ({ open }) => {
  const page = await open({ scenario: "first-run", step: 15 });
  await page.getByTestId("scope-profiles").check();
  await page.getByRole("checkbox", { name: /^default/ }).check();
  await page.getByTestId("regions-enabled").check();
  await expect(page.getByTestId("regions-all")).toHaveCount(0);
  await expect(page.getByTestId("about-to-use")).toContainText("every enabled region");
  await page.getByTestId("accounts-try").click();
  await expect(page.getByTestId("regions-off").first()).toHaveText("Not enabled there: af-south-1, me-central-1");
  await page.getByTestId("first-sync").click();
  await expect(page.getByTestId("secret-row").first()).toBeVisible({ timeout: 20_000 });
  await page.getByTestId("nav-coverage").click();
  await expect(page.getByTestId("regions-off")).toContainText("Enabled in no account, and so not shown above: af-south-1, me-central-1.");
  await expect(page.locator('[data-cell$="af-south-1/ssm"]')).toHaveCount(0);
  await expectAccessible(page);
});

test("one sign-in for the many profiles of a start page, found by what they reach", async ({ open }) => {
  // Two times 189 profiles, one after the other.
  test.slow();
  const page = await open({ scenario: "many-profiles", step: 1 });
  await expect(page.getByTestId("profiles-try")).toHaveText("Try all 189");
  await expect(page.getByTestId("first-run")).toContainText("and 50 more");
  await page.getByTestId("profiles-try").click();
  await expect(page.getByTestId("profiles-sum")).toContainText("182 wait for acme", { timeout: 45_000 });
  await expect(page.getByTestId("profiles-cancel")).toHaveCount(0);
  await page.getByTestId("sign-in-for-all").click();
  await page.getByTestId("sign-in-browse").click();
  await expect(page.getByTestId("profiles-sum")).toContainText("184 work", { timeout: 45_000 });
  await page.getByTestId("profiles-filter").fill("team prod-eu works");
  await expect(page.getByTestId("profile-row")).toHaveCount(45);
  await page.getByTestId("profiles-filter").fill("nothing like it");
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(page.getByTestId("profile-row")).toHaveCount(189);
  await page.getByTestId("scope-profiles").check();
  await page.getByTestId("pick-working").click();
  await expect(page.getByTestId("about-to-use")).toContainText("team-001-prod");
});

test("what an ended sign-in hides is signed in to from its problems", async ({ open }) => {
  const page = await open({ scenario: "expired", step: 30 });
  await toQuestion(page);
  await page.getByTestId("sign-in-decline").click();
  const line = page.getByTestId("sync-report").getByTestId("problem-sign-in");
  await expect(line).toContainText("Nobody is signed in for audit: 12 problems.");
  await line.getByRole("button", { name: "Sign in for audit" }).click();
  await expect(page.getByTestId("sign-in-label")).toHaveText("acme");
});

test("trying a source in the settings asks for its code over the dialog that waits", async ({ open }) => {
  const page = await open({ scenario: "mfa", step: 20 });
  await page.getByTestId("nav-settings").click();
  await page.getByTestId("source-add").click();
  await page.getByTestId("source-profile").selectOption("prod-readonly");
  await page.getByTestId("accounts-try").click();
  await expect(page.getByTestId("mfa-code")).toBeFocused();
  await page.keyboard.type("123456");
  await press(page, "Enter");
  await expect(page.getByTestId("source-dialog").getByTestId("account-tried")).toHaveCount(1);
  await expect(page.getByTestId("sign-in-dialog")).toHaveCount(0);
  await page.getByTestId("source-save").click();
  await expect(page.locator("#settings-sources li")).toHaveCount(2);
});

test("a code is pasted with its space, a wrong one is said, the right one goes on", async ({ open }) => {
  const page = await open({ scenario: "mfa", step: 30 });
  await toQuestion(page);
  await expect(page.getByTestId("sign-in-why")).toContainText("6 cells wait for this; all else goes on.");
  const field = page.getByTestId("mfa-code");
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute("autocomplete", "one-time-code");
  await press(page, "Enter");
  await expect(page.getByText("Type the code that the device shows.")).toBeVisible();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData("text/plain", "000 000");
    const input = document.activeElement as HTMLInputElement;
    if (input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))) document.execCommand("insertText", false, "000 000");
  });
  await expect(field).toHaveValue("000 000");
  await press(page, "Enter");
  await expect(page.getByText("AWS did not take this code.")).toBeVisible();
  await expect(field).toBeFocused();
  await page.keyboard.type("123456");
  await expect(page.getByText("AWS did not take this code.")).toHaveCount(0);
  await press(page, "Enter");
  await expect(page.getByTestId("sign-in-dialog")).toHaveCount(0);
  await expect(page.getByTestId("sync-report")).toBeVisible();
  await expect(page.getByTestId("sync-report")).not.toContainText("sign-in expired");
});

test("expired halfway: asked once, signed in, and the sync goes on", async ({ open }) => {
  const page = await open({ scenario: "expired", step: 30 });
  await toQuestion(page);
  await expect(page.getByTestId("sign-in-dialog")).toHaveCount(1);
  await expect(page.getByTestId("sign-in-why")).toContainText("12 cells wait for this");
  await expect(page.getByTestId("sign-in-start")).toBeFocused();
  await press(page, "Enter");
  await expect(page.getByTestId("sign-in-browse")).toBeFocused();
  await expect(page.getByTestId("sign-in-left")).toContainText(/^(10:00|9:\d\d) left$/);
  await press(page, "Enter");
  await expect(page.getByTestId("sync-report")).toBeVisible();
  await expect(page.getByTestId("sign-in-dialog")).toHaveCount(0);
  await expect(page.getByTestId("sync-dock")).toContainText("1 cell of 24 not read in full.");
});

test("later keeps the question in a line; going on without makes it a problem", async ({ open }) => {
  const page = await open({ scenario: "expired", step: 30 });
  await toQuestion(page);
  await press(page, "Escape");
  const line = page.getByTestId("asked-line");
  await expect(line).toContainText("The sign-in to acme ended halfway: about 12 cells wait for this.");
  await page.getByTestId("asked-resume").click();
  await expect(page.getByTestId("sign-in-dialog")).toBeVisible();
  await press(page, "Escape");
  await page.getByTestId("asked-decline").click();
  await expect(line).toHaveCount(0);
  await expect(page.getByTestId("sync-report")).toContainText("sign-in expired");
});

test("two questions are one dialog after the other, never over what is typed", async ({ open }) => {
  const page = await open({ scenario: "questions", step: "held" });
  await page.getByTestId("secret-row").first().waitFor();
  await press(page, "s");
  await page.getByTestId("filter-input").click();
  await page.keyboard.type("web");
  await expect(page.getByTestId("sync-dock")).toBeVisible();
  await pass(page, 5);
  const line = page.getByTestId("asked-line");
  await expect(line).toContainText("And 1 more question.");
  await expect(page.getByTestId("filter-input")).toBeFocused();
  await expect(page.getByTestId("sign-in-dialog")).toHaveCount(0);
  await page.getByTestId("asked-resume").click();
  await expect(page.getByTestId("sign-in-others")).toContainText("Then 1 more question.");
  await page.getByTestId("sign-in-decline").click();
  await expect(page.getByTestId("mfa-code")).toBeFocused();
  await expect(page.getByTestId("sign-in-dialog")).toHaveCount(1);
  await page.keyboard.type("123456");
  await press(page, "Enter");
  await pass(page, 30);
  await expect(page.getByTestId("sync-report")).toBeVisible();
});

for (const [scenario, reason, says] of [["denied", "denied", "Somebody pressed Deny"], ["code-expired", "code_expired", "Get a new code"]] as const) {
  test(`a sign-in that ends ${reason} says what to do`, async ({ open, page }) => {
    await page.clock.install();
    await open({ scenario, step: 30 });
    await toCode(page);
    await page.getByTestId("sign-in-browse").click();
    if (reason === "code_expired") await page.clock.runFor("10:00");
    const failed = page.getByTestId("sign-in-failed");
    await expect(failed).toHaveAttribute("data-reason", reason);
    await expect(failed).toContainText(says);
    await expect(page.getByTestId("sign-in-start")).toBeFocused();
    await press(page, "Enter");
    await expect(page.getByTestId("sign-in-code")).toBeVisible();
    await press(page, "Escape");
    await expect(page.getByTestId("sign-in-dialog")).toHaveCount(0);
    await expect(row(page, "audit").getByTestId("profile-sign-in")).toBeFocused();
  });
}

test("a page that is not of AWS is not opened", async ({ open }) => {
  const page = await open({ scenario: "first-run", step: 10 });
  await toProfiles(page);
  await row(page, "legacy").getByTestId("profile-sign-in").click();
  await expect(page.getByTestId("sign-in-odd")).toContainText("Keyturn does not open it");
  await expect(page.getByTestId("sign-in-browse")).toHaveCount(0);
  await expect(page.getByTestId("sign-in-page")).toHaveText("https://sign-in.example.test/device");
  await expectAccessible(page);
});

test("what ends during a sync is renewed first, with one press", async ({ open }) => {
  const page = await open({ scenario: "expiring", step: 30 });
  await page.getByTestId("secret-row").first().waitFor();
  await press(page, "s");
  await expect(page.getByTestId("before-sync")).toContainText("The last sync took 10 min 40 s.");
  await expect(page.getByTestId("renew-first")).toBeFocused();
  await press(page, "Enter");
  await expect(page.getByTestId("sign-in-browse")).toBeFocused();
  await press(page, "Enter");
  await expect(page.getByTestId("sync-report")).toBeVisible();
  await press(page, "s");
  await expect(page.getByTestId("before-sync")).toHaveCount(0);
});

test("the settings list sign-ins with until when, and renew them", async ({ open }) => {
  const page = await open({ step: 20 });
  await toSignIns(page);
  const acme = page.getByTestId("sign-in-row").filter({ hasText: "acme.awsapps.com" });
  await expect(acme).toContainText("signed in");
  await expect(acme).toContainText(/ends in 4\d min/);
  await expect(acme).toContainText("2 profiles: audit, prod-admin · 1 source");
  await expect(page.getByTestId("sign-in-row").filter({ hasText: "legacy" })).toContainText("ended");
  await acme.getByTestId("sign-in-again").click();
  await page.getByTestId("sign-in-browse").click();
  await expect(acme).toContainText("ends in 8 h");
});

interface View {
  name: string;
  scenario: string;
  step?: number;
  go: (page: Page) => Promise<void>;
}

// Where there are many profiles a few are looked at: axe looks at each cell of a table.
const VIEWS: View[] = [
  { name: "first-run-fresh", scenario: "first-run", go: async (page) => page.getByTestId("profiles").waitFor() },
  { name: "first-run-profiles", scenario: "first-run", step: 10, go: toProfiles },
  { name: "first-run-accounts", scenario: "first-run", step: 10, go: async (page) => { await toAccounts(page); await page.getByTestId("accounts-tried").scrollIntoViewIfNeeded(); } },
  { name: "first-run-several", scenario: "first-run", step: 10, go: async (page) => { await page.getByTestId("scope-profiles").check(); await page.getByTestId("first-sync").click(); } },
  { name: "first-run-many", scenario: "many-profiles", step: 1, go: async (page) => { await page.getByTestId("profiles-try").click(); await expect(page.getByTestId("profiles-sum")).toContainText("182 wait", { timeout: 45_000 }); await expect(page.getByTestId("profiles-cancel")).toHaveCount(0); await page.getByTestId("profiles-filter").fill("sign in first team-00"); } },
  { name: "first-run-none", scenario: "no-profiles", go: async (page) => page.getByTestId("no-profiles").waitFor() },
  { name: "sign-in-code", scenario: "first-run", step: 10, go: toCode },
  { name: "sign-in-denied", scenario: "denied", step: 10, go: async (page) => { await toCode(page); await page.getByTestId("sign-in-browse").click(); await page.getByTestId("sign-in-failed").waitFor(); } },
  { name: "sign-in-question", scenario: "expired", step: 60, go: toQuestion },
  { name: "sign-in-mfa", scenario: "questions", step: 60, go: async (page) => { await toQuestion(page); await page.getByTestId("sign-in-decline").click(); await page.getByTestId("mfa-code").fill("000000"); await page.getByTestId("mfa-submit").click(); await page.getByText("AWS did not take this code.").waitFor(); } },
  { name: "sign-in-line", scenario: "questions", step: 60, go: async (page) => { await toQuestion(page); await press(page, "Escape", "Escape"); await page.getByTestId("asked-line").waitFor(); } },
  { name: "sign-in-before", scenario: "expiring", go: async (page) => { await page.getByTestId("sync-button").click(); await page.getByTestId("before-sync").waitFor(); } },
  { name: "sign-ins", scenario: "demo", go: toSignIns },
];

for (const { name, scenario, step, go } of VIEWS) {
  test(name, async ({ open }) => {
    if (scenario === "many-profiles") test.slow();
    const page = await open({ theme: "system", scenario, rows: 40, ...(step ? { step } : {}) });
    await go(page);
    await expectThemes(page, name);
    await page.setViewportSize({ width: 1920, height: 1080 });
    await picture(page, `${name}-light-1920`);
    await page.setViewportSize({ width: 640, height: 400 });
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "scrolls sideways").toBe(true);
    await picture(page, `${name}-light-640`);
  });
}
