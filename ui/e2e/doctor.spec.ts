// The doctor: checked by keyboard alone, what is missing with what it hides, accounts and actions, the policy, files.
import type { Page } from "@playwright/test";

import { expect, expectThemes, pass, picture, test, turn } from "./window";

async function checked(page: Page): Promise<void> {
  await page.getByTestId("nav-secrets").waitFor();
  await page.keyboard.press("Control+d");
  await page.getByTestId("doctor-run").click();
  await page.getByTestId("doctor-verdict").waitFor();
}

test("by keyboard alone: from nothing checked to one account and back", async ({ open }) => {
  const page = await open({ step: 10 });
  await page.getByTestId("nav-secrets").waitFor();
  await page.keyboard.press("Control+d");
  await expect(page.getByTestId("doctor-empty")).toContainText("Nothing was checked yet");
  await page.keyboard.press("r");
  await expect(page.getByTestId("doctor-verdict")).toContainText("6 actions of 36 are refused somewhere.");
  await expect(page.getByTestId("doctor-sentence").first()).toContainText("No sts:AssumeRole into sandbox");
  await expect(page.getByTestId("doctor-sentence").nth(2)).toContainText("No kms:GetKeyPolicy in 3 accounts: readers of 214 secrets are Unknown.");
  await expect(page.locator("[data-testid=doctor-check][data-state=look]")).toHaveCount(3);
  await expect(page.getByTestId("doctor-problems")).toContainText("region is off");
  await page.getByTestId("doctor-matrix").focus();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(page.locator("[data-account='222222222222']")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("doctor-pane")).toContainText("2 actions refused");
  await expect(page.getByTestId("doctor-pane")).toContainText("in eu-west-3");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("doctor-pane")).toHaveCount(0);
  await expect(page.locator("[data-account='222222222222']")).toBeFocused();
  await page.keyboard.press("t");
  await expect(page.getByTestId("doctor-table").locator("tbody tr").first()).toContainText("refused");
  await page.keyboard.press("t");
  await expect(page.getByTestId("doctor-matrix")).toBeVisible();
  await page.keyboard.press("?");
  await expect(page.getByTestId("keys-help")).toContainText("Show the IAM policy");
});

test("the matrix and the table say the same", async ({ open }) => {
  const page = await open({ step: 1 });
  await checked(page);
  const refused = await page.locator("[data-testid=doctor-matrix] td[data-state=refused]").count();
  const all = await page.locator("[data-testid=doctor-matrix] td[data-state]").count();
  await page.keyboard.press("t");
  const rows = page.getByTestId("doctor-table").locator("tbody tr");
  await expect(rows).toHaveCount(all);
  await expect(rows.filter({ has: page.getByText("refused", { exact: true }) })).toHaveCount(refused);
});

test("it shows how far it is, and can be stopped", async ({ open }) => {
  const page = await open({ step: "held" });
  await page.getByTestId("nav-secrets").waitFor();
  await page.keyboard.press("Control+d");
  await page.getByTestId("doctor-run").click();
  await expect(page.getByTestId("doctor-dock")).toBeVisible();
  await pass(page, 3);
  await expect(page.getByTestId("doctor-dock")).toContainText("3 of 16 accounts and regions");
  await page.getByTestId("doctor-cancel").click();
  await pass(page);
  await expect(page.getByTestId("doctor-verdict")).toContainText("Stopped");
  await expect(page.getByTestId("doctor-dock")).toHaveCount(0);
});

test("where everything is allowed, that is said", async ({ open }) => {
  const page = await open({ scenario: "quiet", step: 1 });
  await checked(page);
  await expect(page.getByTestId("doctor-verdict")).toContainText("Everything that Keyturn uses is allowed in 4 accounts.");
  await expect(page.getByTestId("doctor-sentence")).toHaveCount(0);
});

test("without a source the machine is looked at, and an error can be tried again", async ({ open }) => {
  const page = await open({ scenario: "first-run", step: 1 });
  await page.getByTestId("nav-secrets").waitFor();
  await page.keyboard.press("Control+d");
  await page.getByTestId("doctor-run").click();
  await expect(page.getByTestId("doctor-check").first()).toContainText("No source is set up");
  await expect(page.getByText("No account was reached.")).toBeVisible();
  await page.goto("/?scenario=failing");
  await page.getByTestId("nav-secrets").waitFor();
  await page.keyboard.press("Control+d");
  await expect(page.getByTestId("error-panel").first()).toContainText("The database did not answer.");
});

test("the policy is copied and saved in each form; what was found too", async ({ open, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await open({ step: 1 });
  await checked(page);
  await page.keyboard.press("p");
  const text = page.getByTestId("doctor-policy-text");
  await expect(text).toContainText('"Effect": "Deny"');
  await page.getByRole("radio", { name: "CloudFormation StackSet" }).check({ force: true });
  await expect(text).toContainText("AWS::IAM::Role");
  await page.getByTestId("doctor-policy-save").click();
  await expect(page.getByText("Written to /home/you/keyturn-reader.yaml.")).toBeVisible();
  await page.getByRole("radio", { name: "Terraform" }).check({ force: true });
  await expect(text).toContainText("aws_iam_role");
  await page.getByRole("button", { name: "Copy the policy" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("aws_iam_role");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("doctor-policy")).toHaveCount(0);
  await page.getByTestId("doctor-export").click();
  await page.getByRole("menuitem", { name: "As CSV…" }).click();
  await expect(page.getByText("Written to /home/you/keyturn-doctor.csv.")).toBeVisible();
  await page.getByTestId("doctor-verdict").getByRole("button", { name: "Copy" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("readers of 214 secrets are Unknown");
});

test("it is reached from coverage, settings and the palette", async ({ open }) => {
  const page = await open();
  await page.getByTestId("nav-coverage").click();
  await page.getByTestId("coverage-doctor").click();
  await expect(page.getByTestId("doctor-empty")).toBeVisible();
  await page.getByTestId("nav-settings").click();
  await page.getByTestId("settings-doctor").click();
  await expect(page.getByTestId("doctor-empty")).toBeVisible();
  await page.getByTestId("nav-secrets").click();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("policy to roll out");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("doctor-policy")).toBeVisible();
});

const SIGHTS: { name: string; go: (page: Page) => Promise<void> }[] = [
  { name: "doctor", go: checked },
  { name: "doctor-account", go: async (page) => { await checked(page); await page.locator("[data-account='333333333333']").click(); await page.getByTestId("doctor-pane").waitFor(); } },
  { name: "doctor-table", go: async (page) => { await checked(page); await page.keyboard.press("t"); await page.getByTestId("doctor-table").scrollIntoViewIfNeeded(); } },
  { name: "doctor-matrix", go: async (page) => { await checked(page); await page.getByTestId("doctor-matrix").scrollIntoViewIfNeeded(); } },
  { name: "doctor-policy", go: async (page) => { await checked(page); await page.keyboard.press("p"); await expect(page.getByTestId("doctor-policy-text")).toContainText("Deny"); } },
];

for (const { name, go } of SIGHTS) {
  test(`${name} is accessible in both themes`, async ({ open }) => {
    const page = await open({ theme: "system", step: 1 });
    await go(page);
    await expectThemes(page, name);
    await page.setViewportSize({ width: 1920, height: 1080 });
    for (const theme of ["light", "dark"] as const) {
      await turn(page, theme);
      await picture(page, `${name}-${theme}-1920`);
    }
  });
}
