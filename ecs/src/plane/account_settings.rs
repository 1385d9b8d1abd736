//! Account settings: kept and told. Only `containerInsights` has an effect, on the clusters made afterwards.

use std::collections::BTreeMap;

use super::{Paging, Plane};
use crate::api::ApiError;
use crate::shapes::Timestamp;
use crate::shapes::account_setting::{
    ListAccountSettingsRequest, ListAccountSettingsResponse, PutAccountSettingDefaultRequest,
    PutAccountSettingDefaultResponse, PutAccountSettingRequest, PutAccountSettingResponse, Setting,
    SettingName, SettingType,
};

use SettingName::{
    AwsvpcTrunking, ContainerInsights, ContainerInstanceLongArnFormat, DefaultLogDriverMode,
    FargateEventWindows, FargateFIPSMode, FargateTaskRetirementWaitPeriod, GuardDutyActivate,
    ServiceLongArnFormat, TagResourceAuthorization, TaskLongArnFormat,
};

/// Every setting, what it is where nobody has set it, and the values that it takes; none are AWS's own to set.
const SETTINGS: [(SettingName, &str, &[&str]); 11] = [
    (ServiceLongArnFormat, "enabled", ON_OFF),
    (TaskLongArnFormat, "enabled", ON_OFF),
    (ContainerInstanceLongArnFormat, "enabled", ON_OFF),
    (AwsvpcTrunking, "disabled", ON_OFF),
    (
        ContainerInsights,
        "disabled",
        &["enabled", "disabled", "enhanced"],
    ),
    (FargateFIPSMode, "disabled", ON_OFF),
    (TagResourceAuthorization, "on", &["on", "off"]),
    (FargateTaskRetirementWaitPeriod, "7", &["0", "7", "14"]),
    (GuardDutyActivate, "off", &[]),
    (
        DefaultLogDriverMode,
        "non-blocking",
        &["blocking", "non-blocking"],
    ),
    (FargateEventWindows, "disabled", ON_OFF),
];

const ON_OFF: &[&str] = &["enabled", "disabled"];

/// What has been set: by whom it is for (`None` for everybody), then by name.
#[derive(Debug, Default)]
pub(crate) struct AccountSettings {
    set: BTreeMap<Option<String>, BTreeMap<SettingName, String>>,
}

impl AccountSettings {
    /// What holds for a principal.
    fn value(&self, principal: &str, name: SettingName) -> Option<&str> {
        self.own(Some(principal), name).or_else(|| self.effective(name))
    }

    fn own(&self, principal: Option<&str>, name: SettingName) -> Option<&str> {
        let own = self.set.get(&principal.map(str::to_owned))?;
        own.get(&name).map(String::as_str)
    }

    /// What holds where nothing else is said.
    fn effective(&self, name: SettingName) -> Option<&str> {
        self.own(None, name).or_else(|| {
            SETTINGS
                .iter()
                .find(|(setting, _, _)| *setting == name)
                .map(|(_, value, _)| *value)
        })
    }
}

impl Plane {
    pub(crate) fn list_account_settings(
        &self,
        _now: Timestamp,
        request: ListAccountSettingsRequest,
    ) -> Result<ListAccountSettingsResponse, ApiError> {
        let root = self.root_arn();
        let principal = request.principal_arn.as_deref().unwrap_or(&root);
        let effective = request.effective_settings.unwrap_or(false);
        let value = |name| {
            if effective {
                self.account_settings.value(principal, name)
            } else {
                let own = (principal != root).then_some(principal);
                self.account_settings.own(own, name)
            }
        };
        let settings: BTreeMap<&str, SettingName> = SETTINGS
            .iter()
            .map(|(name, _, _)| (text(*name), *name))
            .filter(|(_, name)| request.name.is_none_or(|wanted| wanted == *name))
            .filter(|(_, name)| match (&request.value, value(*name)) {
                (_, None) => false,
                (Some(wanted), Some(value)) => wanted == value,
                (None, Some(_)) => true,
            })
            .collect();
        let (page, next_token) = Paging::new(request.max_results, request.next_token.as_deref())
            .at_most(10)
            .by_default(10)
            .page(settings.keys().map(|name| (*name).to_owned()))?;
        Ok(ListAccountSettingsResponse {
            settings: page
                .iter()
                .filter_map(|name| settings.get(name.as_str()))
                .map(|name| setting(*name, value(*name).unwrap_or_default(), principal))
                .collect(),
            next_token,
        })
    }

