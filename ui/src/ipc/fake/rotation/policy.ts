// The policy's commands in the in-memory host: shown, edited, tried, saved.
import type { PolicyReply, WhatIfReply } from "../../bindings";
import { countsOf, DAY, judge, loadByWeek, mondayOf, dayOf, rulesOf } from "./judge";
import { PRESETS } from "./presets";
import { readPolicy, withDays } from "./text";
import type { Of, World } from "./world";

type Names = "policy_show" | "policy_preset" | "policy_edit" | "policy_what_if" | "policy_save" | "policy_open" | "policy_export";
const WEEKS = 26;
const MOST = 100;

export function policyHandlers(world: World): Of<Names> {
  const { host } = world;

  function shown(): PolicyReply {
    const { name, description, time_zone } = world.policy();
    return {
      text: world.text, name, description, time_zone, preset: PRESETS.find((p) => p.text === world.text)?.name ?? null, saved_at: world.saved?.at ?? null, saved_by: world.saved?.by ?? null,
      rules: rulesOf(world.policy(), world.live()), presets: PRESETS.map((p) => ({ name: p.name, description: p.description })),
    };
  }

  function whatIf(text: string): WhatIfReply {
    const { policy, faults } = readPolicy(text);
    const none = countsOf([]);
    if (faults.length > 0) return { faults, before: none, after: none, become_overdue: 0, overdue: [], weeks: [], rules: [] };
    const rows = world.live();
    const before = rows.map((row) => world.due(row));
    const after = rows.map((row) => judge(row, policy, world.listed(), world.open(row.arn), world.now));
    const worse = after.filter((row, at) => row.state === "overdue" && before[at]?.state !== "overdue").sort((a, b) => (a.days ?? 0) - (b.days ?? 0));
    const load = [loadByWeek(before, WEEKS, world.now), loadByWeek(after, WEEKS, world.now)] as const;
    return {
      faults: [], before: countsOf(before), after: countsOf(after), become_overdue: worse.length, overdue: worse.slice(0, MOST),
      weeks: Array.from({ length: WEEKS }, (_, at) => ({ monday: dayOf(mondayOf(world.now) + at * 7 * DAY), before: load[0][at] ?? 0, after: load[1][at] ?? 0 })),
      rules: rulesOf(policy, rows),
    };
  }

  return {
    policy_show: shown,
    policy_preset: ({ name }) => {
      const preset = PRESETS.find((p) => p.name === name) ?? host.fail("not_found", `There is no preset ${name}.`, `Presets: ${PRESETS.map((p) => p.name).join(", ")}.`);
      return { text: preset.text };
    },
    policy_edit: ({ text, rule, days }) => {
      if (!Number.isInteger(days) || days < 1 || days > 3650) host.fail("bad_request", `${days} days is no age.`, "Write 1 to 3650 days.");
      return { text: withDays(text, rule, days) ?? host.fail("bad_request", `The text has no rule ${rule} with an age in days.`, "Edit it in the text.") };
    },
    policy_what_if: ({ text }) => whatIf(text),
    policy_save: ({ text }) => {
      const fault = readPolicy(text).faults[0];
      if (fault) host.fail("bad_request", `Line ${fault.line}: ${fault.message}`, fault.hint);
      world.text = text;
      world.saved = { at: new Date(world.now).toISOString(), by: "you" };
      host.log("policy.saved", world.policy().name, { rules: world.policy().rules.length });
      return shown();
    },
    policy_open: () => ({ text: `# From the team's repository.\n${(PRESETS[1]?.text ?? "").replace('name = "strict"', 'name = "ours"')}` }),
    policy_export: () => ({ path: "/home/you/keyturn-policy.toml" }),
  };
}
