// Reviews of access: a whole one by keyboard alone, opening in spite of gaps, bulk and undo, two answers, packets, the pack.
import type { Page } from "@playwright/test";

import { expect, expectAccessible, test } from "./window";

/** Opens the open review. */
async function toReview(page: Page): Promise<void> {
  await page.getByTestId("nav-reviews").click();
  await page.locator("[data-testid=campaign-row][data-state=open]").click();
  await page.getByTestId("review-question").waitFor();
}

const question = (page: Page) => page.getByTestId("review-question");
const row = (page: Page, name: string) => page.getByTestId("review-row").filter({ hasText: name }).first();
const live = (page: Page) => page.getByTestId("live");

test("a whole review by keyboard alone: opened item by item, signed, packed, verified", async ({ open }) => {
  const page = await open({ items: 12 });
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await page.getByTestId("nav-secrets").waitFor();
  await press("Control+8");
  await expect(page.getByTestId("campaign-list")).toBeFocused();
  await press("Enter");
  await expect(page.getByTestId("review-list")).toBeFocused();
  await expect(question(page)).toContainText("SSO/Developers can read 31 secrets");
  await expect(page.getByTestId("review-standing")).toContainText("4 of 12 items");
  await press("?");
  await expect(page.getByTestId("keys-help")).toContainText("Reduce what is shown or chosen");
  await press("Escape");

  // Reduce: the suggestion says what stays; the note is asked for, and Ctrl Enter records it.
  await press("d");
  await expect(page.getByTestId("review-note")).toBeFocused();
  await page.keyboard.type("Break-glass covers the rest.");
  await press("Control+Enter");
  await expect(question(page)).toContainText("user/old-deploy");
  await expect(live(page)).toContainText("Reduced: SSO/Developers. Next: user/old-deploy, /prod/**, 64 secrets.");
  await expect(page.getByTestId("review-item")).toBeFocused();
  await expect(page.getByTestId("review-decide")).toContainText("Reduced: SSO/Developers");

  // Revoke, keep, keep.
  await press("r");
  await page.keyboard.type("Left in September.");
  await press("Control+Enter");
  await expect(question(page)).toContainText("role/ci-deploy");
  await press("k");
  await expect(question(page)).toContainText("account 222222222222");
  await press("k");

  // Two answers: both are shown, and the lead's is the one that stands.
  await expect(question(page)).toContainText("role/reporting");
  await expect(page.getByTestId("review-decisions")).toContainText("Payments owner");
  await expect(page.getByTestId("review-decisions")).toContainText("Platform owner");
  await press("k");

  // One's own access: nobody decides on it; it goes to somebody else.
  await expect(question(page)).toContainText("SSO/SecurityAudit");
  await expect(page.getByTestId("review-blocked")).toContainText("own access");
  await press("k");
  await expect(question(page)).toContainText("SSO/SecurityAudit");
  await press("a");
  await expect(page.getByTestId("reassign-dialog")).toBeVisible();
  await press("ArrowDown", "Tab");
  await page.keyboard.type("It is my own access.");
  await press("Tab", "Tab", "Enter");
  await expect(question(page)).toContainText("role/<img");
  expect(await page.locator("img").count()).toBe(0);
  await press("k");
  await expect(live(page)).toContainText("Kept:");
  // What nobody could decide waits still, and is reached by W.
  await expect(page.getByTestId("review-row")).toHaveCount(2);
  await press("w");
  if (!(await question(page).textContent())?.includes("role/batch")) await press("w");
  await expect(question(page)).toContainText("role/batch");
  await press("k");
  await expect(page.getByTestId("review-row")).toHaveCount(1);

  // It does not close while something waits.
  await press("c");
  await expect(page.getByTestId("close-blocked")).toContainText("1 item is not decided.");
  await press("Escape");

  // The platform owner's decisions come back.
  await press("i");
  await expect(page.getByTestId("take-in-file")).toBeFocused();
  await press("Enter");
  await expect(page.getByTestId("take-in-name")).toHaveText("platform-owner.keyturn-review");
  await page.getByTestId("take-in-passphrase").focus();
  await page.keyboard.type("correct horse battery");
  await press("Enter");
  await expect(page.getByTestId("take-in-preview")).toContainText("Platform owner");
  await page.getByTestId("take-in-do").focus();
  await press("Enter");
  await expect(page.getByTestId("take-in-dialog")).toHaveCount(0);
  // On one of them they and the lead differ: the lead decides.
  await expect(page.getByTestId("review-row")).toHaveCount(1);
  await expect(page.getByTestId("review-decisions")).toContainText("Platform owner");
  await press("k");
  await expect(page.getByTestId("review-none")).toHaveText("Everything is decided.");
  await expect(page.getByTestId("review-percent")).toContainText("100");
  await expect(page.getByTestId("review-all-decided")).toBeVisible();
  await expectAccessible(page);

  // Signed by two, then the pack, then its check.
  await press("c");
  await expect(page.getByTestId("close-second")).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.type("Security lead");
  await press("Enter");
  await expect(page.getByText("The second person is somebody else than the lead.")).toBeVisible();
  await expect(page.getByTestId("close-second")).toBeFocused();
  await press("Control+A");
  await page.keyboard.type("CISO");
  await press("Tab");
  await page.keyboard.type("Checked against the report.");
  await press("Tab", "Tab", "Enter");
  await expect(page.getByTestId("review-signatures")).toContainText("CISO");
  await press("p", "Enter");
  await expect(page.getByTestId("pack-written")).toContainText("manifest.json.minisig");
  await press("Escape", "Control+k");
  await page.keyboard.type("verify a pack");
  await press("Enter");
  await expect(page.getByTestId("verify-choose")).toBeFocused();
  await press("Enter");
  await expect(page.getByTestId("verify-pack")).toHaveAttribute("data-holds", "true");
});

