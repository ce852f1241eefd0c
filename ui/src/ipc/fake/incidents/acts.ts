// What a person does with an incident in the in-memory host: checked as the real rules check it, then written.
import type { IncidentAct } from "../../bindings";
import type { Host } from "./world";
import type { Run } from "./run";

const SECRET = /AKIA[A-Z0-9]{16}|sk_live_[A-Za-z0-9]{8,}|-----BEGIN/u;

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

/** Writes one act. Gives the line's number and what to know. */
export function act(run: Run, by: string, what: IncidentAct, { fail }: Pick<Host, "fail">): { number: number; warnings: string[] } {
  const now = new Date(run.now).toISOString();
  const need = (text: string | null, words: string): string => (text !== null && text.trim() !== "" ? text.trim() : fail("bad_request", `Say ${words}.`));
  if (SECRET.test(JSON.stringify(what))) fail("looks_like_secret", "This looks like a secret’s value.", "Write where it was seen, never the value.");
  const planned = (id: string) => run.steps.find((s) => s.id === id) ?? fail("not_found", `The runbook has no step “${id}”.`);
  const entry = (number: number) => run.ledger.find((e) => e.number === number) ?? fail("not_found", `The ledger has no entry ${number}.`);
  const past = (at: string | null) => (at !== null && Date.parse(at) > run.now + 60_000 ? fail("bad_request", "It lies in the future.") : (at ?? now));
  const write = (text: string, more: Parameters<Run["write"]>[3] = {}) => run.write(by, "person", text, more);
  const done = (number: number, warnings: string[] = []) => ({ number, warnings });
  if (run.closed !== null && what.act !== "reopen" && what.act !== "note" && what.act !== "follow_up_done" && what.act !== "in_report") fail("bad_request", "The incident is closed.", "Open it again first.");

  switch (what.act) {
    case "step_done": {
      const step = planned(what.step);
      const state = run.stateOf(step);
      if (state === "done" || state === "not_applicable") fail("bad_request", `${step.title} is ${state === "done" ? "done" : "set aside"} already: reopen it first.`);
      const second = what.second?.trim() || null;
      if (step.two_person && !second) fail("bad_request", `${step.title} wants a second person, by name.`);
      if (second && same(second, by)) fail("bad_request", "The second person is the one who did it.");
      const needs = (step.needs ?? []).map(planned).filter((s) => ["open", "asks"].includes(run.stateOf(s))).map((s) => s.title);
      if (step.two_person && needs.length > 0) fail("bad_request", `${step.title} comes after ${needs.join(", ")}.`);
      const choice = step.choices?.find((c) => c.value === what.choice);
      if (step.choices && !choice) fail("bad_request", `Choose one of ${step.choices.map((c) => c.label).join(", ")}.`);
      const missing = (step.records ?? []).filter((r) => !what.records.some((given) => given.name === r.id && given.value.trim() !== ""));
      if (missing.length > 0) fail("bad_request", `${missing.map((r) => r.prompt).join(", ")} must be recorded.`);
      if (step.reaches) {
        const at = step.records?.find((r) => r.kind === "time")?.id;
        const said = what.records.filter((r) => r.name !== at).map((r) => `${step.records?.find((one) => one.id === r.name)?.prompt ?? r.name}: ${r.value}`).join("; ");
        run.of.leads?.bring(step.reaches, what.records.find((r) => r.name === at)?.value ?? null, said);
      }
      run.said.set(step.id, { what: "done", end: { by, second, at: now, words: choice?.label ?? "", records: what.records } });
      return done(write(`Done: ${step.title}${choice ? `: ${choice.label}` : ""}${second ? ` (second: ${second})` : ""}`), needs.length > 0 ? [`It comes after ${needs.join(", ")}, which is open.`] : []);
    }
    case "step_not_applicable": {
      const step = planned(what.step);
      const words = need(what.why, "why it does not apply");
      run.said.set(step.id, { what: "not_applicable", end: { by, second: null, at: now, words, records: [] } });
      return done(write(`Not applicable: ${step.title}: ${words}`));
    }
    case "step_hand_over":
      run.holders.set(planned(what.step).id, need(what.to, "to whom"));
      return done(write(`Handed over to ${what.to}: ${planned(what.step).title}${what.note ? `: ${what.note}` : ""}`));
    case "step_answer":
      need(what.why, "why");
      run.said.set(planned(what.step).id, { what: "answered", applies: what.applies });
      return done(write(`${planned(what.step).title} ${what.applies ? "applies" : "does not apply"}: ${what.why}`));
    case "step_reopen":
      need(what.why, "why it is opened again");
      if (!run.said.delete(planned(what.step).id)) fail("bad_request", `${planned(what.step).title} is open.`);
      return done(write(`Taken back: ${planned(what.step).title}: ${what.why}`));
    case "step_add": {
      const phase = run.plan.phases.find((p) => p.id === what.phase) ?? fail("not_found", "There is no such phase.");
      phase.steps.push({ id: `own-${run.lines.length}`, title: need(what.title, "what is to be done"), role: "responder", html: "", verify: "", added: true });
      return done(write(`Added a step: ${what.title}: ${need(what.why, "why")}`));
    }
    case "note":
      return done(run.write(by, what.source === null ? "person" : /^[0-9a-f]{8}-/u.test(what.source) ? "cloudtrail" : "other", need(what.text, "what"), { happened: past(what.happened_at), reference: what.source, in_report: what.in_report }));
    case "in_report": {
      const line = run.lines.find((l) => l.number === what.number) ?? fail("not_found", "There is no such line.");
      line.in_report = what.in_report;
      return done(line.number);
    }
    case "severity":
      run.severity = what.severity;
      return done(write(`Now ${what.severity}: ${need(what.why, "why")}`));
    case "moment":
      run.moments.set(what.moment, past(what.at));
      return done(write(`${what.moment} at ${what.at.slice(0, 16).replace("T", " ")} UTC`, { happened: what.at }));
    case "role":
      run.roles.set(what.role, need(what.to, "who"));
      return done(write(`${what.role}: ${what.to}`));
    case "value":
      run.values.set(what.name, need(what.value, "what it is"));
      return done(write(`${what.name} is ${what.value}`, { in_report: false }));
    case "expose": {
      const text = need(what.text, "what is exposed");
      const there = run.ledger.find((e) => e.text === text);
      if (there) fail("bad_request", `${there.name} is in the ledger already, as number ${there.number}.`);
      const name = text.split(":").at(-1) ?? text;
      run.expose(text.includes(":secret:") || text.includes("parameter/") ? "secret" : "name", text, name, what.from ? Date.parse(what.from) : null, need(what.because, "why it belongs here"));
      return done(write(`In the ledger: ${name}: ${what.because}`));
    }
    case "exposure_began":
      entry(what.number).exposed_from = what.from === null ? null : past(what.from);
      return done(write(`${entry(what.number).name} was exposed since ${what.from ?? "nobody knows when"}: ${need(what.why, "what shows it")}`));
    case "mark": {
      const of = entry(what.number);
      const statement = need(what.statement, what.mark === "proved" ? "what shows it" : "why");
      if (of.marks.some((m) => m.mark === what.mark)) fail("bad_request", `${what.mark} was recorded already.`);
      if (what.mark === "proved" && !of.marks.some((m) => m.mark === "revoked")) fail("bad_request", "Record first that it was revoked: a refusal may have other grounds.");
      run.mark(of, { mark: what.mark, at: past(what.at), by, statement });
      return done(write(`${of.name} ${what.mark}: ${statement}`, { happened: past(what.at) }));
    }
    case "notice": {
      const reason = need(what.reason, "why: the decision must stand by itself, also when it is no");
      const second = what.second?.trim() || null;
      if (what.answer === "no" && !second) fail("bad_request", "A decision not to notify wants a second person, by name.");
      if (second && same(second, by)) fail("bad_request", "The second person is the one who decided.");
      if (what.answer === "filed") need(what.reference, "the authority’s reference, or where the copy is kept");
      run.decisions.set(what.row, [{ answer: what.answer, reason, filed_at: what.answer === "filed" ? past(what.filed_at) : null, reference: what.reference, by, second, at: now }, ...(run.decisions.get(what.row) ?? [])]);
      return done(write(`Notice ${what.row}: ${what.answer}: ${reason}`));
    }
    case "update_sent":
      run.updates.unshift({ number: run.updates.length + 1, variant: what.variant, at: now, channel: need(what.channel, "where to") });
      return done(write(`Update ${run.updates.length} (${what.variant}) sent to ${what.channel}`));
    case "hand_evidence": {
      const piece = run.evidence.find((e) => e.number === what.number) ?? fail("not_found", `There is no evidence ${what.number}.`);
      piece.custody += `; handed to ${need(what.to, "to whom")} on ${now.slice(0, 16).replace("T", " ")} UTC: ${need(what.why, "why")}`;
      return done(write(`Evidence ${piece.number} handed to ${what.to}: ${what.why}`));
    }
    case "path":
      run.path = what.path;
      return done(write(`It got out by: ${what.path}: ${need(what.basis, "what shows it")}`));
    case "follow_up":
      if (what.link !== "" && !what.link.startsWith("https://")) fail("bad_request", "A link begins with https://.");
      run.followUps.push({ incident: run.of.id, number: run.followUps.length + 1, action: need(what.action, "what"), effect: what.effect, owner: need(what.owner, "who does it"), due_on: what.due_on, link: what.link, done: false });
      return done(write(`Follow-up: ${what.action}, ${what.owner}, until ${what.due_on}`));
    case "follow_up_done": {
      const item = run.followUps.find((f) => f.number === what.number) ?? fail("not_found", "There is no such follow-up.");
      item.done = true;
      return done(write(`Follow-up done: ${item.action}: ${need(what.note, "what shows it")}`));
    }
    case "move_runbook":
      run.plan.version = run.newer ?? run.plan.version;
      run.newer = null;
      return done(write(`Moved to ${what.to} ${run.plan.version}: ${need(what.why, "why")}`));
    case "watch": {
      const of = entry(what.number);
      run.watches.push({ number: run.watches.length + 1, entry: of.number, attribute: "ResourceName", value: of.text, places: ["111111111111 us-east-1", "111111111111 eu-west-1"], from: now, known_until: null, words: `Nothing is known yet of use since ${now.slice(11, 16)} UTC. Events can be 15 minutes late.`, short_done: false, long_done: false, hits: [] });
      return done(write(`Watching ${of.name}`));
    }
    case "contain":
      need(what.why, "what shows it");
      run.state = "contained";
      return done(write(`Contained: ${what.why}`));
    case "resolve":
      need(what.cause, "the cause, in a sentence");
      run.state = "resolved";
      return done(write(`Resolved: ${what.cause}`));
    case "close": {
      const ends = run.openEnds();
      if (ends.length > 0) fail("bad_request", "It cannot be closed yet.", ends.join(" "));
      need(what.statement, "what you state");
      [run.state, run.closed] = ["closed", run.now];
      return done(write(`Closed: ${what.statement}`));
    }
    case "reopen":
      need(what.why, "why");
      [run.state, run.closed] = ["open", null];
      return done(write(`Opened again: ${what.why}`));
  }
}
