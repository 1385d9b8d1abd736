//! Calls of CloudFormation on their way to LocalStack and back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::future::join_all;
use serde_json::json;

use super::apis::{Apis, Service};
use super::deploy::{Deployment, OnFailure};
use super::evaluate::Pseudo;
use super::fetch::Fetch;
use super::form::Form;
use super::overlay;
use super::plan::{Foresight, Plan, PlanError, Request};
use super::stack::Stack;
use super::tree::Element;
use super::upstream::Upstream;
use crate::localstack::LocalStack;
use crate::place::Place;

/// The longest template that a request may have in itself.
const LONGEST: usize = 51_200;

/// What becomes of a call.
#[derive(Debug)]
pub(crate) enum Step {
    /// It goes to LocalStack as it is, and so does the answer.
    Pass,
    /// This body goes to LocalStack, and what it answers to [`Stacks::answered`].
    Ask(Vec<u8>, Box<After>),
    /// It is answered with this body.
    Answer(Vec<u8>),
    /// It is refused with this error, the caller's fault.
    Refuse { code: &'static str, message: String },
}

/// What is to be done with LocalStack's answer.
#[derive(Debug)]
pub(crate) enum After {
    /// A stack is being created or updated.
    Deploying {
        plan: Option<Arc<Plan>>,
        first: bool,
        on_failure: OnFailure,
        patience: Option<Duration>,
        /// What was put beside the template for LocalStack to read.
        temporary: Option<String>,
    },
    /// A change set has been made.
    Planned {
        plan: Option<Arc<Plan>>,
        first: bool,
        on_failure: OnFailure,
    },
    /// A change set is being executed.
    Executing {
        id: String,
        on_failure: Option<OnFailure>,
    },
    /// An answer about stacks.
    Telling {
        operation: String,
        stacks: Vec<Arc<Stack>>,
        statuses: Vec<String>,
    },
}

/// A change set that has not been executed.
#[derive(Debug)]
struct ChangeSet {
    place: Place,
    name: String,
    stack_id: String,
    stack_name: String,
    plan: Option<Arc<Plan>>,
    first: bool,
    on_failure: OnFailure,
}

#[derive(Debug, Default)]
struct Books {
    stacks: Vec<Arc<Stack>>,
    /// By their ARN.
    change_sets: BTreeMap<String, ChangeSet>,
}

/// All stacks that have resources of ours.
#[derive(Debug)]
pub(crate) struct Stacks {
    apis: Arc<dyn Apis>,
    upstream: Upstream,
    fetch: Fetch,
    books: Mutex<Books>,
}

/// A template and what is known of its stack.
struct Found {
    text: String,
    stack: Option<Arc<Stack>>,
    /// Where it was read from.
    url: Option<String>,
}

impl Stacks {
    pub(crate) fn new(apis: Arc<dyn Apis>, upstream: &crate::gateway::Upstream) -> Self {
        Self {
            apis,
            upstream: Upstream {
                localstack: LocalStack::at(upstream),
            },
            fetch: Fetch::new(upstream),
            books: Mutex::default(),
        }
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets the stacks of an account, and ends what is under way with them.
    pub(crate) fn forget(&self, account: &str) {
        let mut books = self.books();
        books.stacks.retain(|stack| {
            let stays = &*stack.place.account != account;
            if !stays {
                stack.standing().cancel.cancel();
            }
            stays
        });
        books
            .change_sets
            .retain(|_, change_set| &*change_set.place.account != account);
    }

    fn stack(&self, place: &Place, name_or_id: &str) -> Option<Arc<Stack>> {
        let books = self.books();
        // The latest first: an earlier stack of the same name is deleted.
        let found = books
            .stacks
            .iter()
            .rev()
            .find(|stack| stack.place == *place && stack.is(name_or_id));
        found.cloned()
    }

    /// Takes a call of that operation with that form.
    pub(crate) async fn intercept(&self, place: &Place, operation: &str, body: &[u8]) -> Step {
        let form = Form::read(body);
        let name = form.get("StackName").unwrap_or_default().to_owned();
        let stack = self.stack(place, &name);
        match operation {
            "CreateStack" => {
                if stack.is_some_and(|stack| stack.standing().rolled_back) {
                    return Step::Refuse {
                        code: "AlreadyExistsException",
                        message: format!("Stack [{name}] already exists"),
                    };
                }
                self.create(place, form, &name).await
            }
            "UpdateStack" => self.update(place, form, &name, stack).await,
            "CreateChangeSet" => self.plan_change_set(place, form, &name, stack).await,
            "ExecuteChangeSet" => self.execute(place, &form),
            "DeleteStack" => stack.map_or(Step::Pass, |stack| self.delete(&stack)),
            "DescribeStacks"
            | "ListStacks"
            | "DescribeStackEvents"
            | "ListStackResources"
            | "DescribeStackResources"
            | "DescribeStackResource"
            | "GetTemplate" => self.tell(place, operation, form, &name, stack),
            _ => Step::Pass,
        }
    }

    /// Finds the template of a request; `None` leaves the request to LocalStack.
    async fn template(&self, place: &Place, form: &Form, stack: Option<Arc<Stack>>) -> Option<Found> {
        if let Some(text) = form.get("TemplateBody") {
            let text = text.to_owned();
            return Some(Found {
                text,
                stack,
                url: None,
            });
        }
        if let Some(url) = form.get("TemplateURL") {
            let text = self.fetch.get(place, url).await?;
            let url = Some(url.to_owned());
            return Some(Found { text, stack, url });
        }
        if form.is_true("UsePreviousTemplate") {
            let text = stack.as_ref()?.standing().plan.as_ref()?.text.clone();
            return Some(Found {
                text,
                stack,
                url: None,
            });
        }
        None
    }

    async fn create(&self, place: &Place, mut form: Form, name: &str) -> Step {
        let Some(found) = self.template(place, &form, None).await else {
            return Step::Pass;
        };
        let plan = match self.plan(place, &form, name, &found).await {
            Ok(Some(plan)) => plan,
            Ok(None) => return Step::Pass,
            Err(step) => return step,
        };
        let temporary = match self
            .hand_over(place, &mut form, &plan.rewritten, found.url.as_deref())
            .await
        {
            Ok(temporary) => temporary,
            Err(message) => return invalid(message),
        };
        let patience = form
            .get("TimeoutInMinutes")
            .and_then(|minutes| minutes.parse::<u32>().ok())
            .map(|minutes| Duration::from_secs(60 * u64::from(minutes)));
        let after = After::Deploying {
            plan: Some(Arc::new(plan)),
            first: true,
            on_failure: on_failure(&form),
            patience,
            temporary,
        };
        Step::Ask(form.write(), Box::new(after))
    }

    /// Puts the rewritten template into the request; LocalStack, too, takes a long one by its address alone.
    async fn hand_over(
        &self,
        place: &Place,
        form: &mut Form,
        rewritten: &str,
        url: Option<&str>,
    ) -> Result<Option<String>, String> {
        let Some(url) = url.filter(|_| rewritten.len() > LONGEST) else {
            form.remove("TemplateURL");
            form.remove("UsePreviousTemplate");
            form.set("TemplateBody", rewritten);
            return Ok(None);
        };
        let beside = format!("{url}.local-ecs-{:016x}", fastrand::u64(..));
        self.fetch
            .put(place, &beside, rewritten)
            .await
            .ok_or_else(|| format!("the template cannot be put beside {url} for LocalStack"))?;
        form.set("TemplateURL", &beside);
        Ok(Some(beside))
    }

    async fn update(&self, place: &Place, mut form: Form, name: &str, stack: Option<Arc<Stack>>) -> Step {
        if let Some(stack) = &stack
            && let Some(refusal) = busy(stack)
        {
            return refusal;
        }
        let known = stack.is_some();
        let Some(found) = self.template(place, &form, stack).await else {
            return Step::Pass;
        };
        let plan = match self.plan(place, &form, name, &found).await {
            Ok(plan) => plan,
            Err(step) => return step,
        };
        if plan.is_none() && !known {
            return Step::Pass;
        }
        let text = plan.as_ref().map_or(&*found.text, |plan| &*plan.rewritten);
        let temporary = match self.hand_over(place, &mut form, text, found.url.as_deref()).await {
            Ok(temporary) => temporary,
            Err(message) => return invalid(message),
        };
        let after = After::Deploying {
            plan: plan.map(Arc::new),
            first: false,
            on_failure: on_failure(&form),
            patience: None,
            temporary,
        };
        Step::Ask(form.write(), Box::new(after))
    }

    async fn plan_change_set(
        &self,
        place: &Place,
        mut form: Form,
        name: &str,
        stack: Option<Arc<Stack>>,
    ) -> Step {
        if let Some(stack) = &stack
            && let Some(refusal) = busy(stack)
        {
            return refusal;
        }
        let kind = form.get("ChangeSetType").unwrap_or("UPDATE").to_owned();
        let known = stack.is_some();
        let Some(found) = self
            .template(place, &form, stack)
            .await
            .filter(|_| kind != "IMPORT")
        else {
            return Step::Pass;
        };
        let plan = match self.plan(place, &form, name, &found).await {
            Ok(plan) => plan,
            Err(step) => return step,
        };
        if plan.is_none() && !known {
            return Step::Pass;
        }
        // Here LocalStack sets no limit to what a request has in itself.
        form.remove("TemplateURL");
        form.remove("UsePreviousTemplate");
        form.set(
            "TemplateBody",
            plan.as_ref().map_or(&*found.text, |plan| &*plan.rewritten),
        );
        let after = After::Planned {
            plan: plan.map(Arc::new),
            first: kind == "CREATE",
            on_failure: match form.get("OnStackFailure") {
                Some("DO_NOTHING") => OnFailure::Nothing,
                Some("DELETE") => OnFailure::Delete,
                _ => OnFailure::Rollback,
            },
        };
        Step::Ask(form.write(), Box::new(after))
    }

    fn execute(&self, place: &Place, form: &Form) -> Step {
        let named = form.get("ChangeSetName").unwrap_or_default();
        let stack = form.get("StackName");
        let books = self.books();
        let found = books.change_sets.iter().rev().find(|(id, change_set)| {
            change_set.place == *place
                && (id.as_str() == named
                    || (change_set.name == named
                        && stack.is_some_and(|stack| {
                            stack == change_set.stack_name || stack == change_set.stack_id
                        })))
        });
        let Some((id, _)) = found else { return Step::Pass };
        let after = After::Executing {
            id: id.clone(),
            on_failure: form.is_true("DisableRollback").then_some(OnFailure::Nothing),
        };
        Step::Ask(form.write(), Box::new(after))
    }

    fn delete(&self, stack: &Arc<Stack>) -> Step {
        let answer = |operation: &str| {
            let mut response = Element::new(&format!("{operation}Response"), Vec::new());
            let namespace = "http://cloudformation.amazonaws.com/doc/2010-05-15/";
            response.attributes = vec![("xmlns".to_owned(), namespace.to_owned())];
            let id = uuid();
            response.children = vec![Element::new(
                "ResponseMetadata",
                vec![Element::text("RequestId", id)],
            )];
            Step::Answer(response.write())
        };
        {
            let standing = stack.standing();
            if standing.status.starts_with("DELETE_") && standing.status != "DELETE_FAILED" {
                return answer("DeleteStack");
            }
        }
        let cancel = stack.begin("DELETE_IN_PROGRESS");
        let deployment = self.deployment(stack, cancel, OnFailure::Nothing, None);
        tokio::spawn(deployment.delete());
        answer("DeleteStack")
    }

    fn tell(
        &self,
        place: &Place,
        operation: &str,
        mut form: Form,
        name: &str,
        stack: Option<Arc<Stack>>,
    ) -> Step {
        let stacks = match (stack, name) {
            (Some(stack), _) => {
                // By its name LocalStack no longer knows one that was rolled back; by its id it does.
                if stack.standing().rolled_back {
                    form.set("StackName", &stack.id);
                }
                vec![stack]
            }
            (None, "") => {
                let books = self.books();
                books
                    .stacks
                    .iter()
                    .filter(|stack| stack.place == *place)
                    .cloned()
                    .collect()
            }
            (None, _) => return Step::Pass,
        };
        if stacks.is_empty() {
            return Step::Pass;
        }
        let statuses = form.list("StackStatusFilter");
        let statuses: Vec<String> = statuses.into_iter().map(str::to_owned).collect();
        form.remove("StackStatusFilter");
        let after = After::Telling {
            operation: operation.to_owned(),
            stacks,
            statuses,
        };
        Step::Ask(form.write(), Box::new(after))
    }

    /// Draws the plan; the error is the step that it ends with.
    async fn plan(
        &self,
        place: &Place,
        form: &Form,
        name: &str,
        found: &Found,
    ) -> Result<Option<Plan>, Step> {
        let pseudo = Pseudo {
            account: place.account.to_string(),
            region: place.region.to_string(),
            partition: place.partition().to_owned(),
            stack_name: found.stack.as_ref().map_or(name, |stack| &stack.name).to_owned(),
        };
        let before = found
            .stack
            .as_ref()
            .and_then(|stack| stack.standing().plan.clone());
        let physical_ids = found
            .stack
            .as_ref()
            .map(|stack| stack.physical_ids())
            .unwrap_or_default();
        let mut given = form.parameters();
        let uses_previous = given
            .values()
            .any(|given| *given == super::parameters::Given::Previous);
        if before.is_none() && uses_previous {
            let previous = self.upstream.parameters(place, name).await;
            for (name, value) in &mut given {
                if let (super::parameters::Given::Previous, Some(text)) = (&*value, previous.get(name)) {
                    *value = super::parameters::Given::Value(text.clone());
                }
            }
        }
        let request = Request {
            template: &found.text,
            given: &given,
            pseudo: &pseudo,
            before: before.as_deref(),
            physical_ids: &physical_ids,
        };
        let foresight = Known {
            apis: &*self.apis,
            place,
            revisions: BTreeMap::new(),
            families: Mutex::default(),
        };
        // A first time to learn which families are meant, a second time with their revisions.
        let planned = Plan::of(&request, &foresight);
        let families = foresight
            .families
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let planned = if families.is_empty() {
            planned
        } else {
            let revisions = join_all(
                families
                    .iter()
                    .map(async |family| (family.clone(), self.next_revision(place, family).await)),
            )
            .await;
            let foresight = Known {
                revisions: revisions.into_iter().collect(),
                ..foresight
            };
            Plan::of(&request, &foresight)
        };
        match planned {
            Ok(plan) => Ok(plan),
            // LocalStack says what is wrong with it.
            Err(PlanError::Template(_)) => Err(Step::Pass),
            Err(PlanError::Evaluation(error)) => Err(invalid(error.0)),
        }
    }

    async fn next_revision(&self, place: &Place, family: &str) -> i32 {
        let latest = async |status: &str| {
            let body = json!({
                "familyPrefix": family, "status": status, "sort": "DESC", "maxResults": 1,
            });
            let answer = self
                .apis
                .call(place, Service::Ecs, "ListTaskDefinitions", body)
                .await
                .ok()?;
            let arn = answer.pointer("/taskDefinitionArns/0")?.as_str()?.to_owned();
            arn.rsplit(':').next()?.parse::<i32>().ok()
        };
        let latest = [latest("ACTIVE").await, latest("INACTIVE").await];
        latest.into_iter().flatten().max().unwrap_or(0) + 1
    }

    fn deployment(
        &self,
        stack: &Arc<Stack>,
        cancel: tokio_util::sync::CancellationToken,
        on_failure: OnFailure,
        patience: Option<Duration>,
    ) -> Deployment {
        Deployment {
            stack: stack.clone(),
            apis: self.apis.clone(),
            upstream: self.upstream.clone(),
            cancel,
            patience,
            on_failure,
        }
    }

    /// Begins what LocalStack has begun; the stack is known here from now on.
    fn begin(
        &self,
        place: &Place,
        id: &str,
        plan: Option<Arc<Plan>>,
        first: bool,
        on_failure: OnFailure,
        patience: Option<Duration>,
    ) {
        let stack = self.stack(place, id).unwrap_or_else(|| {
            // arn:aws:cloudformation:<region>:<account>:stack/<name>/<id>
            let name = id.split('/').nth(1).unwrap_or(id);
            let stack = Arc::new(Stack::new(place.clone(), id, name, first));
            self.books().stacks.push(stack.clone());
            stack
        });
        let cancel = stack.begin(if first {
            "CREATE_IN_PROGRESS"
        } else {
            "UPDATE_IN_PROGRESS"
        });
        let deployment = self.deployment(&stack, cancel, on_failure, patience);
        tokio::spawn(deployment.run(plan, first));
    }

    /// Takes LocalStack's answer, and changes it; `None` leaves it as it is.
    pub(crate) async fn answered(
        &self,
        place: &Place,
        after: After,
        succeeded: bool,
        answer: &[u8],
    ) -> Option<Vec<u8>> {
        let text_of = |name: &str| Some(Element::read(answer)?.find(name)?.text.clone());
        match after {
            After::Deploying {
                plan,
                first,
                on_failure,
                patience,
                temporary,
            } => {
                if let Some(temporary) = temporary {
                    self.fetch.delete(place, &temporary).await;
                }
                if succeeded {
                    self.begin(place, &text_of("StackId")?, plan, first, on_failure, patience);
                }
                None
            }
            After::Planned {
                plan,
                first,
                on_failure,
            } => {
                if succeeded {
                    let (id, stack_id) = (text_of("Id")?, text_of("StackId")?);
                    // arn:aws:cloudformation:<region>:<account>:changeSet/<name>/<id>
                    let change_set = ChangeSet {
                        place: place.clone(),
                        name: id.split('/').nth(1).unwrap_or_default().to_owned(),
                        stack_name: stack_id.split('/').nth(1).unwrap_or_default().to_owned(),
                        stack_id,
                        plan,
                        first,
                        on_failure,
                    };
                    self.books().change_sets.insert(id, change_set);
                }
                None
            }
            After::Executing { id, on_failure } => {
                if succeeded {
                    let found = self.books().change_sets.remove(&id)?;
                    self.begin(
                        place,
                        &found.stack_id,
                        found.plan,
                        found.first,
                        on_failure.unwrap_or(found.on_failure),
                        None,
                    );
                }
                None
            }
            After::Telling {
                operation,
                stacks,
                statuses,
            } => {
                if succeeded {
                    overlay::changed(&operation, answer, &stacks, &statuses)
                } else {
                    None
                }
            }
        }
    }
}

fn invalid(message: String) -> Step {
    Step::Refuse {
        code: "ValidationError",
        message,
    }
}

/// The refusal of a change while another is under way, or of one to a stack that was rolled back.
fn busy(stack: &Stack) -> Option<Step> {
    let standing = stack.standing();
    (standing.is_busy() || standing.rolled_back).then(|| {
        invalid(format!(
            "Stack:{} is in {} state and can not be updated.",
            stack.id, standing.status
        ))
    })
}

fn on_failure(form: &Form) -> OnFailure {
    match form.get("OnFailure") {
        Some("DO_NOTHING") => OnFailure::Nothing,
        Some("DELETE") => OnFailure::Delete,
        _ if form.is_true("DisableRollback") => OnFailure::Nothing,
        _ => OnFailure::Rollback,
    }
}

fn uuid() -> String {
    super::stack::event_id()
}

/// What the APIs tell of resources that do not exist yet.
struct Known<'a> {
    apis: &'a dyn Apis,
    place: &'a Place,
    revisions: BTreeMap<String, i32>,
    families: Mutex<BTreeSet<String>>,
}

impl Foresight for Known<'_> {
    fn next_revision(&self, family: &str) -> i32 {
        let mut families = self.families.lock().unwrap_or_else(PoisonError::into_inner);
        families.insert(family.to_owned());
        self.revisions.get(family).copied().unwrap_or(1)
    }

    fn policy_arn(&self, resource_id: &str, dimension: &str, namespace: &str, policy: &str) -> String {
        self.apis
            .policy_arn(self.place, namespace, resource_id, dimension, policy)
    }

    fn suffix(&self) -> String {
        std::iter::repeat_with(|| fastrand::alphanumeric().to_ascii_uppercase())
            .take(12)
            .collect()
    }
}
