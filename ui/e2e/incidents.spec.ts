// Incidents: from a secret to the first step in two keys, through the steps, to the proof and the close.
import type { Page } from "@playwright/test";

import { expect, expectAccessible, pass, picture, test, turn } from "./window";

const title = (page: Page) => page.getByTestId("step-title");
const row = (page: Page, id: string) => page.locator(`[data-testid=step-row][data-id=${id}]`);
const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

/** Opens the incident that runs, by key. */
async function toRunning(page: Page): Promise<void> {
  await page.getByTestId("nav-secrets").waitFor();
  await page.keyboard.press("Control+9");
  await expect(page.getByTestId("incident-list")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("step-list")).toBeFocused();
  await expect(title(page)).toHaveText("Revoke at the issuer");
  await page.getByTestId("fact").first().waitFor();
}

/** Answers the question that is shown: fills its fields, and saves by key. */
async function answer(page: Page, id: string, fields: Record<string, string>): Promise<void> {
  await expect(page.getByTestId(`question-${id}`)).toBeVisible();
  for (const [field, value] of Object.entries(fields)) {
    const control = page.getByTestId(`ask-${field}`);
    if ((await control.evaluate((at) => at.tagName)) === "SELECT") await control.selectOption(value);
    else await control.fill(value);
  }
  await page.keyboard.press("Control+Enter");
  await expect(page.getByTestId(`question-${id}`)).toHaveCount(0);
}

test("a whole leak by keyboard alone: from a secret in two keys, through its steps, to the close", async ({ open }) => {
  const page = await open();
  await page.getByTestId("nav-incidents").waitFor();
  await press(page, "Control+1", "ArrowDown", "ArrowDown");
  // Two keys: I, Enter.
  await press(page, "i");
  await expect(page.getByTestId("start-dialog")).toBeVisible();
  await expect(page.getByTestId("start-trigger")).toBeFocused();
  await press(page, "Enter");
  await expect(page.getByTestId("step-list")).toBeFocused();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("INC-2026-0014");
  await expect(page.getByTestId("nav-incidents")).toContainText("2");
  await expect(title(page)).toHaveText("Open the incident and start the clocks");
  await expect(page.locator("[data-testid=fact-group][data-id=did_read]")).toContainText("15 times from 198.51.100.7");
  await press(page, "?");
  await expect(page.getByTestId("keys-help")).toContainText("Go to the facts, and attach the one with the focus");
  await press(page, "Escape");
  await expect(page.getByTestId("step-list")).toBeFocused();

  // Enter goes to what is missing, Ctrl Enter records; the next step comes, and the list has the focus again.
  await press(page, "Enter");
  await expect(page.getByTestId("record-reported_by")).toBeFocused();
  await page.keyboard.type("Scanner in CI");
  await press(page, "Control+Enter");
  await expect(page.getByTestId("record-exposed")).toBeFocused();
  await page.keyboard.type("yes");
  await press(page, "Control+Enter");
  await expect(title(page)).toHaveText("Where did it get to");
  await expect(page.getByTestId("step-list")).toBeFocused();
  await expect(page.getByTestId("incident-last")).toContainText("Done: Open the incident");

  // A choice branches.
  await press(page, "Enter");
  await expect(page.getByTestId("choice-not_pushed")).toBeFocused();
  await press(page, "ArrowDown", "ArrowDown", "Tab");
  await page.keyboard.type("https://git.example/web/commit/1a2b3c4");
  await press(page, "Tab");
  await page.keyboard.type("now");
  await press(page, "Enter");
  await expect(title(page)).toHaveText("Revoke at the issuer");
  await expect(row(page, "local-undo")).toHaveAttribute("data-state", "dimmed");

  // A gap takes the focus, is filled, and the text is copied.
  await press(page, "c");
  await expect(page.getByTestId("gap-input").first()).toBeFocused();
  await page.keyboard.type("web");
  await press(page, "Enter");
  await expect(page.getByTestId("gap-input")).toHaveCount(1);
  await expect(page.getByTestId("gap-input")).toBeFocused();
  await page.keyboard.type("checkout; rm -rf ~");
  await press(page, "Enter");
  await expect(page.getByTestId("snippet")).toContainText("--service 'checkout; rm -rf ~'");
  await expect(page.getByTestId("snippet-copy")).toBeFocused();
  await press(page, "Enter");
  await expect(page.getByTestId("snippet-copy")).toContainText("Copied");

  // The rest is set aside, with a reason; the ledger wants its proof.
  await press(page, "x");
  await expect(page.getByTestId("ask-why")).toBeFocused();
  await page.keyboard.type("The issuer did it by itself.");
  await press(page, "Control+Enter");
  await expect(title(page)).toHaveText("Preserve the events");
  await press(page, "m");
  await expect(page.getByTestId("ask-statement")).toBeFocused();
  await page.keyboard.type("The issuer’s mail of 14:11");
  await press(page, "Control+Enter");
  await expect(page.getByTestId("ledger-row")).toHaveAttribute("data-state", "revoked");
  await press(page, "m");
  await page.keyboard.type("401 invalid_api_key");
  await press(page, "Control+Enter");
  await expect(page.getByTestId("ledger-row")).toHaveAttribute("data-state", "proved");

  // A note from anywhere; Escape gives the keys back to the steps.
  await press(page, "n");
  await page.keyboard.type("Customer asked about it");
  await press(page, "Enter");
  await expect(page.getByTestId("note-input")).toHaveValue("");
  await press(page, "Escape");
  await expect(page.getByTestId("step-list")).toBeFocused();
  await press(page, "2");
  await expect(page.getByTestId("incident-timeline")).toContainText("Customer asked about it");
  await expect(page.getByTestId("incident-timeline")).toContainText("Copied: Revoke at the issuer");
  await press(page, "Escape");
  await expect(page.getByTestId("step-list")).toBeFocused();

  // By the palette: how it got out, then the close.
  await press(page, "Control+k");
  await page.keyboard.type("how it got out");
  await press(page, "Enter");
  await answer(page, "path", { basis: "Commit 1a2b3c4" });
  await press(page, "Control+k");
  await page.keyboard.type("close the incident");
  await press(page, "Enter");
  await answer(page, "close", { statement: "Proved dead, and watched." });
  await expect(page.getByTestId("incident-state")).toContainText("Closed");
  await press(page, "Escape");
  await expect(page.getByTestId("incident-list")).toBeFocused();
  await expect(page.locator("[data-testid=incident-row][data-id=INC-2026-0014]")).toHaveAttribute("data-state", "closed");
});

