//! The network interface of a task in the network mode awsvpc.
//!
//! There is no VPC here: subnet and security groups are those that were named, the addresses are made up until the
//! runtime tells the one that the containers really have. ECS itself tells a public address nowhere (it is found
//! through EC2's `DescribeNetworkInterfaces`, which nothing answers here), so a task that is assigned one has it as
//! a further detail of its attachment, `publicIPv4Address`, out of the range that is kept for documentation.

use crate::plane::context::Context;
use crate::shapes::common::{AssignPublicIp, KeyValuePair, NetworkConfiguration};
use crate::shapes::task::{Attachment, NetworkInterface, Task};

/// A network interface, made up.
#[derive(Debug)]
pub(super) struct Interface {
    attachment: String,
    subnet: Option<String>,
    id: String,
    mac: String,
    private_ip: String,
    public_ip: Option<String>,
    region: String,
}

/// An interface in one of the subnets, each as likely as the others.
pub(super) fn interface(network: Option<&NetworkConfiguration>, context: &mut Context) -> Interface {
    let vpc = network.and_then(|network| network.awsvpc_configuration.as_ref());
    let ids = &mut context.ids;
    let subnet = vpc.and_then(|vpc| vpc.subnets.get(ids.below(vpc.subnets.len())).cloned());
    let public = vpc.is_some_and(|vpc| vpc.assign_public_ip == Some(AssignPublicIp::Enabled));
    Interface {
        attachment: ids.uuid(),
        subnet,
        id: format!("eni-{}", ids.short()),
        mac: format!(
            "0a:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}",
            ids.byte(),
            ids.byte(),
            ids.byte(),
            ids.byte(),
            ids.byte()
        ),
        // The first four and the last address of a subnet are never given out.
        private_ip: format!("10.0.{}.{}", ids.below(256), 4 + ids.below(251)),
        public_ip: public.then(|| format!("203.0.113.{}", 1 + ids.below(254))),
        region: context.place.region.to_string(),
    }
}

impl Interface {
    /// As a container tells it.
    pub(super) fn of_container(&self) -> NetworkInterface {
        NetworkInterface {
            attachment_id: Some(self.attachment.clone()),
            private_ipv4_address: Some(self.private_ip.clone()),
            ipv6_address: None,
        }
    }

    /// As the task tells it.
    pub(super) fn attachment(&self) -> Attachment {
        let mut details = Vec::new();
        let mut detail = |name: &str, value: &str| {
            details.push(KeyValuePair {
                name: Some(name.to_owned()),
                value: Some(value.to_owned()),
            });
        };
        if let Some(subnet) = &self.subnet {
            detail("subnetId", subnet);
        }
        detail("networkInterfaceId", &self.id);
        detail("macAddress", &self.mac);
        detail("privateDnsName", &private_name(&self.private_ip, &self.region));
        detail("privateIPv4Address", &self.private_ip);
        if let Some(public) = &self.public_ip {
            detail("publicIPv4Address", public);
        }
        Attachment {
            id: Some(self.attachment.clone()),
            r#type: Some("ElasticNetworkInterface".to_owned()),
            status: Some("PRECREATED".to_owned()),
            details,
        }
    }
}

/// The interface is in use.
pub(super) fn attached(task: &mut Task) {
    for attachment in &mut task.attachments {
        attachment.status = Some("ATTACHED".to_owned());
    }
}

/// The address that the task really has.
pub(super) fn set_private_ip(task: &mut Task, address: &str, region: &str) {
    for container in &mut task.containers {
        for interface in &mut container.network_interfaces {
            interface.private_ipv4_address = Some(address.to_owned());
        }
    }
    let details = task
        .attachments
        .iter_mut()
        .flat_map(|attachment| &mut attachment.details);
    for detail in details {
        match detail.name.as_deref() {
            Some("privateIPv4Address") => detail.value = Some(address.to_owned()),
            Some("privateDnsName") => detail.value = Some(private_name(address, region)),
            _ => {}
        }
    }
}

fn private_name(address: &str, region: &str) -> String {
    let dashed = address.replace(['.', ':'], "-");
    if region == "us-east-1" {
        format!("ip-{dashed}.ec2.internal")
    } else {
        format!("ip-{dashed}.{region}.compute.internal")
    }
}
