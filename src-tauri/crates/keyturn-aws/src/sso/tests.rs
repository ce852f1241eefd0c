//! Which pages a browser may be sent to.

use super::*;

#[test]
fn only_pages_of_aws_and_of_the_endpoint_are_opened() {
    let start = "https://sso.corp.example/start";
    let endpoint = Some("http://127.0.0.1:4010");
    for (page, endpoint, may) in [
        ("https://device.sso.eu-west-1.amazonaws.com/?user_code=ABCD-EFGH", None, true),
        ("https://corp.awsapps.com/start/#/device?user_code=ABCD-EFGH", None, true),
        ("https://ssoins-7223.portal.eu-west-1.app.aws/", None, true),
        ("https://device.sso.cn-north-1.amazonaws.com.cn/", None, true),
        ("https://sso.corp.example/device", None, true),
        ("http://device.sso.eu-west-1.amazonaws.com/", None, false),
        ("https://device.sso.eu-west-1.amazonaws.com.evil.example/", None, false),
        ("https://evilamazonaws.com/", None, false),
        ("https://amazonaws.com@evil.example/", None, false),
        ("https://me@device.sso.eu-west-1.amazonaws.com/", None, false),
        ("https://device.sso.eu-west-1.amazonaws.com:8443/", None, false),
        ("file:///etc/passwd", None, false),
        ("javascript:alert(1)", None, false),
        ("--help", None, false),
        ("", None, false),
        ("http://127.0.0.1:4010/device?user_code=ABCD-EFGH", endpoint, true),
        ("http://127.0.0.1:4011/device", endpoint, false),
        ("http://127.0.0.1:4010/device", None, false),
    ] {
        assert_eq!(may_open(page, start, endpoint), may, "{page}");
    }
}
