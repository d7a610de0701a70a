//! What the roles of a stack may do.

use serde_json::Value;

use super::Stack;

/// One statement of a policy.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The role or policy that has it.
    pub owner: String,
    /// Its name.
    pub sid: String,
    /// What it allows.
    pub actions: Vec<String>,
    /// On what, with `*` for any text.
    pub resources: Vec<String>,
}

impl Stack {
    /// The statements of every role and policy that is made.
    ///
    /// # Panics
    ///
    /// When a permission is not written in the template, or a statement has no name.
    pub fn statements(&self) -> Vec<Statement> {
        let mut found = Vec::new();
        for owner in [self.of_type("AWS::IAM::Role"), self.of_type("AWS::IAM::Policy")].concat() {
            let properties = self.properties(owner);
            assert!(
                properties.get("ManagedPolicyArns").is_none(),
                "{owner}: permissions are written where they are read"
            );
            let documents: Vec<&Value> = match properties["Policies"].as_array() {
                Some(policies) => policies.iter().map(|policy| &policy["PolicyDocument"]).collect(),
                None => vec![&properties["PolicyDocument"]],
            };
            for statement in
                documents.iter().flat_map(|document| document["Statement"].as_array().into_iter().flatten())
            {
                let sid = statement["Sid"].as_str();
                assert_eq!(statement["Effect"], "Allow", "{owner}: {statement}");
                found.push(Statement {
                    owner: owner.to_owned(),
                    sid: sid.unwrap_or_else(|| panic!("{owner}: a statement without a name: {statement}")).to_owned(),
                    actions: texts(&statement["Action"]),
                    resources: texts(&statement["Resource"]),
                });
            }
        }
        assert!(30 < found.len(), "{found:?}");
        found
    }
}

/// Policies write one text or several.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        other => other.as_str().into_iter().map(str::to_owned).collect(),
    }
}