test("a step is not done while something is missing, and is taken back with a reason", async ({ open }) => {
  const page = await open();
  await toRunning(page);
  await page.getByTestId("step-done").click();
  await expect(page.getByTestId("record-revoked_at")).toBeFocused();
  await expect(page.getByText("It must be recorded.")).toBeVisible();
  await page.getByTestId("record-revoked_at-now").click();
  await page.getByTestId("record-revoked_by").fill("on-call");
  await page.getByTestId("step-done").click();
  await expect(title(page)).toHaveText("Preserve the events");
  await page.keyboard.press("u");
  await expect(page.getByTestId("question-take-back")).toContainText("Revoke at the issuer");
  await page.keyboard.press("Control+Enter");
  await expect(row(page, "revoke")).toHaveAttribute("data-state", "open");
  await page.keyboard.press("w");
  await expect(title(page)).toHaveText("Revoke at the issuer");
  // How the issuer revokes stands beside the step; the name can be typed where no card is called so.
  await page.getByTestId("step-action").click();
  await expect(page.getByTestId("issuer-dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByTestId("step-list").focus();
  await page.keyboard.press("h");
  await answer(page, "hand-over", { to: "Ines", note: "The dashboard is open in her browser." });
  await expect(page.getByTestId("step-pane")).toContainText("Responder: Ines");
});

test("a condition that nobody can decide is asked, a dangerous text asks first, two persons are two", async ({ open }) => {
  const page = await open();
  await toRunning(page);
  await row(page, "rewrite").click();
  await expect(page.getByTestId("step-asks")).toContainText("git.rewrite");
  await page.getByTestId("step-list").focus();
  await page.keyboard.press("y");
  await answer(page, "answer", { why: "It holds customer data." });
  await expect(page.getByTestId("step-asks")).toHaveCount(0);
  await page.keyboard.press("c");
  await expect(page.getByTestId("danger-dialog")).toContainText("git push --force --mirror");
  await expect(page.getByRole("button", { name: "Do not copy" })).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("danger-dialog")).toHaveCount(0);
  await page.keyboard.press("c");
  await page.getByTestId("danger-copy").click();
  await expect(page.getByTestId("snippet-copy")).toContainText("Copied");

  // Two persons, and what comes before: it blocks.
  await page.getByTestId("record-refs").fill("refs/heads/*");
  await page.getByTestId("step-done").click();
  await expect(page.getByTestId("step-second")).toBeFocused();
  await page.keyboard.type("you");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("step-pane")).toContainText("The second person is the one who did it.");
  await page.getByTestId("step-second").fill("Ines");
  await page.getByTestId("step-done").click();
  await expect(page.getByTestId("step-pane")).toContainText("comes after Prove the old value is dead");
  await row(page, "legal").click();
  await page.getByTestId("record-personal").selectOption("no");
  await page.getByTestId("record-regimes").fill("GDPR: no personal data behind it");
  await page.getByTestId("step-second").fill("Counsel");
  await page.getByTestId("step-done").click();
  await row(page, "legal").click();
  await expect(page.getByTestId("step-ended")).toContainText("second: Counsel");
});

