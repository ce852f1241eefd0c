// What can be done in the place of runbooks, for keys, palette and help.
import type { Action } from "../../shared/actions.svelte";

const GROUP = "Runbooks";

/** Actions on the library. */
export function listActions({ find, clearable, clear, addFolder }: { find: () => void; clearable: () => boolean; clear: () => void; addFolder: () => void }): Action[] {
  return [
    { id: "runbooks.find", title: "Search the runbooks", group: GROUP, keys: ["/"], run: find },
    { id: "runbooks.walk", title: "Walk the list, and open one", group: GROUP, keys: ["j", "k"] },
    { id: "runbooks.clear", title: "Clear the search", group: GROUP, keys: ["Escape"], when: clearable, run: clear },
    { id: "runbooks.add-folder", title: "Add a folder of runbooks…", group: GROUP, words: "team git own library", run: addFolder },
  ];
}

interface Page {
  leave: () => void;
  print: () => void;
  approve: () => void;
  approvable: () => boolean;
  write: (format: "markdown" | "html" | "cacao") => void;
}

/** Actions on an opened runbook. */
export function pageActions({ leave, print, approve, approvable, write }: Page): Action[] {
  return [
    { id: "runbook.leave", title: "All runbooks", group: GROUP, keys: ["Escape"], run: leave },
    { id: "runbook.print", title: "Print the runbook", group: GROUP, keys: ["p"], words: "paper pdf", run: print },
    { id: "runbook.approve", title: "Approve the runbook…", group: GROUP, keys: ["a"], when: approvable, run: approve },
    { id: "runbook.markdown", title: "Export the runbook as Markdown…", group: GROUP, words: "file page", run: () => write("markdown") },
    { id: "runbook.html", title: "Export the runbook as HTML…", group: GROUP, words: "file page browser", run: () => write("html") },
    { id: "runbook.cacao", title: "Export the runbook as CACAO…", group: GROUP, words: "file playbook json oasis", run: () => write("cacao") },
  ];
}