test("a review opens in spite of gaps only with a reason, which then stands beside it", async ({ open }) => {
  const page = await open();
  await page.getByTestId("nav-reviews").click();
  await page.getByTestId("campaign-list").waitFor();
  await page.keyboard.press("n");
  const dialog = page.getByTestId("open-dialog");
  await expect(page.getByTestId("open-period")).toHaveValue("2027-Q1");
  await expect(page.getByTestId("open-name")).toHaveValue("Access review · Q1 2027");
  await expect(page.getByTestId("open-gaps")).toContainText("prod-eu / eu-west-3");
  await page.getByTestId("open-name").fill("");
  await page.getByTestId("open-do").click();
  await expect(page.getByTestId("open-name")).toBeFocused();
  await page.getByTestId("open-name").fill("Payments, first quarter");
  await page.getByTestId("open-add").click();
  await expect(page.getByTestId("open-reviewer-name").last()).toBeFocused();
  await page.keyboard.type("Payments owner");
  await expect(page.getByTestId("open-faults")).toContainText("Two reviewers have the same name.");
  await page.getByRole("button", { name: "Take out Payments owner" }).last().click();
  await expect(page.getByTestId("open-faults")).toHaveCount(0);
  // People who left: columns are proposed, and only matched when asked.
  await page.getByTestId("leavers-open").click();
  await expect(page.getByTestId("leavers-user")).toHaveValue("Username");
  await expect(page.getByTestId("leaver-row")).toHaveCount(0);
  await page.getByTestId("leavers-match").click();
  await expect(page.locator("[data-testid=leaver-row][data-matched=true]")).toHaveCount(2);
  await expect(page.locator("[data-testid=leaver-row][data-matched=false]")).toContainText("ghost");
  await page.getByTestId("open-do").click();
  await expect(page.getByText("Say why it opens although parts were not read.")).toBeVisible();
  await expect(page.getByTestId("open-anyway")).toBeFocused();
  await page.keyboard.type("No workloads there; ticket SEC-990.");
  await expectAccessible(page);
  await page.getByTestId("open-do").click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Payments, first quarter");
  await expect(page.getByTestId("review-open-anyway")).toContainText("No workloads there; ticket SEC-990.");
  await expect(page.getByTestId("review-percent")).toContainText("0");
});

