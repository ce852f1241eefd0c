// Incidents in the in-memory host.
import type { Commands, EvidenceDto, IncidentActed, RotateNowPlan, RotateNowRequest } from "../bindings";
import { act } from "./incidents/acts";
import { factsOf } from "./incidents/facts";
import { reportText, updateText } from "./incidents/report";
import type { Run } from "./incidents/run";
import { World, type Host } from "./incidents/world";

type Names = "incidents_list" | "run_leading" | "run_start" | `incident_${string}` | `rotate_now${string}`;
type Handlers = { [K in Extract<keyof Commands, Names>]: (request: Commands[K]["request"]) => Commands[K]["reply"] | Promise<Commands[K]["reply"]> };

const SHA = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";

/** The handlers of the incidents' commands. */
export function incidentHandlers(host: Host): Handlers {
  const world = new World(host);
  const asked = { cancelled: false };
  const acted = (run: Run, number: number, warnings: string[] = []): IncidentActed => {
    host.send("incident_changed", { id: run.of.id });
    return { number, warnings, incident: run.reply() };
  };
  const facts = (run: Run) => {
    const siblings = host.rows().filter((r) => r.arn !== run.of.subject_text && r.name.startsWith("/prod/")).slice(0, 3);
    const attached = (text: string) => run.lines.some((line) => line.text.startsWith(text));
    return factsOf({ name: run.of.name, arn: run.of.subject_text, from: run.of.detected - 14 * 60_000, siblings }, attached, host.clock() - 8 * 60_000, host.clock(), run.fresh);
  };
  const collect = (run: Run, by: string, piece: Pick<EvidenceDto, "name" | "kind" | "bytes">, how: string): IncidentActed => {
    const number = run.evidence.length + 1;
    const at = new Date(host.clock()).toISOString();
    run.evidence.push({ ...piece, number, sha256: SHA, collected_at: at, kept_at: "in the database of Keyturn", custody: `Collected by ${by} on ${at.slice(0, 16).replace("T", " ")} UTC: ${how}` });
    return acted(run, run.write(by, "keyturn", `Evidence ${number}: ${piece.name}`));
  };
  const rotation = (request: RotateNowRequest): RotateNowPlan => {
    const run = world.run(request.id);
    const row = host.rows().find((r) => r.arn === request.arn);
    const name = row?.name ?? request.arn.split(":").at(-1) ?? request.arn;
    const refused = run.of.drill ? "It is an exercise: nothing is rotated in one." : world.profile === null ? "It is off: no profile is set for it." : row?.store === "ssm" ? "Only secrets of Secrets Manager are rotated so." : null;
    return { arn: request.arn, name, profile: world.profile, call: `secretsmanager:RotateSecret\n  SecretId=${request.arn}\n  RotateImmediately=true`, two_person: run.steps.some((step) => step.action === "rotate_now" && step.two_person === true), refused };
  };
  return {
    incidents_list: () => world.list(),
    incident_propose: (request) => world.propose(request),
    incident_start: (request) => world.start(request).reply(),
    run_leading: (request) => world.leading(request),
    run_start: (request) => world.lead(request).reply(),
    incident_show: ({ id }) => world.run(id).reply(),
    incident_act: ({ id, by, act: what }) => {
      const run = world.run(id);
      const { number, warnings } = act(run, world.by(by), what, host);
      host.log(`incident.${what.act}`, id, {});
      return acted(run, number, warnings);
    },
    incident_copy: ({ id, step, snippet, confirmed }) => {
      const run = world.run(id);
      const of = run.steps.find((s) => s.id === step) ?? host.fail("not_found", "There is no such step.");
      const shown = run.step(of).snippets[snippet] ?? host.fail("not_found", "There is no such snippet.");
      if (shown.gaps.length > 0) host.fail("bad_request", "Something is missing in it.", "Fill the gaps first.");
      if (shown.risk === "danger" && !confirmed) host.fail("bad_request", "A dangerous one is copied only when somebody confirms it.");
      return acted(run, run.write("you", "keyturn", `Copied: ${of.title}, ${shown.language} ${shown.risk}`));
    },
    incident_timeline: ({ id, order }) => {
      const run = world.run(id);
      const key = order === "learnt" ? "learnt_at" : "happened_at";
      return { lines: [...run.lines].sort((a, b) => (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : a.number - b.number)), broken: null };
    },
    incident_facts: ({ id }) => facts(world.run(id)),
    incident_facts_fresh: ({ id }) => {
      const run = world.run(id);
      asked.cancelled = false;
      let done = 0;
      return new Promise((go) => {
        const timer = setInterval(() => {
          done += 1;
          host.send("incident_progress", { id, done, of: 6, events: done * 3 });
          if (done < 6 && !asked.cancelled) return;
          clearInterval(timer);
          if (!asked.cancelled) run.fresh = host.clock();
          go(facts(run));
        }, host.stepMs);
      });
    },
    incident_facts_cancel: () => {
      asked.cancelled = true;
      return null;
    },
    incident_watch_ask: ({ id }) => {
      const run = world.run(id);
      for (const watch of run.watches) {
        const until = new Date(host.clock() - 15 * 60_000).toISOString();
        watch.known_until = until;
        watch.words = `No use since ${watch.from.slice(11, 16)} UTC, known until ${until.slice(11, 16)} UTC. Events can be 15 minutes late.`;
      }
      return run.reply();
    },
    incident_evidence_text: ({ id, by, name, text, how }) => {
      if (/AKIA[A-Z0-9]{16}|sk_live_|-----BEGIN/u.test(text)) host.fail("looks_like_secret", "The text holds what looks like a secret (line 1).", "Take it out, and write where it was seen.");
      if (name.trim() === "" || text.trim() === "") host.fail("bad_request", "Give it a name, and its text.");
      return collect(world.run(id), world.by(by), { name, kind: "text", bytes: text.length }, how);
    },
    incident_evidence_file: ({ id, by, how }) => collect(world.run(id), world.by(by), { name: "gist-screenshot.png", kind: "file", bytes: 48_211 }, how),
    incident_evidence_events: ({ id, by, how }) => collect(world.run(id), world.by(by), { name: `${id}-events.json`, kind: "events", bytes: 1_204_118 }, how),
    incident_update: (request) => ({ number: world.run(request.id).updates.length + 1, text: updateText(world.run(request.id), request) }),
    incident_report: ({ id, format }) => ({ name: `${id}.${format === "markdown" ? "md" : format}`, text: reportText(world.run(id), format) }),
    incident_report_export: ({ id, format }) => ({ path: `/home/you/${id}.${format === "markdown" ? "md" : format}`, sha256: SHA }),
    incident_difference: ({ id }) => {
      const run = world.run(id);
      return { from: run.plan.version, to: run.newer ?? run.plan.version, steps: run.newer === null ? [] : [
        { id: "revoke", title: "Revoke at the issuer", change: "changed", parts: ["hard mark: 15 min → 5 min", "text"], touched: run.said.has("revoke") },
        { id: "fingerprint", title: "Search other repositories for the same value", change: "added", parts: [], touched: false },
        { id: "reach", title: "Where did it get to", change: "changed", parts: ["a choice was added: package"], touched: run.said.has("reach") },
      ] };
    },
    rotate_now_settings: () => ({ profile: world.profile }),
    rotate_now_settings_save: ({ profile }) => {
      world.profile = profile;
      return { profile };
    },
    rotate_now_plan: rotation,
    rotate_now: (request) => {
      const plan = rotation(request);
      if (plan.refused) host.fail("bad_request", plan.refused);
      if (request.typed !== plan.name) host.fail("bad_request", "That is not its name.");
      if (request.reason.trim() === "") host.fail("bad_request", "Say why.");
      const run = world.run(request.id);
      return acted(run, run.write(world.by(request.by), "keyturn", `Rotated now: ${plan.name}: ${request.reason}`));
    },
  };
}
