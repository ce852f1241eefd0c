//! Errors as AWS words them.

use serde_json::Value;

use super::operations::Service;

/// An error answer: HTTP status, code and message.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: String,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn new(code: &str, message: impl Into<String>) -> Self {
        Self { status: 400, code: code.to_owned(), message: message.into() }
    }

    pub(super) fn not_found(code: &str, message: &str) -> Self {
        Self::new(code, message).status(404)
    }

    pub(super) fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    pub(super) fn unsigned() -> Self {
        Self::new("MissingAuthenticationTokenException", "Missing Authentication Token")
    }

    /// What a wrong key gets, and any key in a region that its account has not enabled.
    pub(super) fn unknown_token() -> Self {
        Self::new("UnrecognizedClientException", "The security token included in the request is invalid.")
    }

    pub(super) fn wrong_scope(service: &str) -> Self {
        Self::new("InvalidSignatureException", format!("Credential should be scoped to correct service: '{service}'."))
    }

    pub(super) fn unknown_operation(service: Service) -> Self {
        match service {
            Service::Sts | Service::Iam => {
                Self::new("InvalidAction", "Could not find operation for this action and version")
            }
            _ => Self::new("com.amazon.coral.service#UnknownOperationException", ""),
        }
    }

    pub(super) fn unreadable() -> Self {
        Self::new("SerializationException", "Could not read the request as JSON")
    }

    pub(super) fn validation(message: impl Into<String>) -> Self {
        Self::new("ValidationException", message)
    }

    pub(super) fn missing(member: &str) -> Self {
        Self::validation(format!(
            "1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null"
        ))
    }

    /// A denied call, with the words that name the action and what would allow it.
    pub(super) fn denied(service: Service, operation: &str, caller: &str, resource: &str) -> Self {
        let action = format!("{}:{operation}", service.action_prefix());
        let refusal = Self::new(
            "AccessDeniedException",
            format!(
                "User: {caller} is not authorized to perform: {action} on resource: {resource} because no \
                 identity-based policy allows the {action} action"
            ),
        );
        match service {
            Service::Sts | Service::Iam => Self { code: "AccessDenied".to_owned(), ..refusal }.status(403),
            Service::Account => refusal.status(403),
            _ => refusal,
        }
    }

    pub(super) fn throttled(service: Service) -> Self {
        let code = match service {
            Service::Sts | Service::Iam => "Throttling",
            Service::Organizations | Service::Account => "TooManyRequestsException",
            Service::Tagging => "ThrottledException",
            _ => "ThrottlingException",
        };
        let refusal = Self::new(code, "Rate exceeded");
        if service == Service::Account { refusal.status(429) } else { refusal }
    }

    pub(super) fn expired(service: Service) -> Self {
        let message = "The security token included in the request is expired";
        match service {
            Service::Sts | Service::Iam => Self::new("ExpiredToken", message).status(403),
            _ => Self::new("ExpiredTokenException", message),
        }
    }

    pub(super) fn broken(service: Service) -> Self {
        let code = match service {
            Service::SecretsManager => "InternalServiceError",
            Service::ParameterStore => "InternalServerError",
            Service::Kms => "KMSInternalException",
            Service::Tagging => "InternalServiceException",
            Service::Organizations => "ServiceException",
            Service::Iam => "ServiceFailure",
            Service::IdentityCenter | Service::IdentityStore | Service::Account => "InternalServerException",
            Service::Sts | Service::CloudTrail | Service::S3 | Service::SignIn | Service::Portal | Service::Unknown => {
                "InternalFailure"
            }
        };
        Self::new(code, "An internal error occurred.").status(500)
    }

    /// The same in the words of a service that has its own for what is common elsewhere.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>
    pub(super) fn in_words_of(self, service: Service) -> Self {
        if service != Service::S3 {
            return self;
        }
        let (code, status) = match self.code.as_str() {
            "AccessDeniedException" | "MissingAuthenticationTokenException" => ("AccessDenied", 403),
            "ThrottlingException" => ("SlowDown", 503),
            "ExpiredTokenException" => ("ExpiredToken", 400),
            "UnrecognizedClientException" => ("InvalidAccessKeyId", 403),
            "InvalidSignatureException" => ("AuthorizationHeaderMalformed", 400),
            "InternalFailure" => ("InternalError", 500),
            "com.amazon.coral.service#UnknownOperationException" => ("NotImplemented", 501),
            _ => return self,
        };
        Self { code: code.to_owned(), status, ..self }
    }

    /// The body, in the service's protocol.
    pub(super) fn body(&self, service: Service, request_id: &str) -> String {
        if service == Service::S3 {
            return format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code><Message>{}</Message>\
                 <RequestId>{request_id}</RequestId></Error>",
                escape(&self.code),
                escape(&self.message)
            );
        }
        if service.is_query() {
            let space = if service == Service::Iam {
                "https://iam.amazonaws.com/doc/2010-05-08/"
            } else {
                "https://sts.amazonaws.com/doc/2011-06-15/"
            };
            return format!(
                "<ErrorResponse xmlns=\"{space}\"><Error><Type>{}</Type>\
                 <Code>{}</Code><Message>{}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>",
                if self.status < 500 { "Sender" } else { "Receiver" },
                escape(&self.code),
                escape(&self.message)
            );
        }
        if service == Service::SignIn {
            // OAuth's own code is what the message holds: RFC 6749, section 5.2.
            let (code, error) = (Value::from(self.code.as_str()), Value::from(self.message.as_str()));
            return format!("{{\"__type\":{code},\"error\":{error},\"error_description\":{error}}}");
        }
        // AWS's own services disagree on the letter: modelled errors of some say Message, the common ones message.
        let member = match service {
            Service::SecretsManager | Service::Organizations | Service::Tagging => "Message",
            _ => "message",
        };
        // Written out, so that the order of the members hangs on no feature of the JSON library.
        let (code, message) = (Value::from(self.code.as_str()), Value::from(self.message.as_str()));
        if self.message.is_empty() {
            return format!("{{\"__type\":{code}}}");
        }
        format!("{{\"__type\":{code},\"{member}\":{message}}}")
    }
}

/// Text for XML.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