test("a scope that was read in full asks for no reason; one that holds nothing cannot open", async ({ open }) => {
  const page = await open();
  await page.getByTestId("nav-reviews").click();
  await page.getByTestId("reviews-open").click();
  await page.getByTestId("open-gaps").waitFor();
  await page.getByTestId("open-accounts").fill("111111111111");
  await expect(page.getByTestId("open-anyway")).toHaveCount(0);
  await page.getByTestId("open-paths").fill("/nothing/**");
  await expect(page.getByTestId("open-faults")).toContainText("Nothing is in scope");
  await expect(page.getByTestId("open-do")).toHaveAttribute("aria-disabled", "true");
});

test("a bulk names its size, lists what it was refused, and is undone whole", async ({ open }) => {
  const page = await open();
  await toReview(page);
  await page.keyboard.press("/");
  await expect(page.getByTestId("review-find")).toBeFocused();
  await page.keyboard.type("SSO");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("review-row").filter({ hasNotText: "SSO/" })).toHaveCount(0);
  await expect(page.getByTestId("review-list")).toBeFocused();
  await page.keyboard.press("Control+a");
  const n = await page.getByTestId("review-row").count();
  await expect(page.getByTestId("review-chosen")).toContainText(`${n} items chosen`);
  await expect(page.getByTestId("decide-keep")).toContainText(`Keep ${n} items`);
  await page.keyboard.press("k");
  await expect(page.getByTestId("review-refused")).toContainText("own access");
  await expect(page.getByTestId("review-last-decision")).toContainText(`Kept: ${n - 1} items; 1 item refused`);
  await expect(page.getByTestId("review-row")).toHaveCount(1);
  await expect(page.getByTestId("review-pace")).toContainText(`${n - 1} at once at most`);
  await expect(page.getByTestId("review-list")).toBeFocused();
  await page.keyboard.press("Control+z");
  await expect(page.getByTestId("review-row")).toHaveCount(n);
  await expect(live(page)).toContainText(`Taken back: ${n - 1} items.`);
  // Ctrl and click, Shift and click, X; Escape lets go.
  await page.getByTestId("review-row").nth(0).click({ modifiers: ["Control"] });
  await page.getByTestId("review-row").nth(2).click({ modifiers: ["Shift"] });
  await expect(page.getByTestId("review-chosen")).toContainText("3 items chosen");
  await page.keyboard.press("d");
  await expect(page.getByTestId("review-note")).toBeFocused();
  await page.keyboard.press("Escape");
  await page.getByTestId("review-list").focus();
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("review-chosen")).toHaveCount(0);
});

test("what stays is ticked before something without a suggestion is reduced; a secret in a note is refused", async ({ open }) => {
  const page = await open();
  await toReview(page);
  await row(page, "role/ci-deploy").click();
  await expect(question(page)).toContainText("role/ci-deploy");
  await page.keyboard.press("d");
  const boxes = page.getByTestId("review-members").getByRole("checkbox");
  await expect(boxes.first()).toBeFocused();
  await expect(page.getByTestId("review-decide")).toContainText("Tick the secrets that stay");
  await page.keyboard.press("Space");
  await page.keyboard.press("d");
  await expect(page.getByTestId("review-note")).toBeFocused();
  await page.keyboard.type("Key AKIAIOSFODNN7EXAMPLE only");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByTestId("review-decide").getByTestId("error-panel")).toContainText("looks like an AWS access key id");
  await expect(page.getByTestId("review-note")).toHaveValue(/EXAMPLE/);
  await page.getByTestId("review-note").fill("Only the deploy key is used.");
  await page.getByTestId("decide-reduce").click();
  await expect(question(page)).not.toContainText("role/ci-deploy");
  await page.getByTestId("review-tab-decided").click();
  await page.getByTestId("review-find").fill("role/ci-deploy");
  await row(page, "role/ci-deploy").click();
  await expect(page.getByTestId("review-decisions")).toContainText("1 secret stays");
  // What is to go has the exact text.
  await page.keyboard.press("g");
  await expect(page.getByTestId("act-row").filter({ hasText: "role/ci-deploy" })).toContainText("put-role-policy");
  await page.getByTestId("act-md").click();
  await expect(page.getByText(/Written to .*-to-go\.md/).first()).toBeVisible();
});