test("facts are attached by key, and what they name comes into the incident", async ({ open }) => {
  const page = await open({ step: "held" });
  await toRunning(page);
  // Hostile names are text.
  await page.getByTestId("fact-whole").first().click();
  await expect(page.getByTestId("facts")).toContainText("role/<img src=x onerror=alert(1)>");
  expect(await page.locator("img").count()).toBe(0);
  await expect(page.getByTestId("fact-missing").first()).toContainText("was not read");
  await page.keyboard.press("a");
  const first = page.locator("[data-testid=fact][data-key='can:ci-deploy']");
  await expect(first.getByTestId("fact-attach")).toBeFocused();
  await page.keyboard.press("a");
  await expect(first).toHaveAttribute("data-attached", "true");
  await expect(first.getByTestId("fact-attach")).toBeFocused();
  const other = page.locator("[data-testid=fact][data-key='else:0']");
  await other.getByTestId("fact-attach").focus();
  await page.keyboard.press("e");
  await expect(page.getByTestId("ask-because")).toHaveValue(/role\/ci-deploy also read/u);
  await answer(page, "expose", {});
  await expect(page.getByTestId("ledger-row")).toHaveCount(2);
  await expect(other.getByTestId("fact-expose")).toHaveCount(0);
  // Fresh from CloudTrail, with progress; then again, stopped.
  await page.getByTestId("facts-fresh").click();
  await expect(page.getByTestId("facts-cancel")).toBeVisible();
  await pass(page, 2);
  await expect(page.getByTestId("facts")).toContainText("2 of 6 asked");
  await pass(page, 4);
  await expect(page.locator("[data-testid=fact][data-key='did:fresh']")).toContainText("refused");
  await page.getByTestId("facts-fresh").click();
  await page.getByTestId("facts-cancel").click();
  await pass(page);
  await expect(page.getByTestId("facts-fresh")).toBeVisible();
  // A watch says what is known, and until when.
  await page.getByTestId("ledger-more").first().click();
  await page.getByTestId("ledger-watch").click();
  await expect(page.getByTestId("watch")).toContainText("Events can be 15 minutes late.");
});

