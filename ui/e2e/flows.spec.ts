// What a person does in the shell, by key where it can be done by key.
import { expect, expectAccessible, pass, test } from "./window";

test("the palette opens a place by key, and gives the focus back", async ({ open }) => {
  const page = await open();
  await page.getByTestId("nav-coverage").click();
  await page.keyboard.press("Control+k");
  const field = page.getByTestId("palette-input");
  await expect(field).toBeFocused();
  await page.keyboard.type("activ");
  const first = page.getByRole("option").first();
  await expect(first).toHaveAttribute("aria-selected", "true");
  await expect(field).toHaveAttribute("aria-activedescendant", (await first.getAttribute("id")) ?? "");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Activity", level: 1 })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("nav-coverage")).toBeFocused();
  await expect(page.getByTestId("palette")).toHaveCount(0);
});

test("the palette finds a secret and opens it", async ({ open }) => {
  const page = await open();
  await page.getByTestId("secret-row").first().waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("BREAK_GLASS");
  await page.getByRole("option", { name: /BREAK_GLASS/ }).first().waitFor();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("secret-detail")).toContainText("BREAK_GLASS");
});

test("back and forward go where the person was", async ({ open }) => {
  const page = await open();
  const title = (name: string) => expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await page.getByTestId("nav-coverage").click();
  await page.keyboard.press("Control+7");
  await title("Activity");
  await page.keyboard.press("Alt+ArrowLeft");
  await title("Coverage");
  await page.keyboard.press("Alt+ArrowLeft");
  await title("Secrets");
  await page.keyboard.press("Alt+ArrowRight");
  await title("Coverage");
});

test("a sync never takes the focus, is announced, and reports what it could not read", async ({ open }) => {
  const page = await open({ step: 60 });
  await page.getByTestId("nav-activity").click();
  await page.getByTestId("verify-chain").focus();
  await page.keyboard.press("s");
  await expect(page.getByTestId("live")).toContainText(/Sync/);
  const report = page.getByTestId("sync-report");
  await expect(report).toBeVisible();
  await expect(page.getByTestId("verify-chain")).toBeFocused();
  await expect(page.getByTestId("live")).toContainText("1 cell of 24 not read in full.");
  const problems = report.getByTestId("problem-row");
  await expect(problems).toHaveCount(2);
  await expect(problems.first()).toContainText("denied");
  await expect(problems.first()).toContainText("prod-eu / eu-west-3 / Parameter Store");
  await expect(problems.first()).toContainText("Allow ssm:DescribeParameters");
});

test("cancelling keeps what is complete and says so", async ({ open }) => {
  const page = await open({ step: "held" });
  await page.getByTestId("sync-button").click();
  await expect(page.getByTestId("sync-dock")).toBeVisible();
  await pass(page, 4);
  await expect(page.getByTestId("sync-dock")).toContainText("4 of 24 cells");
  await page.getByTestId("sync-cancel").click();
  await pass(page);
  await expect(page.getByTestId("sync-dock")).toContainText("Sync stopped");
  await expect(page.getByTestId("sync-report")).toContainText("cancelled");
});

test("the first run goes from nothing to the list", async ({ open }) => {
  const page = await open({ scenario: "first-run", step: 20 });
  await page.getByTestId("scope-organization").check();
  await page.getByTestId("first-sync").click();
  await expect(page.getByTestId("source-role")).toBeFocused();
  await page.keyboard.type("keyturn-read");
  await page.getByRole("button", { name: "eu-west-1", exact: true }).click();
  await page.keyboard.press("Tab");
  await page.getByTestId("first-sync").click();
  await expect(page.getByTestId("secret-row").first()).toBeVisible();
  await expect(page.getByTestId("rail-coverage")).toContainText("23 of 24 cells read");
});

