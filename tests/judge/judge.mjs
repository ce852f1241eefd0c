// Decides cases with @cloud-copilot/iam-simulate (AGPL-3.0, run as a program of its own, never linked or shipped): one
// case as JSON a line on standard input, one answer as JSON a line on standard output.

import { createInterface } from 'node:readline';
import { runSimulation } from '@cloud-copilot/iam-simulate';

const named = (policies) => (policies ?? []).map((policy, number) => ({ name: `policy ${number}`, policy }));
const levels = (list) =>
  (list ?? []).map(({ orgIdentifier, policies }) => ({ orgIdentifier, policies: named(policies) }));

async function decide(entry) {
  const { principal, action, resource, context } = entry.request;
  const simulation = {
    request: { principal, action, resource, contextVariables: context ?? {} },
    identityPolicies: named(entry.identityPolicies),
    serviceControlPolicies: levels(entry.serviceControlPolicies),
    resourceControlPolicies: levels(entry.resourceControlPolicies),
    permissionBoundaryPolicies: entry.permissionBoundaries ? named(entry.permissionBoundaries) : undefined,
    resourcePolicy: entry.resourcePolicy,
    sessionPolicy: entry.sessionPolicy,
  };
  const result = await runSimulation(simulation, { simulationMode: 'Strict' });
  return result.resultType === 'error' ? { error: result.errors } : { response: result.overallResult };
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim()) {
    const answer = await decide(JSON.parse(line)).catch((error) => ({ error: String(error) }));
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}