test("a note is refused where it looks like a secret, and stays; lines go out of the report", async ({ open }) => {
  const page = await open();
  await toRunning(page);
  await page.keyboard.press("n");
  await page.keyboard.type("It was AKIAIOSFODNN7EXAMPLE");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("note-error")).toContainText("looks like a secret");
  await expect(page.getByTestId("note-input")).toHaveValue("It was AKIAIOSFODNN7EXAMPLE");
  await page.getByTestId("note-input").fill("Seen in the gist");
  await page.getByTestId("note-when").fill("half past");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("note-when")).toBeFocused();
  await page.getByTestId("note-when").fill("00:01");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("note-input")).toHaveValue("");
  await page.getByTestId("incident-tab-timeline").click();
  const line = page.getByTestId("timeline-line").filter({ hasText: "Seen in the gist" });
  await line.getByTestId("timeline-report").click();
  await expect(line.getByTestId("timeline-report")).toHaveText("out");
  await page.getByRole("radio", { name: "As it was learnt" }).check();
  await expect(page.getByTestId("timeline-line").last()).toContainText("Seen in the gist");
});

test("evidence has its hash and custody, and text with a secret is refused", async ({ open }) => {
  const page = await open();
  await toRunning(page);
  await page.keyboard.press("3");
  await page.getByTestId("evidence-events").click();
  await expect(page.getByTestId("evidence").first()).toContainText("SHA-256");
  await page.getByTestId("evidence-name").fill("Gist");
  await page.getByTestId("evidence-text").fill("aws_access_key_id = AKIAIOSFODNN7EXAMPLE");
  await page.getByTestId("evidence-take-text").click();
  await expect(page.getByTestId("error-panel")).toContainText("looks like a secret");
  await page.getByTestId("evidence-text").fill("The gist’s address and its author");
  await page.getByTestId("evidence-take-text").click();
  await expect(page.getByTestId("evidence")).toHaveCount(2);
  await expect(page.getByTestId("evidence").last()).toContainText("Collected by");
});

test("people are told: the update as it stands, and a notice decided no by two", async ({ open }) => {
  const page = await open();
  await toRunning(page);
  await page.keyboard.press("4");
  await expect(page.getByTestId("update-text")).toContainText("SECURITY INCIDENT NOTIFICATION");
  await page.getByTestId("update-summary").fill("A key was public for 22 minutes.");
  await expect(page.getByTestId("update-text")).toContainText("A key was public for 22 minutes.");
  await page.getByTestId("update-sent").click();
  await answer(page, "update-sent", { channel: "#inc-amber-heron" });
  await expect(page.getByTestId("update-row")).toContainText("#inc-amber-heron");
  await expect(page.getByTestId("notices")).toContainText("Not legal advice");
  expect(await page.getByText("Not legal advice").count()).toBe(1);
  await expect(page.getByTestId("notice-unchecked").first()).toHaveText("nobody has checked this row");
  const gdpr = page.locator("[data-testid=notice][data-id=gdpr-33]");
  await gdpr.getByTestId("notice-decide").click();
  await page.getByTestId("ask-answer").selectOption("no");
  await page.getByTestId("ask-reason").fill("No personal data behind this key.");
  await page.getByTestId("ask-do").click();
  await expect(page.getByTestId("ask-second")).toBeFocused();
  await page.keyboard.type("Counsel");
  await page.keyboard.press("Control+Enter");
  await expect(gdpr).toHaveAttribute("data-state", "no");
  await expect(gdpr).toContainText("second: Counsel");
  // A clock waits for its own moment.
  const sec = page.locator("[data-testid=notice][data-id=sec-8k]");
  await expect(sec).toHaveAttribute("data-state", "waiting");
  await sec.getByRole("button", { name: /Record/u }).click();
  await answer(page, "moment", { at: "now" });
  await expect(sec).toHaveAttribute("data-state", "undecided");
});