test("a wrong passphrase is said, kept, and can be mended", async ({ open }) => {
  const page = await open({ scenario: "locked" });
  const field = page.getByTestId("unlock-passphrase");
  await expect(field).toBeFocused();
  await field.fill("wrong passphrase");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "does not open" })).toBeVisible();
  await expect(field).toHaveValue("wrong passphrase");
  await page.getByRole("button", { name: "Show the passphrase" }).click();
  await expect(field).toHaveAttribute("type", "text");
  await field.fill("the right one");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("nav-secrets")).toBeVisible();
});

test("a passphrase is chosen twice, or once in plain sight", async ({ open }) => {
  const page = await open({ scenario: "choose" });
  await page.getByTestId("unlock-passphrase").fill("too short");
  await page.getByTestId("unlock-submit").click();
  await expect(page.getByText("At least 12 characters; this has 9.")).toBeVisible();
  await page.getByTestId("unlock-passphrase").fill("a few words of mine");
  await expect(page.getByText("The two are not the same.")).toBeVisible();
  await page.getByTestId("unlock-again").fill("a few words of mine");
  await page.getByTestId("unlock-submit").click();
  await expect(page.getByTestId("nav-secrets")).toBeVisible();
});

test("the matrix is walked with arrows, opened with Enter, left with Escape", async ({ open }) => {
  const page = await open();
  await page.getByTestId("nav-coverage").click();
  const cells = page.getByTestId("coverage-cell");
  await expect(cells).toHaveCount(24);
  await cells.first().focus();
  await page.keyboard.press("ArrowDown");
  for (let i = 0; i < 3; i += 1) await page.keyboard.press("ArrowRight");
  const failed = page.locator('[data-testid=coverage-cell][data-state="failed"]');
  await expect(failed).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("cell-detail").getByTestId("problem-row")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("cell-detail")).toHaveCount(0);
  await expect(failed).toBeFocused();
});

test("the audit log is read by key to its last entry, drawing only what is in sight", async ({ open }) => {
  const page = await open();
  await page.getByTestId("nav-activity").click();
  const log = page.getByRole("grid", { name: /Audit log/ });
  await log.focus();
  await page.keyboard.press("End");
  await expect(log.getByRole("row").last()).toContainText("1");
  await expect(page.locator("[role=row][aria-rowindex='641']")).toContainText("Sources saved");
  expect(await log.getByRole("row").count()).toBeLessThan(70);
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("entry-dialog")).toContainText("sources.saved");
});

test("single keys stay text while text is typed", async ({ open }) => {
  const page = await open();
  await page.getByTestId("filter-input").click();
  await page.keyboard.type("s?");
  await expect(page.getByTestId("filter-input")).toHaveValue("s?");
  await expect(page.getByTestId("keys-help")).toHaveCount(0);
  await expect(page.getByTestId("sync-dock")).toHaveCount(0);
});

test("theme, size and times are kept", async ({ open }) => {
  const page = await open();
  await page.getByTestId("nav-settings").waitFor();
  await page.keyboard.press("Control+,");
  await page.getByRole("radio", { name: "Dark" }).check();
  await page.getByRole("radio", { name: "Local" }).check();
  await page.keyboard.press("Control+Equal");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(JSON.parse((await page.evaluate(() => localStorage.getItem("keyturn.preferences"))) ?? "{}")).toMatchObject({ theme: "dark", zoom: 1.1, times: "local" });
});

test("hostile names are text", async ({ open }) => {
  const page = await open();
  await page.getByTestId("secret-row").first().waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("onerror");
  await expect(page.getByRole("option", { name: /<img src=x onerror=alert\(1\)>/ })).toBeVisible();
  expect(await page.locator("img").count()).toBe(0);
});

for (const place of ["secrets", "calendar", "rotation", "access", "reads", "reviews", "incidents", "runbooks", "coverage", "activity", "settings"]) {
  test(`at 200 % in a small window everything is still there: ${place}`, async ({ open }) => {
    // Few secrets: axe looks at each cell of a map.
    const page = await open({ rows: 20 });
    // Half the pixels is what the page sees of 200 %.
    await page.setViewportSize({ width: 640, height: 400 });
    await page.getByTestId(`nav-${place}`).click();
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${place} scrolls sideways`).toBe(true);
  });
}
