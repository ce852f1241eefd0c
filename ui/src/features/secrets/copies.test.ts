// A secret as a command and as Markdown: right for each store, and harmless whatever it is called.
import { expect, it } from "vitest";

import { describeCommand, markdownLine } from "./copies";

const secret = (name: string, store = "secretsmanager") => ({ name, store, arn: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-AbCdEf`, account: "111122223333", account_name: "prod-eu", region: "eu-west-1" });

it.each([
  [secret("prod/db"), "aws secretsmanager describe-secret --secret-id arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf --region eu-west-1"],
  [secret("/prod/db", "ssm"), "aws ssm describe-parameters --parameter-filters Key=Name,Option=Equals,Values=/prod/db --region eu-west-1"],
  [secret("/a'b;rm -rf ~", "ssm"), "aws ssm describe-parameters --parameter-filters 'Key=Name,Option=Equals,Values=/a'\\''b;rm -rf ~' --region eu-west-1"],
  [secret("/a$(id)", "ssm"), "aws ssm describe-parameters --parameter-filters 'Key=Name,Option=Equals,Values=/a$(id)' --region eu-west-1"],
  [secret("/a\nid", "ssm"), null],
  [secret("/a\u202eb", "ssm"), null],
])("%#", (of, command) => {
  expect(describeCommand(of)).toBe(command);
  expect(command ?? "").not.toMatch(/get-secret-value|get-parameter/u);
});

it.each([
  ["prod/db", "`prod/db` (Secrets Manager, `prod-eu`, eu-west-1): `arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf`"],
  ["a`b``c", "``` a`b``c ``` (Secrets Manager, `prod-eu`, eu-west-1): ``` arn:aws:secretsmanager:eu-west-1:111122223333:secret:a`b``c-AbCdEf ```"],
])("%s as Markdown", (name, line) => expect(markdownLine(secret(name))).toBe(line));