test("packets: handed out with a passphrase typed twice, taken in once, other answers shown", async ({ open }) => {
  const page = await open();
  await toReview(page);
  await page.keyboard.press("h");
  await page.getByTestId("hand-out-first").fill("short");
  await page.getByTestId("hand-out-again").fill("shorter");
  await page.getByTestId("hand-out-do").click();
  await expect(page.getByTestId("hand-out-dialog")).toContainText("Not the same.");
  await page.getByTestId("hand-out-first").fill("correct horse battery");
  await page.getByTestId("hand-out-again").fill("correct horse battery");
  await page.getByTestId("hand-out-do").click();
  await expect(page.getByTestId("hand-out-written")).toContainText(".keyturn-review");
  await page.keyboard.press("Escape");

  await page.keyboard.press("i");
  await page.getByTestId("take-in-file").click();
  await page.getByTestId("take-in-passphrase").fill("wrong");
  await page.getByTestId("take-in-do").click();
  await expect(page.getByTestId("take-in-dialog").getByTestId("error-panel")).toContainText("The packet cannot be opened");
  await page.getByTestId("take-in-passphrase").fill("correct horse battery");
  await page.getByTestId("take-in-do").click();
  await expect(page.getByTestId("take-in-preview")).toContainText("the lead decides");
  await expectAccessible(page);
  await page.getByTestId("take-in-do").click();
  await expect(page.getByTestId("review-reviewers")).toContainText("packet taken in");
  await page.getByTestId("review-tab-differs").click();
  await expect(page.getByTestId("review-row")).toHaveCount(2);
  // Once is enough.
  await page.keyboard.press("i");
  await page.getByTestId("take-in-file").click();
  await page.getByTestId("take-in-passphrase").fill("correct horse battery");
  await page.getByTestId("take-in-do").click();
  await expect(page.getByTestId("take-in-dialog").getByTestId("error-panel")).toContainText("taken in before");
});

test("a part that came in a packet is reviewed here, and sent back to the lead", async ({ open }) => {
  const page = await open({ scenario: "quiet" });
  await page.getByTestId("nav-reviews").click();
  await expect(page.getByTestId("reviews-empty")).toContainText("No review yet");
  await page.getByRole("button", { name: "Take in a packet…" }).click();
  await page.getByTestId("take-in-file").click();
  await page.getByTestId("take-in-passphrase").fill("correct horse battery");
  await page.getByTestId("take-in-do").click();
  await expect(page.getByTestId("take-in-preview")).toContainText("a part to review");
  await page.getByTestId("take-in-do").click();
  await expect(question(page)).toBeVisible();
  await expect(page.getByTestId("review-close")).toHaveCount(0);
  await page.keyboard.press("k");
  await expect(page.getByTestId("review-standing")).toContainText("1 of 14 items");
  await page.getByTestId("review-hand-out").click();
  await expect(page.getByTestId("hand-out-dialog")).toContainText("Send the decisions back");
  await page.getByRole("radio", { name: "An age recipient" }).check();
  await page.getByTestId("hand-out-recipient").fill("age1qyqszqgpqyqszqgpqyqszqgp");
  await page.getByTestId("hand-out-do").click();
  await expect(page.getByTestId("hand-out-written")).toBeVisible();
});

