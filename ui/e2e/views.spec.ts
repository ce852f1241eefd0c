// Every view in both themes: accessible, and a picture of it.
import type { Page } from "@playwright/test";

import { expect, expectAccessible, expectThemes, pass, picture, test } from "./window";

interface View {
  name: string;
  scenario?: string;
  step?: number | "held";
  /** How many secrets: axe looks at each cell of a map. */
  rows?: number;
  /** Gets to the view. */
  go: (page: Page) => Promise<void>;
}

const nav = (place: string) => async (page: Page) => page.getByTestId(`nav-${place}`).click();

/** Goes to a part of the reads and waits for something in it. */
const reads = (tab: string, part: string) => async (page: Page) => {
  await nav("reads")(page);
  await page.getByTestId(`reads-tab-${tab}`).click();
  await page.getByTestId(part).first().waitFor();
};

/** Goes to a part of access and waits for something in it. */
const access = (tab: string, part: string) => async (page: Page) => {
  await nav("access")(page);
  await page.getByTestId(`access-tab-${tab}`).click();
  await page.getByTestId(part).first().waitFor();
};

async function toSecret(page: Page): Promise<void> {
  await nav("access")(page);
  await page.getByTestId("access-tab-secret").click();
  await page.getByTestId("filter-input").fill("account:prod-us service:web store:sm key:customer");
  await page.getByTestId("access-secret-row").filter({ hasText: "web" }).first().click();
  await page.getByTestId("reader-row").first().waitFor();
}

/** Opens the open review. */
async function toReview(page: Page): Promise<void> {
  await nav("reviews")(page);
  await page.locator("[data-testid=campaign-row][data-state=open]").click();
  await page.getByTestId("review-question").waitFor();
}

