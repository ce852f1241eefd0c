// Updates and reports in the in-memory host: composed from the incident as it stands.
import type { UpdateRequest } from "../../bindings";
import type { Run } from "./run";

const VARIANTS: Record<string, string> = { first: "SECURITY INCIDENT NOTIFICATION", progress: "SECURITY INCIDENT UPDATE", contained: "SECURITY INCIDENT: CONTAINED", resolved: "SECURITY INCIDENT: RESOLVED", customers: "Notice" };
const STATES: Record<string, string> = { open: "Investigating", contained: "Contained", resolved: "Resolved", closed: "Closed" };

/** The update in the template's fields. */
export function updateText(run: Run, { variant, summary, impact, needed, contact }: UpdateRequest): string {
  const { of } = run;
  const number = run.updates.length + 1;
  const at = (ms: number) => `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  if (variant === "customers") return [`Notice of ${at(run.now).slice(0, 10)}`, "", `What happened: ${summary || "not known yet"}`, `Which data: ${impact || "not known yet"}`, `What you should do: ${needed || "nothing"}`, `Contact: ${contact || "not known yet"}`].join("\n");
  return [
    ...(of.drill ? ["DRILL: THIS IS AN EXERCISE", ""] : []),
    `${VARIANTS[variant] ?? variant}  ${of.id} · update ${number} · internal / TLP:AMBER`, `Severity: ${run.severity}          Codename: ${of.codename}`, `Time detected: ${at(of.detected)}   Lead: ${run.roles.get("lead") ?? "not named yet"}`,
    `Status: ${STATES[run.state] ?? run.state}`, `Summary: ${summary || "not known yet"}`, `Impact: ${impact || "not known yet"}`, "Actions taken:", ...run.lines.slice(-4).reverse().map((l) => `  ${l.happened_at.slice(11, 16)} – ${l.text}`), `Needed from you: ${needed || "nothing"}`, `Next update: ${at(run.now + 120 * 60_000)}`,
  ].join("\n");
}

/** The report as Markdown, HTML or JSON. */
export function reportText(run: Run, format: string): string {
  const { of } = run;
  const lines = run.lines.filter((l) => l.in_report);
  if (format === "json") return JSON.stringify({ schema: 1, id: of.id, drill: of.drill, timeline: lines }, null, 2);
  const markdown = [`# ${of.id} ${of.title}`, "", `${run.severity} · ${run.plan.id} ${run.plan.version} · drill: ${of.drill ? "yes" : "no"}`, "", "## Timeline (UTC)", "", "| Time | What | Who |", "|---|---|---|", ...lines.map((l) => `| ${l.happened_at.slice(0, 16).replace("T", " ")} | ${l.text.replaceAll("|", "\\|")} | ${l.by} |`), "", "## Follow-ups", "", ...run.followUps.map((f) => `- ${f.action} (${f.owner}, ${f.due_on})`)].join("\n");
  return format === "html" ? `<!doctype html><title>${of.id}</title><pre>${markdown.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</pre>` : markdown;
}