test("it closes only when each credential is proved dead or settled in writing", async ({ open }) => {
  const page = await open();
  await toRunning(page);
  await page.getByTestId("incident-menu").click();
  await page.getByTestId("menu-close").click();
  await expect(page.getByTestId("close-blocked")).toContainText("prove that the old value is refused");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("open-ends")).toContainText("Say how the value got out.");
  await page.getByTestId("path-set").click();
  await answer(page, "path", { path: "commit", basis: "The gist" });
  await page.getByTestId("follow-up-add").click();
  await answer(page, "follow-up", { action: "Scan before push", owner: "platform" });
  await expect(page.getByTestId("follow-up")).toContainText("Scan before push");
  await page.keyboard.press("1");
  await page.getByTestId("ledger-more").click();
  await page.getByTestId("mark-not_verifiable").click();
  await answer(page, "mark", { statement: "Nobody holds the old value any more." });
  await page.keyboard.press("5");
  await expect(page.getByTestId("open-ends")).toContainText("Nothing keeps it open");
  await page.getByTestId("report-preview").click();
  await expect(page.getByTestId("report-text")).toContainText("## Timeline (UTC)");
  await page.getByTestId("report-export").click();
  await expect(page.getByTestId("report-file")).toContainText("SHA-256");
  await page.getByTestId("incident-close").click();
  await answer(page, "close", { statement: "Settled in writing." });
  await expect(page.getByTestId("incident-state")).toContainText("Closed");
  await expect(page.getByTestId("nav-incidents")).not.toContainText("running");
  await page.keyboard.press("1");
  await expect(page.getByTestId("step-done")).toHaveCount(0);
});

test("an exercise is marked everywhere, and nothing is rotated in one", async ({ open }) => {
  const page = await open();
  await page.getByTestId("nav-incidents").click();
  await expect(page.locator("[data-testid=incident-row][data-drill=true]")).toContainText("exercise");
  await page.keyboard.press("n");
  await expect(page.getByTestId("start-text")).toBeFocused();
  await page.keyboard.type("AKIAIOSFODNN7EXAMPLE");
  await expect(page.getByTestId("start-subject")).toContainText("Access key");
  await page.getByTestId("start-drill").check();
  await page.getByTestId("start-do").click();
  await expect(page.getByTestId("drill-banner")).toContainText("Exercise.");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("DRILL-2026-0002");
  await expect(page.getByTestId("nav-incidents")).toContainText("1");
  await page.keyboard.press("4");
  await expect(page.getByTestId("update-text")).toContainText("THIS IS AN EXERCISE");
  await page.getByTestId("incidents-back").click();
  await page.locator("[data-testid=incident-row][data-id=DRILL-2026-0001]").click();
  await page.getByTestId("incident-menu").click();
  await page.getByTestId("menu-rotate").click();
  await expect(page.getByTestId("rotate-dialog")).toContainText("It is an exercise: nothing is rotated in one.");
});

test("rotate now is off until a profile is set, shows the exact call, and wants the name", async ({ open }) => {
  const page = await open();
  await toRunning(page);
  await row(page, "replace").click();
  await page.getByTestId("step-action").click();
  await expect(page.getByTestId("rotate-off")).toContainText("It is off.");
  await expect(page.getByTestId("rotate-call")).toContainText("secretsmanager:RotateSecret");
  await expectAccessible(page);
  await page.getByTestId("rotate-profile").fill("rotate-only");
  await page.keyboard.press("Enter");
  const name = page.getByTestId("rotate-name");
  const refused = page.getByTestId("rotate-refused");
  await expect(name.or(refused)).toBeVisible();
  if (await refused.isVisible()) return expect(refused).toContainText("Secrets Manager");
  await name.fill("another");
  await page.getByTestId("rotate-reason").fill("It is public.");
  await page.getByTestId("rotate-do").click();
  await expect(name).toBeFocused();
  await name.fill((await page.getByText(/^Type its name: /u).textContent())?.replace("Type its name: ", "") ?? "");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("rotate-dialog")).toHaveCount(0);
  await page.keyboard.press("2");
  await expect(page.getByTestId("incident-timeline")).toContainText("Rotated now");
});

test("a newer runbook is compared step by step, and moving is recorded", async ({ open }) => {
  const page = await open();
  await toRunning(page);
  await page.getByTestId("runbook-newer").click();
  await expect(page.getByTestId("difference-step")).toHaveCount(3);
  await expect(page.getByTestId("difference-dialog")).toContainText("something was done with it");
  await page.getByTestId("move-do").click();
  await expect(page.getByTestId("move-why")).toBeFocused();
  await page.keyboard.type("It has the fork search.");
  await page.getByTestId("move-do").click();
  await expect(page.getByTestId("incident-sub")).toContainText("secret-in-git 1.1.0");
  await expect(page.getByTestId("runbook-newer")).toHaveCount(0);
});

