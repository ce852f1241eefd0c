# The role through which Keyturn reads the metadata of an account's secrets; the Deny keeps it from every value.
# Apply it in each account, with the same name in all of them.

variable "role_name" {
  description = "The role's name, the same in every account."
  type        = string
  default     = "keyturn-reader"
}

variable "trusted_principal" {
  description = "ARN of the role, user or account root that Keyturn's base profile signs in as."
  type        = string
}

variable "external_id" {
  description = "The external id that the base profile has to give; empty for none."
  type        = string
  default     = ""
}

data "aws_iam_policy_document" "keyturn_trust" {
  statement {
    effect = "Allow"
    # The second only where the source names session tags.
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "AWS"
      identifiers = [var.trusted_principal]
    }

    dynamic "condition" {
      for_each = var.external_id == "" ? [] : [var.external_id]
      content {
        test     = "StringEquals"
        variable = "sts:ExternalId"
        values   = [condition.value]
      }
    }
  }
}

data "aws_iam_policy_document" "keyturn_reader" {
  {STATEMENTS}
}

resource "aws_iam_role" "keyturn_reader" {
  name               = var.role_name
  description        = "Keyturn reads the metadata of secrets through this role. It can read no value."
  assume_role_policy = data.aws_iam_policy_document.keyturn_trust.json
}

resource "aws_iam_role_policy" "keyturn_reader" {
  name   = "keyturn-reader"
  role   = aws_iam_role.keyturn_reader.id
  policy = data.aws_iam_policy_document.keyturn_reader.json
}

output "keyturn_reader_arn" {
  description = "The role's ARN."
  value       = aws_iam_role.keyturn_reader.arn
}
