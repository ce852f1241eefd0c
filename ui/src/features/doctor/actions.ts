// What can be done in the doctor's place, for keys, palette and help.
import type { Action } from "../../shared/actions.svelte";

const GROUP = "Doctor";

interface Place {
  run: () => void;
  running: () => boolean;
  cancel: () => void;
  found: () => boolean;
  table: () => void;
  policy: () => void;
  copy: () => void;
  write: (format: "csv" | "json") => void;
  opened: () => boolean;
  close: () => void;
}

/** Actions of the whole place. */
export function doctorActions(place: Place): Action[] {
  return [
    { id: "doctor.run", title: "Check now", group: GROUP, keys: ["r"], words: "doctor diagnose permissions again", when: () => !place.running(), run: place.run },
    { id: "doctor.cancel", title: "Stop the doctor", group: GROUP, words: "cancel", when: place.running, run: place.cancel },
    { id: "doctor.walk", title: "Walk the accounts, and open one", group: GROUP, keys: ["j", "k", "Enter"] },
    { id: "doctor.table", title: "Show accounts and actions as a table, or as a matrix", group: GROUP, keys: ["t"], when: place.found, run: place.table },
    { id: "doctor.policy", title: "Show the IAM policy…", group: GROUP, keys: ["p"], words: "cloudformation stackset terraform role permissions", run: place.policy },
    { id: "doctor.copy", title: "Copy what the doctor found", group: GROUP, keys: ["c"], words: "ticket clipboard text", when: place.found, run: place.copy },
    { id: "doctor.csv", title: "Export what the doctor found as CSV…", group: GROUP, words: "file spreadsheet", when: place.found, run: () => place.write("csv") },
    { id: "doctor.json", title: "Export what the doctor found as JSON…", group: GROUP, words: "file", when: place.found, run: () => place.write("json") },
    { id: "doctor.close", title: "Close the account", group: GROUP, keys: ["Escape"], when: place.opened, run: place.close },
  ];
}
