// A rotation and a review that follow a runbook: started from their own place, led step by step, recorded there.
import { expect, expectAccessible, picture, test } from "./window";

test("a rotation follows its runbook: each step is recorded in the rotation by itself", async ({ open }) => {
  const page = await open();
  await page.getByTestId("nav-rotation").click();
  await page.getByRole("tab", { name: /^Rotations/u }).click();
  await page.locator("[data-testid=rotation-row][data-state=planned]").first().click();
  await page.getByTestId("leading-start").click();
  await expect(page.getByTestId("leading-dialog")).toContainText("Rotate by hand");
  await expectAccessible(page);
  await page.getByTestId("leading-do").click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("RUN-2026-001");
  await expect(page.getByTestId("incident-severity")).toHaveCount(0);
  await expect(page.getByRole("tab", { name: /Telling/u })).toHaveCount(0);
  await expect(page.getByTestId("step-title")).toHaveText("Make the new value beside the old one");
  await page.getByTestId("record-newid").fill("key_17");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByTestId("step-title")).toHaveText("Store it as a new version");
  await expect(page.getByTestId("step-reached")).toContainText("is recorded with this step");
  await page.getByTestId("record-version").fill("Version 8");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByTestId("step-title")).toHaveText("Roll out");
  await page.locator("[data-testid=step-row][data-id=store]").click();
  await expect(page.getByTestId("step-reached")).toHaveAttribute("data-so", "true");
  await expectAccessible(page);
  await picture(page, "run-of-a-rotation");

  // Back at the rotation: what was done is there, and the run with its next step.
  await page.getByTestId("incident-leads").click();
  await expect(page.locator("[data-testid=rotation-step][data-step=stored]")).toHaveAttribute("data-taken", "true");
  await expect(page.getByTestId("leading-run")).toContainText("2/5");
  await picture(page, "rotation-with-its-run");
  await page.getByTestId("leading-run").click();
  await expect(page.getByTestId("step-title")).toHaveText("Store it as a new version");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("rotation-detail")).toBeVisible();
  // It is no incident.
  await page.getByTestId("nav-incidents").click();
  await expect(page.getByTestId("incident-list")).not.toContainText("RUN-");
});

test("a review's runbook claims nothing that the review does not show", async ({ open }) => {
  const page = await open();
  await page.getByTestId("nav-reviews").click();
  await page.getByTestId("campaign-row").first().click();
  await page.getByTestId("leading-start").click();
  await page.getByTestId("leading-do").click();
  await expect(page.getByTestId("step-title")).toHaveText("Refresh and freeze");
  await page.getByTestId("record-coverage").fill("All but one region");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByTestId("step-title")).toHaveText("Each remaining access");
  await page.getByTestId("record-each").fill("In the review");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("the review is not there yet")).toBeVisible();
  await expectAccessible(page);
  await picture(page, "run-of-a-review");
  await page.getByTestId("incident-leads").click();
  await expect(page.getByTestId("leading-run")).toContainText("Each remaining access");
});
