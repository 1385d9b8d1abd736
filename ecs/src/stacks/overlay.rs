//! LocalStack's answers about stacks, changed to what is so: the status of stacks and resources of ours, the events,
//! the template as it was given, and none of the outputs that were added.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::kind::Kind;
use super::rewrite::OUTPUT;
use super::stack::{Event, STACK, Stack};
use super::tree::Element;

/// The answer changed; `None` if it is right as it is, or no answer that is known.
pub(crate) fn changed(
    operation: &str,
    answer: &[u8],
    stacks: &[Arc<Stack>],
    statuses: &[String],
) -> Option<Vec<u8>> {
    let before = Element::read(answer)?;
    let mut tree = before.clone();
    match operation {
        "DescribeStacks" => each(&mut tree, "Stacks", |member| describe(member, stacks)),
        "ListStacks" => {
            each(&mut tree, "StackSummaries", |member| describe(member, stacks));
            if !statuses.is_empty()
                && let Some(list) = tree.find_mut("StackSummaries")
            {
                list.children
                    .retain(|member| statuses.iter().any(|status| status == member.get("StackStatus")));
            }
        }
        "DescribeStackEvents" => events(&mut tree, stacks),
        "ListStackResources" => {
            // The answer does not say whose they are; the request has named one stack.
            if let [stack] = stacks {
                each(&mut tree, "StackResourceSummaries", |member| {
                    resource(member, stack);
                });
            }
        }
        "DescribeStackResources" => each(&mut tree, "StackResources", |member| {
            if let Some(stack) = of(member, stacks) {
                resource(member, stack);
            }
        }),
        "DescribeStackResource" => {
            if let Some(detail) = tree.find_mut("StackResourceDetail")
                && let Some(stack) = of(detail, stacks)
            {
                resource(detail, stack);
            }
        }
        "GetTemplate" => {
            if let [stack] = stacks
                && let Some(plan) = stack.standing().plan.clone()
                && let Some(body) = tree.find_mut("TemplateBody")
            {
                plan.text.clone_into(&mut body.text);
            }
        }
        _ => return None,
    }
    (tree != before).then(|| tree.write())
}

fn each(tree: &mut Element, list: &str, mut change: impl FnMut(&mut Element)) {
    if let Some(list) = tree.find_mut(list) {
        list.children.iter_mut().for_each(&mut change);
    }
}

/// Whose stack a member is about.
fn of<'a>(member: &Element, stacks: &'a [Arc<Stack>]) -> Option<&'a Arc<Stack>> {
    let id = member.get("StackId");
    stacks.iter().find(|stack| stack.id == id)
}

fn describe(member: &mut Element, stacks: &[Arc<Stack>]) {
    let Some(stack) = of(member, stacks) else { return };
    let standing = stack.standing();
    member.set("StackStatus", Some(&standing.status));
    member.set("StackStatusReason", standing.reason.as_deref());
    let creating = standing.status == "CREATE_IN_PROGRESS" || standing.status.starts_with("ROLLBACK");
    if let Some(outputs) = member.child_mut("Outputs") {
        outputs
            .children
            .retain(|output| !creating && !output.get("OutputKey").starts_with(OUTPUT));
        if outputs.children.is_empty() {
            member.children.retain(|child| child.name != "Outputs");
        }
    }
    if !standing.status.starts_with("DELETE") {
        member.children.retain(|child| child.name != "DeletionTime");
    }
}

fn is_ours(type_name: &str) -> bool {
    Kind::of(type_name).is_some()
}

fn events(tree: &mut Element, stacks: &[Arc<Stack>]) {
    let [stack] = stacks else { return };
    let Some(list) = tree.find_mut("StackEvents") else {
        return;
    };
    list.children.retain(|event| {
        let type_name = event.get("ResourceType");
        let of_the_stack = type_name == STACK && event.get("LogicalResourceId") == stack.name;
        // The review of a change set comes before all that is done here.
        let reviewed = event.get("ResourceStatus") == "REVIEW_IN_PROGRESS";
        let told_here = of_the_stack && !reviewed && event.get("Timestamp") >= stack.since.as_str();
        !is_ours(type_name) && !told_here
    });
    let ours: Vec<Element> = stack
        .standing()
        .events
        .iter()
        .rev()
        .map(|event| element(event, stack))
        .collect();
    list.children.extend(ours);
    // The latest first; a stable order keeps what happened at the same time as it was told.
    list.children
        .sort_by(|one, other| other.get("Timestamp").cmp(one.get("Timestamp")));
}

fn element(event: &Event, stack: &Stack) -> Element {
    let mut children = vec![
        Element::text("EventId", &event.id),
        Element::text("Timestamp", &event.at),
        Element::text("StackId", &stack.id),
        Element::text("StackName", &stack.name),
        Element::text("LogicalResourceId", &event.logical_id),
        Element::text("PhysicalResourceId", &event.physical_id),
        Element::text("ResourceStatus", &event.status),
        Element::text("ResourceType", &event.type_name),
    ];
    if let Some(reason) = &event.reason {
        children.push(Element::text("ResourceStatusReason", reason));
    }
    Element::new("member", children)
}

fn resource(member: &mut Element, stack: &Stack) {
    if !is_ours(member.get("ResourceType")) {
        return;
    }
    let standing = stack.standing();
    let last: &BTreeMap<String, Event> = &standing.last;
    let Some(event) = last.get(member.get("LogicalResourceId")) else {
        // Its turn has not come.
        member.set("PhysicalResourceId", None);
        member.set("ResourceStatus", Some("CREATE_IN_PROGRESS"));
        member.set("ResourceStatusReason", None);
        return;
    };
    let physical_id = Some(event.physical_id.as_str()).filter(|id| !id.is_empty());
    member.set("PhysicalResourceId", physical_id);
    member.set("ResourceStatus", Some(&event.status));
    member.set("ResourceStatusReason", event.reason.as_deref());
    for time in ["Timestamp", "LastUpdatedTimestamp"] {
        if member.child(time).is_some() {
            member.set(time, Some(&event.at));
        }
    }
}