const VIEWS: View[] = [
  { name: "secrets", go: (page) => page.getByTestId("secret-row").first().waitFor() },
  { name: "secret", go: (page) => page.getByTestId("secret-row").nth(2).dblclick() },
  { name: "coverage", go: nav("coverage") },
  {
    name: "coverage-cell",
    go: async (page) => {
      await nav("coverage")(page);
      await page.locator('[data-testid=coverage-cell][data-state="failed"]').click();
      await expect(page.getByTestId("cell-detail")).toBeVisible();
    },
  },
  {
    name: "coverage-table",
    go: async (page) => {
      await nav("coverage")(page);
      await page.getByRole("radio", { name: "Table" }).check();
    },
  },
  {
    name: "activity",
    go: async (page) => {
      await nav("activity")(page);
      await page.getByTestId("verify-chain").click();
      await expect(page.getByTestId("verify-result")).toContainText("The chain holds");
    },
  },
  { name: "settings", go: nav("settings") },
  {
    name: "source",
    go: async (page) => {
      await nav("settings")(page);
      await page.getByTestId("source-add").click();
      await page.getByTestId("scope-list").check();
      await page.getByTestId("source-save").click();
      await expect(page.getByText("Name at least one account.")).toBeVisible();
    },
  },
  {
    name: "palette",
    go: async (page) => {
      await page.getByTestId("nav-secrets").waitFor();
      await page.keyboard.press("Control+k");
      await page.keyboard.type("stripe");
      await expect(page.getByRole("option").first()).toBeVisible();
    },
  },
  {
    name: "keys",
    go: async (page) => {
      await page.getByTestId("nav-coverage").click();
      await page.keyboard.press("?");
      await expect(page.getByTestId("keys-help")).toBeVisible();
    },
  },
  {
    name: "syncing",
    step: "held",
    go: async (page) => {
      await page.getByTestId("sync-button").click();
      await expect(page.getByTestId("sync-dock")).toBeVisible();
      await pass(page, 4);
      await expect(page.getByTestId("sync-dock")).toContainText("4 of 24 cells");
    },
  },
  {
    name: "report",
    step: 20,
    go: async (page) => {
      await page.getByTestId("sync-button").click();
      await expect(page.getByTestId("sync-report")).toBeVisible();
    },
  },
  { name: "finding", go: reads("findings", "finding-title") },
  {
    name: "finding-explained",
    go: async (page) => {
      await reads("findings", "finding-title")(page);
      await page.getByTestId("findings-quiet").check();
      await page.locator("[data-key=terraform-plan]").click();
      await expect(page.getByTestId("finding-title")).toContainText("role/terraform");
      await page.keyboard.press("v");
      await page.getByTestId("event-row").first().waitFor();
    },
  },
  {
    name: "finding-expected",
    go: async (page) => {
      await reads("findings", "finding-title")(page);
      await page.keyboard.press("e");
      await page.getByTestId("expected-silence").check();
      await page.getByTestId("expected-save").click();
      await expect(page.getByText("Say why")).toBeVisible();
    },
  },
  {
    name: "reads-query",
    go: async (page) => {
      await reads("query", "event-row")(page);
      await page.getByTestId("filter-input").fill("principal:role/* since:7d");
      await page.getByTestId("timeline-plot").waitFor();
    },
  },
  {
    name: "reads-groups",
    go: async (page) => {
      await reads("query", "event-row")(page);
      await page.getByRole("radio", { name: "Secret" }).check();
      await page.getByTestId("timeline-table-toggle").click();
      await page.getByTestId("groups").waitFor();
      await page.getByTestId("timeline-table").waitFor();
    },
  },
  {
    name: "reads-event",
    go: async (page) => {
      await reads("query", "event-row")(page);
      await page.getByTestId("event-row").nth(1).click();
      await page.getByTestId("event-dialog").waitFor();
    },
  },
  { name: "reads-secret", go: reads("secret", "usage-detail") },
  { name: "reads-principal", go: reads("principal", "usage-detail") },
  { name: "reads-checks", go: reads("checks", "check-row") },
  { name: "reads-silenced", go: reads("silenced", "silence-row") },
  { name: "reads-collection", go: reads("collection", "trail-cells") },
  {
    name: "reads-estimate",
    go: async (page) => {
      await reads("collection", "trail-cells")(page);
      await page.getByTestId("collect-button").click();
      await page.getByTestId("collect-lookup").click();
      await page.getByTestId("estimate").waitFor();
    },
  },
  {
    name: "reads-report",
    step: 20,
    go: async (page) => {
      await reads("collection", "trail-cells")(page);
      await page.getByTestId("collect-button").click();
      await page.getByTestId("collect-files").click();
      await page.getByTestId("trail-report").waitFor();
    },
  },
  { name: "access-map", rows: 40, go: access("map", "map-cell") },
  {
    name: "access-cell",
    rows: 40,
    go: async (page) => {
      await access("map", "map-cell")(page);
      await page.locator("[data-testid=map-cell][aria-label*='condition']").first().click();
      await page.getByTestId("cell-principal").first().waitFor();
    },
  },
  {
    name: "access-table",
    go: async (page) => {
      await access("map", "map-cell")(page);
      await page.keyboard.press("t");
      await page.getByTestId("access-map-table").waitFor();
    },
  },
  { name: "access-secret", go: toSecret },
  {
    name: "access-why",
    go: async (page) => {
      await toSecret(page);
      await page.getByTestId("reader-rows").getByRole("button", { name: /SSO\/Developers/ }).first().click();
      await page.getByTestId("why-step").first().waitFor();
    },
  },
  {
    name: "access-why-cannot",
    go: async (page) => {
      await nav("access")(page);
      await page.getByTestId("access-tab-secret").click();
      await page.getByTestId("filter-input").fill("BREAK_GLASS account:prod-us");
      await page.getByTestId("access-secret-row").filter({ hasText: "BREAK_GLASS" }).first().click();
      await page.getByTestId("show-all").check();
      await page.getByTestId("reader-rows").getByRole("row").filter({ hasText: "role/ci-deploy" }).filter({ hasText: "prod-us" }).getByRole("button").click();
      await page.locator("[data-testid=why-step][data-says=denies]").first().waitFor();
    },
  },
  {
    name: "access-unknown",
    go: async (page) => {
      await nav("access")(page);
      await page.getByTestId("access-tab-secret").click();
      await page.getByTestId("filter-input").fill("account:prod-eu region:eu-west-3 key:customer");
      await page.getByTestId("access-secret-row").nth(1).click();
      await page.locator("[data-testid=reader-row][data-access=unknown]").first().getByRole("button").click();
      await page.locator("[data-testid=why-step][data-says=not_known]").first().waitFor();
    },
  },
  {
    name: "access-principal",
    rows: 100,
    go: async (page) => {
      await access("principal", "principal-row")(page);
      await page.getByTestId("principal-row").filter({ hasText: "ci-deploy" }).first().click();
      await page.getByTestId("escalations").waitFor();
    },
  },
  { name: "access-findings", go: access("findings", "access-finding-title") },
  { name: "access-inputs", go: access("inputs", "input-row") },
  { name: "access-empty", scenario: "uncollected", go: async (page) => { await nav("access")(page); await page.getByTestId("access-empty").waitFor(); } },
  { name: "access-quiet", scenario: "quiet", go: access("findings", "access-findings-empty") },
  { name: "access-failing", scenario: "failing", go: async (page) => { await nav("access")(page); await page.getByTestId("error-panel").waitFor(); } },
  { name: "reads-empty", scenario: "uncollected", go: async (page) => { await nav("reads")(page); await page.getByTestId("reads-empty").waitFor(); } },
  { name: "reads-quiet", scenario: "quiet", go: async (page) => { await nav("reads")(page); await page.getByTestId("findings-empty").waitFor(); } },
  { name: "failing-reads", scenario: "failing", go: async (page) => { await nav("reads")(page); await page.getByTestId("error-panel").waitFor(); } },
  { name: "reviews", go: async (page) => { await nav("reviews")(page); await page.getByTestId("campaign-row").first().waitFor(); } },
  { name: "reviews-empty", scenario: "quiet", go: async (page) => { await nav("reviews")(page); await page.getByTestId("reviews-empty").waitFor(); } },
  { name: "reviews-failing", scenario: "failing", go: async (page) => { await nav("reviews")(page); await page.getByTestId("error-panel").waitFor(); } },
  { name: "reviews-review", go: toReview },
  {
    name: "reviews-closed",
    go: async (page) => {
      await nav("reviews")(page);
      await page.locator("[data-testid=campaign-row][data-state=reopened]").click();
      await page.getByTestId("review-question").waitFor();
    },
  },
  {
    name: "reviews-bulk",
    go: async (page) => {
      await toReview(page);
      await page.getByTestId("review-list").focus();
      for (let i = 0; i < 4; i += 1) await page.keyboard.press("Shift+ArrowDown");
      await page.getByTestId("review-bulk").waitFor();
    },
  },
  {
    name: "reviews-open",
    go: async (page) => {
      await nav("reviews")(page);
      await page.getByTestId("campaign-row").first().waitFor();
      await page.getByTestId("reviews-open").click();
      await page.getByTestId("open-gaps").waitFor();
      await page.getByTestId("leavers-open").click();
      await page.getByTestId("leavers-match").click();
      await page.getByTestId("leaver-row").first().waitFor();
    },
  },
  {
    name: "reviews-differs",
    go: async (page) => {
      await toReview(page);
      await page.getByTestId("review-tab-differs").click();
      await page.getByTestId("review-decisions").waitFor();
      await page.keyboard.press("u");
      await page.getByText("say why, then").waitFor();
    },
  },
  { name: "reviews-text", go: async (page) => { await toReview(page); await page.keyboard.press("t"); await page.getByTestId("text-dialog").getByText("What stays").waitFor(); } },
  { name: "reviews-act", go: async (page) => { await toReview(page); await page.keyboard.press("g"); await page.getByTestId("act-row").first().waitFor(); } },
  { name: "reviews-hand-out", go: async (page) => { await toReview(page); await page.keyboard.press("h"); await page.getByTestId("hand-out-do").click(); await page.getByText("At least 12 characters.").first().waitFor(); } },
  { name: "reviews-close", go: async (page) => { await toReview(page); await page.keyboard.press("c"); await page.getByTestId("close-blocked").waitFor(); } },
  { name: "reviews-pack", go: async (page) => { await toReview(page); await page.keyboard.press("p"); await page.getByTestId("pack-do").click(); await page.getByTestId("pack-written").waitFor(); } },
  {
    name: "reviews-verify",
    go: async (page) => {
      await nav("reviews")(page);
      await page.getByTestId("reviews-verify").click();
      await page.getByTestId("verify-choose").click();
      await page.getByTestId("verify-pack").waitFor();
    },
  },
  {
    name: "reviews-compare",
    go: async (page) => {
      await nav("reviews")(page);
      await page.getByTestId("reviews-compare").click();
      await page.getByTestId("compare-choose").click();
      await page.getByTestId("compare-part").first().waitFor();
    },
  },
  { name: "first-run", scenario: "first-run", go: (page) => page.getByTestId("first-run").waitFor() },
  { name: "locked", scenario: "locked", go: (page) => page.getByTestId("unlock-passphrase").waitFor() },
  { name: "choose", scenario: "choose", go: (page) => page.getByTestId("unlock-again").waitFor() },
  { name: "keyring", scenario: "keyring", go: (page) => page.getByTestId("lock-keyring_unavailable").waitFor() },
  { name: "broken", scenario: "broken", go: (page) => page.getByTestId("error-panel").waitFor() },
  { name: "empty", scenario: "empty", go: nav("coverage") },
  { name: "failing", scenario: "failing", go: nav("coverage") },
  { name: "failing-activity", scenario: "failing", go: nav("activity") },
];

for (const { name, scenario, step, rows, go } of VIEWS) {
  test(name, async ({ open }) => {
    const page = await open({ theme: "system", ...(scenario ? { scenario } : {}), ...(step ? { step } : {}), ...(rows ? { rows } : {}) });
    await go(page);
    await expectThemes(page, name);
    await page.setViewportSize({ width: 1920, height: 1080 });
    await picture(page, `${name}-light-1920`);
    await page.setViewportSize({ width: 900, height: 600 });
    await picture(page, `${name}-light-900`);
    await expectAccessible(page);
  });
}
