import { beforeEach, describe, expect, it } from "vitest";

import type { DiagnosisDto } from "../../ipc/bindings";
import { useHost } from "../../ipc/client";
import { makeFake } from "../../ipc/fake";
import { Doctor } from "./state.svelte";
import { asText, groups, lines, verdict } from "./words";

const now = () => Date.UTC(2026, 10, 21);

describe("the doctor", () => {
  beforeEach(() => useHost(makeFake({ rows: 100, now, stepMs: 0 })));

  it("knows nothing before it was asked, and keeps what it found", async () => {
    const doctor = new Doctor();
    await doctor.load();
    expect([doctor.last, doctor.asked, doctor.running]).toEqual([null, true, false]);
    await doctor.run();
    expect(doctor.last?.sentences.length).toBeGreaterThan(2);
    expect(doctor.running).toBe(false);
    const again = new Doctor();
    await again.load();
    expect(again.last).toEqual(doctor.last);
  });

  it("stops, and tells what was tried", async () => {
    useHost(makeFake({ now, stepMs: 5 }));
    const doctor = new Doctor();
    const end = doctor.follow();
    const running = doctor.run();
    await expect.poll(() => doctor.done.of).toBeGreaterThan(0);
    await doctor.cancel();
    await running;
    end();
    expect(doctor.last?.cancelled).toBe(true);
    expect(verdict(doctor.last as DiagnosisDto).words).toContain("Stopped");
  });

  it("keeps what it showed when asking again fails", async () => {
    const doctor = new Doctor();
    await doctor.run();
    useHost(makeFake({ scenario: "failing" }));
    await doctor.run();
    expect(doctor.error?.code).toBe("internal");
    expect(doctor.last).not.toBeNull();
  });

  it("gives the policy in each form", async () => {
    const doctor = new Doctor();
    for (const [form, part] of [["json", '"Effect": "Deny"'], ["cloudformation", "AWS::IAM::Role"], ["terraform", 'resource "aws_iam_role"']] as const) {
      expect((await doctor.policy(form)).text).toContain(part);
    }
  });
});

describe("words", () => {
  async function found(scenario: "demo" | "quiet"): Promise<DiagnosisDto> {
    useHost(makeFake({ scenario, rows: 100, now, stepMs: 0 }));
    const doctor = new Doctor();
    await doctor.run();
    return doctor.last as DiagnosisDto;
  }

  it("put the gravest first in the table", async () => {
    const all = lines(await found("demo"));
    expect(all[0]?.found.state).toBe("refused");
    expect(all.at(-1)?.found.state).toBe("allowed");
    expect(new Set(all.map((one) => one.key)).size).toBe(all.length);
  });

  it("group actions by service in the order of the policy", () => {
    const of = (...actions: string[]) => groups(actions.map((action) => ({ action }))).map((group) => [group.name, group.actions.length]);
    expect(of("ssm:A", "tag:B", "kms:C", "kms:D", "new:E")).toEqual([["Parameter Store", 2], ["Keys", 2], ["Others", 1]]);
  });

  it("say the verdict and the text for a ticket", async () => {
    const quiet = await found("quiet");
    expect(verdict(quiet)).toEqual({ tone: "ok", words: "Everything that Keyturn uses is allowed in 4 accounts." });
    const demo = await found("demo");
    const text = asText(demo);
    for (const sentence of demo.sentences) expect(text).toContain(sentence.words);
    expect(text).toContain("Not tried:");
  });
});
