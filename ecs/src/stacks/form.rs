//! CloudFormation's requests: forms, whose lists are numbered fields.

use std::collections::BTreeMap;

use super::parameters::Given;

/// A request's form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Form {
    fields: Vec<(String, String)>,
}

impl Form {
    pub(crate) fn read(body: &[u8]) -> Self {
        Self {
            fields: form_urlencoded::parse(body).into_owned().collect(),
        }
    }

    pub(crate) fn write(&self) -> Vec<u8> {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.fields)
            .finish()
            .into_bytes()
    }

    /// A field that is not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(field, _)| field == name);
        field
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.get(name)
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// Gives a field a value, in its place if it has one.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        match self.fields.iter_mut().find(|(field, _)| field == name) {
            Some((_, before)) => value.clone_into(before),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
    }

    /// Removes a field, or a list of that name.
    pub(crate) fn remove(&mut self, name: &str) {
        let list = format!("{name}.");
        self.fields
            .retain(|(field, _)| field != name && !field.starts_with(&list));
    }

    /// The members of a list of texts.
    pub(crate) fn list(&self, name: &str) -> Vec<&str> {
        let prefix = format!("{name}.member.");
        let members = self.fields.iter().filter(|(field, _)| field.starts_with(&prefix));
        members.map(|(_, value)| value.as_str()).collect()
    }

    /// The parameters that were given for a template.
    pub(crate) fn parameters(&self) -> BTreeMap<String, Given> {
        (1..=self.fields.len())
            .map_while(|number| {
                let field = |name: &str| format!("Parameters.member.{number}.{name}");
                let key = self.get(&field("ParameterKey"))?;
                let given = if self.is_true(&field("UsePreviousValue")) {
                    Given::Previous
                } else {
                    Given::Value(self.get(&field("ParameterValue")).unwrap_or_default().to_owned())
                };
                Some((key.to_owned(), given))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_lists_are_read_and_fields_changed() {
        let mut form = Form::read(
            b"Action=UpdateStack&Parameters.member.1.ParameterKey=A&Parameters.member.1.ParameterValue=a+b&\
              Parameters.member.2.ParameterKey=B&Parameters.member.2.UsePreviousValue=true&\
              StackStatusFilter.member.1=CREATE_COMPLETE&Empty=",
        );
        assert_eq!(
            form.parameters(),
            BTreeMap::from([
                ("A".to_owned(), Given::Value("a b".to_owned())),
                ("B".to_owned(), Given::Previous),
            ])
        );
        assert_eq!(form.list("StackStatusFilter"), ["CREATE_COMPLETE"]);
        assert_eq!(form.get("Empty"), None);
        form.remove("Parameters");
        form.remove("StackStatusFilter");
        form.set("TemplateBody", "{}");
        assert_eq!(form.write(), b"Action=UpdateStack&Empty=&TemplateBody=%7B%7D");
    }
}
