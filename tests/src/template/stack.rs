//! A stack of the template: parameters chosen, conditions decided, references followed.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::document;

/// The account of every stack.
pub const ACCOUNT: &str = "123456789012";
/// The region of every stack.
pub const REGION: &str = "eu-central-1";

/// The project's template with these parameters.
#[derive(Clone, Debug)]
pub struct Stack {
    template: Value,
    parameters: BTreeMap<String, Value>,
}

impl Stack {
    /// The stack with its default parameters but these.
    ///
    /// # Panics
    ///
    /// When the template cannot be read, or has no such parameter.
    pub fn new(parameters: &[(&str, &str)]) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra/template.yaml");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let template = document::read(&text);
        // What AWS or the administrator chooses anyway.
        let network = [("VpcId", "vpc-1"), ("PrivateSubnetIds", "subnet-1,subnet-2")];
        let chosen: BTreeMap<&str, &str> = network.iter().chain(parameters).copied().collect();
        for name in chosen.keys() {
            assert!(template["Parameters"].get(name).is_some(), "the template has no parameter {name}");
        }
        let declared = template["Parameters"].as_object().expect("parameters");
        let parameters = declared.iter().map(|(name, parameter)| {
            let value = chosen.get(name.as_str()).map_or_else(|| parameter["Default"].clone(), |value| json!(value));
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let is_list = parameter["Type"].as_str().is_some_and(|kind| kind.contains("List"));
            (name.clone(), if is_list { text.split(',').collect() } else { json!(text) })
        });
        let parameters = parameters.collect();
        Self { template, parameters }
    }

    /// One section as it is written, for rules about what is written.
    pub fn section(&self, name: &str) -> &Map<String, Value> {
        self.template[name].as_object().unwrap_or_else(|| panic!("the template has no {name}"))
    }

    /// The resources that are made, as they are written.
    ///
    /// # Panics
    ///
    /// When a condition cannot be decided.
    pub fn resources(&self) -> impl Iterator<Item = (&str, &Value)> {
        let is_made = |resource: &Value| match resource.get("Condition") {
            None => true,
            Some(name) => self.condition(name.as_str().expect("the name of a condition")),
        };
        let resources = self.section("Resources").iter();
        resources.filter(move |(_, resource)| is_made(resource)).map(|(name, resource)| (name.as_str(), resource))
    }

    /// The names of the resources of one type that are made.
    pub fn of_type(&self, kind: &str) -> Vec<&str> {
        self.resources().filter(|(_, resource)| resource["Type"] == kind).map(|(name, _)| name).collect()
    }

    /// The properties of a resource, with the global ones beneath them and every reference followed.
    ///
    /// # Panics
    ///
    /// When there is none, or a reference leads nowhere.
    pub fn properties(&self, name: &str) -> Value {
        let resource = &self.section("Resources").get(name).unwrap_or_else(|| panic!("there is no resource {name}"));
        let mut properties = Map::new();
        if resource["Type"] == "AWS::Serverless::Function" {
            properties.extend(self.template["Globals"]["Function"].as_object().cloned().unwrap_or_default());
        }
        for (name, value) in resource["Properties"].as_object().into_iter().flatten() {
            let both = [properties.get(name).and_then(Value::as_object), value.as_object()];
            let merged = match both {
                [Some(global), Some(own)] => Value::Object(global.clone().into_iter().chain(own.clone()).collect()),
                _ => value.clone(),
            };
            properties.insert(name.clone(), merged);
        }
        self.resolve(&Value::Object(properties)).unwrap_or_default()
    }

    /// What the assertions of `Rules` refuse of these parameters, in the words of the template. Those about networks are
    /// AWS's to decide.
    pub fn refusals(&self) -> Vec<String> {
        let mut refusals = Vec::new();
        for rule in self.section("Rules").values() {
            if rule.get("RuleCondition").is_some_and(|condition| !self.truth(condition)) {
                continue;
            }
            for assertion in rule["Assertions"].as_array().into_iter().flatten() {
                let asks_aws = assertion["Assert"].to_string().contains("Fn::ValueOf");
                if !asks_aws && !self.truth(&assertion["Assert"]) {
                    refusals.push(assertion["AssertDescription"].as_str().unwrap_or_default().to_owned());
                }
            }
        }
        refusals
    }

    fn condition(&self, name: &str) -> bool {
        self.truth(&self.template["Conditions"][name])
    }

    fn truth(&self, value: &Value) -> bool {
        let arguments = |name: &str| value.get(name).and_then(Value::as_array);
        if let Some(name) = value.get("Condition").and_then(Value::as_str) {
            self.condition(name)
        } else if let Some(inner) = arguments("Fn::Not") {
            !self.truth(&inner[0])
        } else if let Some(inner) = arguments("Fn::And") {
            inner.iter().all(|value| self.truth(value))
        } else if let Some(inner) = arguments("Fn::Or") {
            inner.iter().any(|value| self.truth(value))
        } else if let Some(sides) = arguments("Fn::Equals") {
            self.resolve(&sides[0]) == self.resolve(&sides[1])
        } else if let Some(sides) = arguments("Fn::EachMemberEquals") {
            let members = self.resolve(&sides[0]).unwrap_or_default();
            members.as_array().into_iter().flatten().all(|member| *member == sides[1])
        } else {
            panic!("this is no condition: {value}")
        }
    }

    /// A value with every function in it applied; none for `AWS::NoValue`.
    ///
    /// # Panics
    ///
    /// When a reference leads nowhere.
    pub fn resolve(&self, value: &Value) -> Option<Value> {
        let fields = match value {
            Value::Array(items) => return Some(items.iter().filter_map(|item| self.resolve(item)).collect()),
            Value::Object(fields) => fields,
            other => return Some(other.clone()),
        };
        if let (Some((name, argument)), 1) = (fields.iter().next(), fields.len()) {
            match (name.as_str(), argument) {
                ("Ref", Value::String(name)) => return self.reference(name),
                ("Fn::GetAtt", Value::Array(path)) => {
                    return Some(json!(self.attribute(text(&path[0]), text(&path[1]))));
                }
                ("Fn::Join", Value::Array(parts)) => {
                    let members = self.resolve(&parts[1]).unwrap_or_default();
                    let members = members.as_array().into_iter().flatten().map(text).collect::<Vec<_>>();
                    return Some(json!(members.join(text(&parts[0]))));
                }
                ("Fn::Sub", argument) => return Some(json!(self.substitute(argument))),
                ("Fn::If", Value::Array(parts)) => {
                    return self.resolve(&parts[if self.condition(text(&parts[0])) { 1 } else { 2 }]);
                }
                _ => assert!(!name.starts_with("Fn::"), "nothing is known of {name}"),
            }
        }
        let resolve = |(name, value): (&String, &Value)| Some((name.clone(), self.resolve(value)?));
        Some(Value::Object(fields.iter().filter_map(resolve).collect()))
    }

    fn reference(&self, name: &str) -> Option<Value> {
        Some(match name {
            "AWS::NoValue" => return None,
            "AWS::Region" => json!(REGION),
            "AWS::AccountId" => json!(ACCOUNT),
            "AWS::Partition" => json!("aws"),
            "AWS::StackName" => json!("driftline"),
            name => match self.parameters.get(name) {
                Some(value) => value.clone(),
                None => json!(self.physical(name)),
            },
        })
    }

    /// What `Ref` of a resource gives.
    fn physical(&self, name: &str) -> String {
        match self.kind(name) {
            "AWS::SNS::Topic" | "AWS::Serverless::StateMachine" => self.attribute(name, "Arn"),
            "AWS::S3::Bucket" => format!("driftline-{}", name.to_lowercase()),
            "AWS::Logs::LogGroup" => self.properties(name)["LogGroupName"].as_str().expect("a name").to_owned(),
            _ => format!("driftline-{name}"),
        }
    }

    fn attribute(&self, name: &str, attribute: &str) -> String {
        let arn = |service: &str, rest: &str| format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}");
        match (self.kind(name), attribute) {
            (_, "Name" | "QueueName" | "TopicName") => format!("driftline-{name}"),
            ("AWS::SNS::Topic", "Arn") => arn("sns", &format!("driftline-{name}")),
            ("AWS::SQS::Queue", "Arn") => arn("sqs", &format!("driftline-{name}")),
            ("AWS::Serverless::StateMachine", "Arn") => arn("states", &format!("stateMachine:driftline-{name}")),
            ("AWS::Serverless::Function", "Arn") => arn("lambda", &format!("function:driftline-{name}")),
            ("AWS::Logs::LogGroup", "Arn") => arn("logs", &format!("log-group:{}:*", self.physical(name))),
            ("AWS::S3::Bucket", "Arn") => format!("arn:aws:s3:::{}", self.physical(name)),
            ("AWS::IAM::Role", "Arn") => format!("arn:aws:iam::{ACCOUNT}:role/driftline-{name}"),
            (kind, attribute) => panic!("nothing is known of {attribute} of {name}, a {kind}"),
        }
    }

    fn kind(&self, name: &str) -> &str {
        let resource = self.section("Resources").get(name);
        resource.and_then(|resource| resource["Type"].as_str()).unwrap_or_else(|| panic!("there is no {name}"))
    }

    fn substitute(&self, argument: &Value) -> String {
        let template = argument.as_str().unwrap_or_else(|| panic!("a list in Fn::Sub: {argument}"));
        let mut parts = template.split("${");
        let mut result = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('}').unwrap_or_else(|| panic!("a brace is left open in {template}"));
            let value = match name.split_once('.') {
                Some((resource, attribute)) => self.attribute(resource, attribute),
                None => match self.reference(name) {
                    Some(Value::String(text)) => text,
                    other => panic!("{name} is no text: {other:?}"),
                },
            };
            result.push_str(&value);
            result.push_str(rest);
        }
        result
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}
