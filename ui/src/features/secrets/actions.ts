// What can be done in the place of the secrets, for keys, palette and help.
import { announce } from "../../shared/announce.svelte";
import type { Action } from "../../shared/actions.svelte";
import { copyText } from "../../shared/clipboard";
import { toast } from "../../shared/toasts.svelte";
import { describeCommand, markdownLine } from "./copies";
import type { SecretsState } from "./state.svelte";

interface Context {
  secrets: SecretsState;
  /** The open secret. */
  opened: () => string | null;
  focusFilter: () => void;
  close: () => void;
  editNote: (arn: string) => void;
  saveView: () => void;
  /** Plans the open one's rotation. */
  plan: () => void;
  /** Asks for an exception for the open one. */
  except: () => void;
  toggleDecoy: () => void;
  /** Goes to who can read a secret. */
  access: (arn: string) => void;
  /** Starts an incident on a secret. */
  incident: (arn: string) => void;
}

const GROUP = "Secrets";

export function secretsActions({ secrets, opened, focusFilter, close, editNote, saveView, plan, except, toggleDecoy, access, incident }: Context): Action[] {
  const { list, detail, views } = secrets;
  /** The open one, else the one under the cursor. */
  const arn = () => opened() ?? list.under?.arn ?? null;
  const row = () => {
    const of = detail.reply?.secret;
    return opened() ? (of?.arn === opened() ? of : null) : (list.under ?? null);
  };
  const some = () => arn() !== null;
  const isOpen = () => opened() !== null;
  return [
    { id: "secrets.filter", title: "Filter secrets", group: GROUP, keys: ["/", "Mod+F"], words: "search find", run: focusFilter },
    { id: "secrets.move", title: "Move in the list", group: GROUP, keys: ["ArrowDown", "ArrowUp", "j", "k"] },
    { id: "secrets.jump", title: "First and last", group: GROUP, keys: ["Home", "End", "g", "G"] },
    { id: "secrets.open", title: "Open the secret under the cursor", group: GROUP, keys: ["Enter"] },
    { id: "secrets.close", title: "Close the open secret", group: GROUP, keys: ["Escape"], when: isOpen, run: close },
    { id: "secrets.copy-arn", title: "Copy ARN", group: GROUP, keys: ["c"], when: some, run: () => void copied(arn(), "ARN copied") },
    { id: "secrets.copy-name", title: "Copy name", group: GROUP, keys: ["C"], when: some, run: () => void copied(row()?.name ?? null, "Name copied") },
    { id: "secrets.copy-command", title: "Copy the AWS CLI's command that describes it", group: GROUP, words: "terminal shell aws describe metadata", when: some, run: () => { const of = row(); if (of) void copied(describeCommand(of), "Command copied", "Its name has characters that nobody sees in a terminal: copy the ARN instead."); } },
    { id: "secrets.copy-markdown", title: "Copy as Markdown", group: GROUP, words: "ticket chat link", when: some, run: () => { const of = row(); if (of) void copied(markdownLine(of), "Markdown copied"); } },
    { id: "secrets.note", title: "Write a note", group: GROUP, keys: ["n"], words: "markdown edit", when: some, run: () => { const of = arn(); if (of) editNote(of); } },
    { id: "secrets.inspect", title: "Ask AWS about this secret now", group: GROUP, keys: ["r"], words: "refresh read policy versions inspect", when: isOpen, run: () => void detail.inspect() },
    { id: "secrets.plan", title: "Plan its rotation, or move the planned one…", group: GROUP, keys: ["p"], words: "rotate schedule due date", when: isOpen, run: plan },
    { id: "secrets.except", title: "Ask for an exception from its policy…", group: GROUP, keys: ["x"], words: "rotation postpone approve", when: isOpen, run: except },
    { id: "secrets.access", title: "Who can read it", group: GROUP, keys: ["a"], words: "access why policies permissions", when: some, run: () => { const of = arn(); if (of) access(of); } },
    { id: "secrets.incident", title: "Start an incident on it…", group: GROUP, keys: ["i"], words: "leak compromise public", when: some, run: () => { const of = arn(); if (of) incident(of); } },
    { id: "secrets.decoy", title: "Mark as decoy, or no longer", group: GROUP, words: "honey trap canary", when: isOpen, run: toggleDecoy },
    { id: "secrets.save-view", title: "Save view", group: GROUP, words: "tab filter columns", run: saveView },
    ...views.tabs.map((tab) => ({ id: `secrets.view.${tab.id}`, title: `View: ${tab.name}`, group: "Views", words: tab.filter, run: () => views.pick(tab.id) })),
  ];
}

async function copied(text: string | null, said: string, otherwise?: string): Promise<void> {
  if (text === null) {
    if (otherwise) toast(otherwise, { tone: "late" });
    return;
  }
  if (await copyText(text)) {
    toast(said, { tone: "ok" });
    announce(said);
  } else toast("Could not copy", { tone: "late" });
}
