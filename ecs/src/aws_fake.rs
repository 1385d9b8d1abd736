//! An endpoint in place of LocalStack for tests: it answers as the test says, and remembers what it was asked.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, Uri};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::gateway::Upstream;
use crate::localstack::LocalStack;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// `POST`'s path.
    pub(crate) path: String,
    /// Whose access key signed it.
    pub(crate) account: String,
    /// For which region.
    pub(crate) region: String,
    pub(crate) body: Bytes,
}

impl Asked {
    /// A parameter of a form.
    pub(crate) fn parameter(&self, name: &str) -> String {
        form_urlencoded::parse(&self.body)
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    }
}

/// The endpoint. It ends with the test's runtime.
#[derive(Debug)]
pub(crate) struct AwsFake {
    asked: watch::Sender<Vec<Asked>>,
    pub(crate) localstack: LocalStack,
}

impl AwsFake {
    /// One that answers each request, given how many came before, by a status and a body.
    pub(crate) async fn start(
        answer: impl Fn(&Asked, usize) -> (u16, String) + Send + Sync + 'static,
    ) -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        Self::on(listener, answer)
    }

    /// One that listens there.
    pub(crate) fn on(
        listener: TcpListener,
        answer: impl Fn(&Asked, usize) -> (u16, String) + Send + Sync + 'static,
    ) -> Arc<Self> {
        let address = listener.local_addr().expect("an address");
        let fake = Arc::new(Self {
            asked: watch::Sender::new(Vec::new()),
            localstack: at(&address.to_string()),
        });
        let shared = fake.clone();
        let answer = Arc::new(answer);
        let app = Router::new()
            .fallback(move |uri: Uri, headers: HeaderMap, body: Bytes| {
                let (fake, answer) = (shared.clone(), answer.clone());
                async move {
                    let asked = read(&uri, &headers, body);
                    let before = fake.asked.borrow().len();
                    let (status, text) = answer(&asked, before);
                    fake.asked.send_modify(|all| all.push(asked));
                    (StatusCode::from_u16(status).expect("a status"), text)
                }
            })
            .layer(axum::extract::DefaultBodyLimit::disable());
        tokio::spawn(async move { axum::serve(listener, app).await });
        fake
    }

    /// What it was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.borrow().clone()
    }

    /// Waits until it was asked that often.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Asked> {
        let mut asked = self.asked.subscribe();
        let all = tokio::time::timeout(Duration::from_secs(60), asked.wait_for(|all| all.len() >= count))
            .await
            .expect("the calls come in time")
            .expect("the endpoint lives");
        all.clone()
    }
}

/// LocalStack, as it would be called at that address.
pub(crate) fn at(address: &str) -> LocalStack {
    LocalStack::at(&Upstream::parse(&format!("http://{address}")).expect("an address"))
}

fn read(uri: &Uri, headers: &HeaderMap, body: Bytes) -> Asked {
    let authorization = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    // `Credential=<key id>/<date>/<region>/<service>/aws4_request`
    let mut scope = authorization
        .split("Credential=")
        .nth(1)
        .unwrap_or_default()
        .split('/');
    Asked {
        path: uri.path().to_owned(),
        account: scope.next().unwrap_or_default().to_owned(),
        region: scope.nth(1).unwrap_or_default().to_owned(),
        body,
    }
}
