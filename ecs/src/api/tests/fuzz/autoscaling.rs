//! The same for Application Auto Scaling.

use std::sync::Mutex;
use std::time::Duration;

use super::values::Values;
use super::{answers, mutate};
use crate::api::tests::model::AUTO_SCALING;
use crate::autoscaling::{Store, call};
use crate::place::Place;
use crate::shapes::Timestamp;

/// The errors that any operation may answer.
const COMMON: [&str; 2] = ["SerializationException", "ValidationException"];

/// Makes that many calls. Tells how many were answered.
pub(super) fn run(seed: u64, steps: u32) -> u32 {
    let store = Mutex::new(Store::new(Place::new("123456789012", "eu-west-1")));
    let mut values = Values::new(&AUTO_SCALING, seed);
    let operations: Vec<&String> = AUTO_SCALING.operations.keys().collect();
    let mut now = Timestamp::from_millis(1_700_000_000_000);
    let mut answered = 0;
    for _ in 0..steps {
        let operation = *values.pick(&operations);
        let mut request = values.request(operation);
        if values.rng.u8(..) < 25 {
            mutate::value(&mut values.rng, &mut request);
        }
        let mut body = request.to_string().into_bytes();
        if values.rng.u8(..) < 10 {
            mutate::bytes(&mut values.rng, &mut body);
        }
        now = now + Duration::from_secs(values.rng.u64(0..100));
        let told = || {
            let body = String::from_utf8_lossy(&body[..body.len().min(3000)]);
            format!("seed {seed}: {operation} {body}")
        };
        let model = &AUTO_SCALING.operations[operation];
        match call(operation, &body, &store, now, &|cluster, _| cluster != "none") {
            Ok(bytes) => {
                let answer = serde_json::from_slice(&bytes).expect("answers are JSON");
                if let Err(wrong) = answers::check(&AUTO_SCALING, AUTO_SCALING.shape(&model.output), &answer)
                {
                    panic!("{}\n{wrong}", told());
                }
                values.learn(&answer);
                answered += 1;
            }
            Err(error) => {
                let code = &*error.code;
                let known = COMMON.contains(&code) || model.errors.iter().any(|known| known == code);
                assert!(known && error.status == 400, "{}\n{error}", told());
                assert!((1..=1004).contains(&error.message.len()), "{}", told());
            }
        }
    }
    answered
}