test("a second person on the same leak is sent to the incident that runs", async ({ open }) => {
  const page = await open();
  await toRunning(page);
  await page.getByTestId("ledger-more").click();
  await page.getByRole("menuitem", { name: "Open the secret" }).click();
  await page.getByTestId("secret-incident").click();
  await expect(page.getByTestId("start-already")).toContainText("INC-2026-0011");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("INC-2026-0011");
});

test("from a finding, which is marked; from a principal; and what is a value is refused", async ({ open }) => {
  const page = await open();
  await page.getByTestId("nav-reads").click();
  await expect(page.getByTestId("finding-title")).toContainText("role/ci-deploy");
  await page.keyboard.press("i");
  await expect(page.getByTestId("start-subject")).toContainText("Finding");
  await page.keyboard.press("Enter");
  await expect(title(page)).toHaveText("Open the incident and start the clocks");
  await page.getByTestId("nav-reads").click();
  await page.getByTestId("finding-row").filter({ hasText: "role/ci-deploy read 15" }).click();
  await expect(page.getByTestId("finding-detail")).toContainText("In an incident since");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("start an incident");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("start-text")).toBeFocused();
  await page.keyboard.type("ghp_0123456789");
  await expect(page.getByTestId("error-panel")).toContainText("never its value");
  await page.getByTestId("start-text").fill("arn:aws:iam::111111111111:role/ci-deploy");
  await expect(page.getByTestId("start-subject")).toContainText("Principal");
});

test("nothing yet: the place says what to do next", async ({ open }) => {
  const page = await open({ scenario: "quiet" });
  await page.getByTestId("nav-incidents").click();
  await expect(page.getByTestId("incidents-empty")).toContainText("two keys, no network");
  await expectAccessible(page);
  await page.getByTestId("incident-start-first").click();
  await expect(page.getByTestId("start-text")).toBeFocused();
});

for (const [width, height] of [[1280, 800], [1920, 1080]] as const) {
  test(`the screen, ${width} × ${height}`, async ({ open }) => {
    // Ten sights, each in two themes looked through by axe.
    test.setTimeout(180_000);
    const page = await open({ theme: "system" });
    await page.setViewportSize({ width, height });
    await toRunning(page);
    const shot = async (name: string) => {
      // Nothing pushes the page wider than the window.
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      for (const theme of ["light", "dark"] as const) {
        await turn(page, theme);
        await expectAccessible(page, { coloursOnly: theme === "dark" });
        await picture(page, `incidents-${name}-${theme}-${width}`);
      }
    };
    await shot("steps");
    await row(page, "rewrite").click();
    await shot("asks");
    await page.keyboard.press("2");
    await page.getByTestId("timeline-line").first().waitFor();
    await shot("timeline");
    await page.keyboard.press("3");
    await page.getByTestId("evidence-events").click();
    await page.getByTestId("evidence").first().waitFor();
    await shot("evidence");
    await page.keyboard.press("4");
    await page.getByTestId("update-text").waitFor();
    await shot("telling");
    await page.keyboard.press("5");
    await page.getByTestId("report-preview").click();
    await page.getByTestId("report-text").waitFor();
    await shot("after");
    await page.keyboard.press("1");
    await page.keyboard.press("m");
    await page.getByTestId("ask-mark").first().waitFor();
    await shot("mark");
    await press(page, "Escape", "Escape");
    await expect(page.getByTestId("incident-list")).toBeFocused();
    await shot("list");
    await page.keyboard.press("n");
    await page.keyboard.type("/prod/web/STRIPE_API_KEY");
    await page.getByTestId("start-subject").waitFor();
    await shot("start");
    await page.keyboard.press("Escape");
    await page.locator("[data-testid=incident-row][data-drill=true]").click();
    await page.getByTestId("drill-banner").waitFor();
    await shot("drill");
  });
}

test("a narrow window keeps the steps, the step and the facts in sight", async ({ open }) => {
  const page = await open();
  await page.setViewportSize({ width: 900, height: 700 });
  await toRunning(page);
  await expect(page.getByTestId("step-done")).toBeVisible();
  await expect(page.getByTestId("ledger")).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});
