import { expect, it } from "vitest";

import { principalWord, saysAdministrator, saysProduction } from "./production";

it.each([
  ["prod", true],
  ["prod-eu", true],
  ["acme.production", true],
  ["PROD_readonly", true],
  ["eu-prd2-audit", true],
  ["team/live", true],
  ["nonprod", false],
  ["non-prod-eu", false],
  ["pre_production", false],
  ["product-team", false],
  ["reproduction", false],
  ["alive", false],
  ["stage", false],
  ["", false],
])("%j says production: %s", (name, yes) => expect(saysProduction(name)).toBe(yes));

it.each([
  ["arn:aws:iam::111122223333:root", true],
  ["arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_AdministratorAccess_0123456789abcdef/ana", true],
  ["arn:aws:sts::111122223333:assumed-role/OrganizationAccountAccessRole/keyturn-ana", true],
  ["arn:aws:sts::111122223333:assumed-role/keyturn-read/keyturn-ana", false],
  ["arn:aws:iam::111122223333:user/root-cause", false],
])("%s says administrator: %s", (arn, yes) => expect(saysAdministrator(arn)).toBe(yes));

it.each([
  ["arn:aws:sts::111122223333:assumed-role/keyturn-read/keyturn-ana", "role/keyturn-read"],
  ["arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Audit_0123456789abcdef/ana@example.test", "role/Audit"],
  ["arn:aws:iam::111122223333:user/path/ana", "user/path/ana"],
  ["arn:aws:iam::111122223333:root", "root"],
  ["no arn", "no arn"],
])("%s in short: %s", (arn, word) => expect(principalWord(arn)).toBe(word));
