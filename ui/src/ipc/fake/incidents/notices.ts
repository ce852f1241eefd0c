// Clocks for notices in the in-memory host: a few rows, one that nobody has compared with its source.
import type { MomentDto, NoticeDecisionDto, NoticeDto } from "../../bindings";

const HOUR = 3_600_000;

interface Row {
  id: string;
  name: string;
  jurisdiction: string;
  law: string;
  question: string;
  to: string;
  note: string;
  starts_from: string;
  hours: number | null;
  deadline: string;
  source: string;
  checked_on: string | null;
}

export const NOTICES: readonly Row[] = [
  { id: "gdpr-33", name: "GDPR: to the supervisory authority", jurisdiction: "EU and EEA", law: "Regulation (EU) 2016/679, article 33(1)", question: "Was personal data breached, and is a risk for people not unlikely?", to: "the competent supervisory authority", note: "A later notice gives the reasons for the delay.", starts_from: "aware", hours: 72, deadline: "72 hours", source: "https://gdprlearninghub.com/article-33-gdpr/", checked_on: "2026-11-21" },
  { id: "gdpr-34", name: "GDPR: to the persons", jurisdiction: "EU and EEA", law: "Regulation (EU) 2016/679, article 34(1)", question: "Is a high risk for people likely?", to: "the persons whose data it is", note: "", starts_from: "aware", hours: null, deadline: "without undue delay", source: "https://eur-lex.europa.eu/eli/reg/2016/679/oj", checked_on: null },
  { id: "nis2-early", name: "NIS2: early warning", jurisdiction: "EU", law: "Directive (EU) 2022/2555, article 23(4)(a)", question: "Is it a significant incident of an essential or important entity?", to: "the CSIRT or the competent authority", note: "", starts_from: "aware", hours: 24, deadline: "24 hours", source: "https://eur-lex.europa.eu/eli/dir/2022/2555/oj", checked_on: "2026-11-21" },
  { id: "sec-8k", name: "SEC: Form 8-K, item 1.05", jurisdiction: "United States, listed companies", law: "17 CFR 229.106", question: "Is it material to investors?", to: "the SEC", note: "Only the Attorney General can grant a delay.", starts_from: "material", hours: 96, deadline: "4 business days", source: "https://www.sec.gov/rules/2023/07/s7-09-22", checked_on: "2026-11-21" },
  { id: "pci-brands", name: "PCI DSS: acquirer and brands", jurisdiction: "Contract", law: "PCI DSS 4.0.1, requirement 12.10", question: "Is card data suspected to be exposed?", to: "the acquirer and the payment brands", note: "", starts_from: "suspected", hours: null, deadline: "at once", source: "https://www.pcisecuritystandards.org/", checked_on: null },
];

/** The row that a team's own file brought. */
const OWN = "pci-brands";

/** The clocks as they stand: decided and running ones first. */
export function noticesOf(moments: readonly MomentDto[], decisions: ReadonlyMap<string, NoticeDecisionDto[]>, now: number): NoticeDto[] {
  const rows = NOTICES.map(({ hours, ...row }): NoticeDto => {
    const from = moments.find((m) => m.moment === row.starts_from)?.at ?? null;
    const due = from && hours !== null ? Date.parse(from) + hours * HOUR : null;
    const taken = decisions.get(row.id) ?? [];
    const last = taken[0];
    const late = due !== null && now > due;
    const filed = last?.answer === "filed" ? (due !== null && Date.parse(last.filed_at ?? last.at) > due ? "filed_late" : "filed") : null;
    const state = filed ?? (last?.answer === "no" ? "no" : !from ? "waiting" : late ? "late" : last?.answer === "notify" ? "to_file" : "undecided");
    return { ...row, own: row.id === OWN, due_at: due === null ? null : new Date(due).toISOString(), state, decisions: taken };
  });
  return rows.sort((a, b) => Number(a.state === "waiting") - Number(b.state === "waiting"));
}
