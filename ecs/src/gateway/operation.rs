//! Which operation a call is, by what its protocol tells.

use http::request::Parts;

use super::protocol::Protocol;
use super::s3;

/// The operation's name; `<METHOD> <path>` where the protocol does not tell it. `form` is the body of a form.
pub(crate) fn operation(request: &Parts, protocol: Protocol, service: &str, form: Option<&[u8]>) -> String {
    let named = match protocol {
        Protocol::Json { .. } => target(request),
        Protocol::Query => action(form.unwrap_or_default())
            .or_else(|| action(request.uri.query().unwrap_or_default().as_bytes())),
        Protocol::RestXml if service.starts_with("s3") => s3::operation(request).map(str::to_owned),
        Protocol::Cbor => after_operation(request.uri.path()),
        Protocol::RestXml | Protocol::RestJson => None,
    };
    named.unwrap_or_else(|| format!("{} {}", request.method, request.uri.path()))
}

/// `X-Amz-Target: AmazonSQS.ReceiveMessage`.
fn target(request: &Parts) -> Option<String> {
    let target = request.headers.get("x-amz-target")?.to_str().ok()?;
    let name = target.rsplit('.').next()?;
    plausible(name)
}

fn action(form: &[u8]) -> Option<String> {
    form_urlencoded::parse(form)
        .find(|(name, _)| name == "Action")
        .and_then(|(_, value)| plausible(&value))
}

/// `/service/GraniteServiceVersion20100801/operation/PutMetricData`.
fn after_operation(path: &str) -> Option<String> {
    let (_, name) = path.rsplit_once("/operation/")?;
    plausible(name)
}

/// AWS's operations are names of letters and digits; anything else is not repeated as one.
fn plausible(name: &str) -> Option<String> {
    let is_name =
        !name.is_empty() && name.len() <= 128 && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_name.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use http::Request;
    use proptest::prelude::*;

    use super::*;

    fn named(service: &str, path: &str, headers: &[(&str, &str)], form: Option<&str>) -> String {
        let mut request = Request::post(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let parts = request.body(()).expect("a request").into_parts().0;
        let protocol = Protocol::of(&parts, service);
        operation(&parts, protocol, service, form.map(str::as_bytes))
    }

    #[test]
    fn each_protocol_names_the_operation_in_its_way() {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let cbor = [("smithy-protocol", "rpc-v2-cbor")];
        assert_eq!(
            named("sqs", "/", &[("x-amz-target", "AmazonSQS.ReceiveMessage")], None),
            "ReceiveMessage"
        );
        assert_eq!(
            named(
                "sns",
                "/",
                &form,
                Some("Version=1&Action=Publish&Message=Action=x")
            ),
            "Publish"
        );
        assert_eq!(named("sqs", "/q?Action=ListQueues", &[], None), "ListQueues");
        assert_eq!(named("s3", "/bucket?list-type=2", &[], None), "POST /bucket");
        assert_eq!(
            named("monitoring", "/service/G/operation/PutMetricData", &cbor, None),
            "PutMetricData"
        );
        assert_eq!(
            named("lambda", "/2015-03-31/functions", &[], None),
            "POST /2015-03-31/functions"
        );
    }

    #[test]
    fn what_is_no_name_is_not_taken_for_one() {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        for body in ["", "Action=", "Action=a%20b", "action=Publish", "%zz&Action"] {
            assert_eq!(named("sns", "/x", &form, Some(body)), "POST /x", "{body}");
        }
        assert_eq!(named("sqs", "/", &[("x-amz-target", "")], None), "POST /");
    }

    proptest! {
        #[test]
        fn any_form_is_read_without_a_panic(form in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = action(&form);
        }

        #[test]
        fn the_action_is_found_wherever_it_stands(
            before in "([a-z]{1,5}=[a-z%]{0,5}&){0,4}", name in "[A-Z][A-Za-z0-9]{1,20}", after in "(&[a-z]{1,5}=\\PC{0,5}){0,4}"
        ) {
            let form = format!("{before}Action={name}{after}");
            prop_assert_eq!(action(form.as_bytes()), Some(name));
        }
    }
}
