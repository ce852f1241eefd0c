// The parts of rotation, in the order of their tabs.
import type { RotationTab } from "../../shared/routes";

export const TABS: readonly { value: RotationTab; label: string; of: string }[] = [
  { value: "due", label: "Due", of: "overdue" },
  { value: "rotations", label: "Rotations", of: "open" },
  { value: "tasks", label: "Tasks", of: "open" },
  { value: "exceptions", label: "Exceptions", of: "ended" },
  { value: "policy", label: "Policy", of: "" },
  { value: "cost", label: "Cost", of: "" },
];