    pub(crate) fn put_account_setting(
        &mut self,
        _now: Timestamp,
        request: PutAccountSettingRequest,
    ) -> Result<PutAccountSettingResponse, ApiError> {
        let setting = self.put_setting(request.name, &request.value, request.principal_arn)?;
        Ok(PutAccountSettingResponse {
            setting: Some(setting),
        })
    }

    pub(crate) fn put_account_setting_default(
        &mut self,
        _now: Timestamp,
        request: PutAccountSettingDefaultRequest,
    ) -> Result<PutAccountSettingDefaultResponse, ApiError> {
        let setting = self.put_setting(request.name, &request.value, None)?;
        Ok(PutAccountSettingDefaultResponse {
            setting: Some(setting),
        })
    }

    /// What `containerInsights` is of a new cluster.
    pub(super) fn container_insights_by_default(&self) -> &str {
        self.account_settings
            .effective(ContainerInsights)
            .unwrap_or("disabled")
    }

    fn put_setting(
        &mut self,
        name: SettingName,
        value: &str,
        principal: Option<String>,
    ) -> Result<Setting, ApiError> {
        let values = SETTINGS
            .iter()
            .find(|(setting, _, _)| *setting == name)
            .map_or(&[][..], |(_, _, values)| values);
        if !values.contains(&value) {
            return Err(ApiError::invalid_parameter(if values.is_empty() {
                format!("The setting {} is AWS's own to change.", text(name))
            } else {
                format!(
                    "Invalid value '{}' for the setting {}: it must be one of {}.",
                    super::names::shown(value),
                    text(name),
                    values.join(", ")
                )
            }));
        }
        let root = self.root_arn();
        // What is set for the account's root user holds for all who have nothing of their own.
        let principal = principal.filter(|principal| *principal != root);
        let told = setting(name, value, principal.as_deref().unwrap_or(&root));
        self.account_settings
            .set
            .entry(principal)
            .or_default()
            .insert(name, value.to_owned());
        Ok(told)
    }

    pub(super) fn root_arn(&self) -> String {
        format!("arn:{}:iam::{}:root", self.place.partition(), self.place.account)
    }
}

fn setting(name: SettingName, value: &str, principal: &str) -> Setting {
    Setting {
        name: Some(name),
        value: Some(value.to_owned()),
        principal_arn: Some(principal.to_owned()),
        r#type: Some(if name == GuardDutyActivate {
            SettingType::AwsManaged
        } else {
            SettingType::User
        }),
    }
}

fn text(name: SettingName) -> &'static str {
    match name {
        ServiceLongArnFormat => "serviceLongArnFormat",
        TaskLongArnFormat => "taskLongArnFormat",
        ContainerInstanceLongArnFormat => "containerInstanceLongArnFormat",
        AwsvpcTrunking => "awsvpcTrunking",
        ContainerInsights => "containerInsights",
        FargateFIPSMode => "fargateFIPSMode",
        TagResourceAuthorization => "tagResourceAuthorization",
        FargateTaskRetirementWaitPeriod => "fargateTaskRetirementWaitPeriod",
        GuardDutyActivate => "guardDutyActivate",
        DefaultLogDriverMode => "defaultLogDriverMode",
        FargateEventWindows => "fargateEventWindows",
    }
}
