// Opens the window as a test wants it, and fails the test on anything that the browser complains about.
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

export type Theme = "light" | "dark";

interface Fixtures {
  /** Opens the window: the view that it starts on, a scenario of the in-memory host, a theme, how many secrets, how long a step of a sync takes (ms), how many items the open review has. */
  open: (options?: { start?: "today" | "secrets"; scenario?: string; theme?: Theme; rows?: number; step?: number; items?: number }) => Promise<Page>;
}

export const test = base.extend<Fixtures>({
  open: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith("http://127.0.0.1:")) complaints.push(`asked for ${request.url()}`);
    });
    await use(async ({ start = "secrets", scenario = "demo", theme = "light", rows, step, items } = {}) => {
      await page.addInitScript((kept) => localStorage.setItem("keyturn.preferences", kept), JSON.stringify({ theme, zoom: 1, times: "utc", start }));
      await page.emulateMedia({ reducedMotion: "reduce" });
      await page.goto(`/?scenario=${scenario}${rows ? `&rows=${rows}` : ""}${step ? `&step=${step}` : ""}${items ? `&items=${items}` : ""}`);
      return page;
    });
    expect(complaints, "the browser complained").toEqual([]);
  },
});

/** What a theme can break: all else is of the document, which both themes share. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

/** No breach of WCAG 2.2 AA that axe can find. */
export async function expectAccessible(page: Page, { coloursOnly = false } = {}): Promise<void> {
  const axe = new AxeBuilder({ page });
  const asked = coloursOnly ? axe.withRules(OF_COLOURS) : axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]);
  const { violations } = await asked.analyze();
  expect(violations.map((v) => `${v.id}: ${v.help}\n${v.nodes.map((n) => `  ${n.html.slice(0, 200)} ${n.failureSummary?.split("\n").slice(1).join(" ")}`).join("\n")}`)).toEqual([]);
}

/** A picture for people to look at; kept as test output. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${process.env["SHOTS"] ?? "test-results/pictures"}/${name}.png` });
}

export { expect };