test("a delegation has somebody, a reason and an end", async ({ open }) => {
  const page = await open();
  await toReview(page);
  await page.getByTestId("review-delegate").click();
  await page.getByTestId("delegate-do").click();
  await expect(page.getByTestId("delegate-name")).toBeFocused();
  await page.keyboard.type("Ana Silva");
  await page.getByTestId("delegate-why").fill("On leave until the end of the month.");
  await page.getByTestId("delegate-do").click();
  await expect(page.getByTestId("review-reviewers")).toContainText("Ana Silva decides until");
});

test("a pack of somebody else that was altered is told, with the file; two packs compare", async ({ open }) => {
  const page = await open();
  await page.getByTestId("nav-reviews").click();
  await page.getByTestId("reviews-verify").click();
  await page.getByTestId("verify-choose").click();
  await expect(page.getByTestId("verify-pack")).toHaveAttribute("data-holds", "false");
  await expect(page.locator("[data-testid=verify-check][data-holds=false]")).toContainText("decisions.csv changed after it was signed");
  await expect(page.getByTestId("verify-dialog")).toContainText("not the key of this Keyturn");
  await page.keyboard.press("Escape");
  await page.getByTestId("reviews-compare").click();
  await page.getByTestId("compare-choose").click();
  await expect(page.getByTestId("compare-part").first()).toContainText("user/old-deploy");
  expect(await page.locator("img").count()).toBe(0);
});

test("a closed review cannot be decided, but what drifted since can", async ({ open }) => {
  const page = await open();
  await page.getByTestId("nav-reviews").click();
  await page.locator("[data-testid=campaign-row][data-state=closed]").click();
  await page.getByTestId("review-tab-decided").click();
  await expect(page.getByTestId("review-closed-note")).toBeVisible();
  await expect(page.getByTestId("decide-keep")).toHaveCount(0);
  await page.getByTestId("reviews-back").click();
  await page.locator("[data-testid=campaign-row][data-state=reopened]").click();
  await expect(question(page)).toBeVisible();
  await page.keyboard.press("k");
  await expect(page.getByTestId("review-none")).toHaveText("Everything is decided.");
});

test("20,000 items scroll, and the last is reached by one key", async ({ open }) => {
  const page = await open({ items: 20_000 });
  await toReview(page);
  await page.getByTestId("review-tab-all").click();
  await page.getByTestId("review-list").focus();
  await page.keyboard.press("End");
  await expect(page.locator("[data-testid=review-row][aria-posinset='20000']")).toBeVisible();
  expect(await page.getByTestId("review-row").count()).toBeLessThan(60);
  await page.keyboard.press("Home");
  await expect(question(page)).toContainText("role/web-task");
});

test("the calendar's entry opens the review", async ({ open }) => {
  const page = await open();
  await page.getByTestId("nav-calendar").click();
  await page.keyboard.press("3");
  await page.locator("[data-testid=calendar-row][data-kind=review]").first().getByTestId("entry-review").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Access review · Q4 2026");
});

test("the way back leads to the same item; a narrow window shows one thing at a time", async ({ open }) => {
  const page = await open();
  await toReview(page);
  await page.keyboard.press("j");
  await expect(question(page)).toContainText("user/old-deploy");
  await page.getByTestId("nav-secrets").click();
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(question(page)).toContainText("user/old-deploy");
  await page.setViewportSize({ width: 900, height: 700 });
  await page.getByTestId("review-standing-toggle").click();
  await expect(page.getByTestId("review-standing")).toBeVisible();
  await page.getByTestId("review-standing-toggle").click();
  await page.getByRole("button", { name: "All items" }).click();
  await expect(page.getByTestId("review-list")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("review-item")).toBeFocused();
});
