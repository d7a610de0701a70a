//! What a person is asked, and what is refused.

use std::collections::BTreeSet;
use std::path::Path;

use driftline_tests::template::Stack;
use serde_json::Value;

use super::{list, with_everything};

#[test]
fn every_parameter_is_described_and_in_a_group() {
    let stack = Stack::new(&[]);
    let interface = &stack.section("Metadata")["AWS::CloudFormation::Interface"];
    let groups = interface["ParameterGroups"].as_array().expect("groups");
    let grouped: Vec<&str> = groups.iter().flat_map(|group| list(&group["Parameters"])).collect();
    let labelled = interface["ParameterLabels"].as_object().expect("labels");
    let parameters = stack.section("Parameters");
    let names: BTreeSet<&str> = parameters.keys().map(String::as_str).collect();
    assert_eq!(grouped.len(), names.len(), "each in one group");
    assert_eq!(grouped.into_iter().collect::<BTreeSet<_>>(), names);
    assert_eq!(labelled.keys().map(String::as_str).collect::<BTreeSet<_>>(), names);
    for (name, parameter) in parameters {
        assert!(parameter["Description"].as_str().is_some_and(|text| text.ends_with('.')), "{name}");
        // AWS itself refuses what is no network; everything else has to say what it takes.
        let is_checked = ["AllowedValues", "AllowedPattern", "MinValue"].iter().any(|key| parameter.get(key).is_some());
        let is_of_aws = parameter["Type"].as_str().is_some_and(|kind| kind.contains("AWS::"));
        assert!(is_checked || is_of_aws || matches!(name.as_str(), "RouteTableIds" | "ScheduleTimeZone"), "{name}");
    }
}

/// Whoever deploys is told before anything is made.
#[test]
fn parameters_that_contradict_each_other_are_refused() {
    for fine in [
        Stack::new(&[]),
        with_everything(),
        Stack::new(&[("CreateS3GatewayEndpoint", "yes"), ("RouteTableIds", "rtb-1,rtb-2")]),
        Stack::new(&[("ScratchUser", "driftline_scratch"), ("DatabaseUser", "watcher")]),
    ] {
        assert_eq!(fine.refusals(), [""; 0]);
    }
    let cases: [(&[(&str, &str)], &str); 3] = [
        (&[("CreateS3GatewayEndpoint", "yes")], "CreateS3GatewayEndpoint is yes"),
        (&[("RouteTableIds", "rtb-1")], "CreateS3GatewayEndpoint is no"),
        (&[("ScratchUser", "driftline")], "they have to be two users"),
    ];
    for (parameters, reason) in cases {
        let refusals = Stack::new(parameters).refusals();
        assert!(refusals.len() == 1 && refusals[0].contains(reason), "{parameters:?}: {refusals:?}");
    }
}

#[test]
fn a_security_group_that_is_given_is_used_and_none_is_made() {
    let stack = Stack::new(&[("SecurityGroupId", "sg-0123")]);
    assert!(stack.of_type("AWS::EC2::SecurityGroup").is_empty());
    let outputs = stack.resolve(&Value::Object(stack.section("Outputs").clone())).expect("outputs");
    assert_eq!(outputs["VpcFunctionSecurityGroupId"]["Value"], "sg-0123");
    for function in ["InspectFunction", "ExpectFunction"] {
        assert_eq!(stack.properties(function)["VpcConfig"]["SecurityGroupIds"], serde_json::json!(["sg-0123"]));
    }
}

/// The profiles of `samconfig.toml` name parameters that there are, and contradict nothing.
#[test]
fn the_profiles_fit_the_template() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samconfig.toml");
    let text = std::fs::read_to_string(path).expect("readable");
    let profiles: toml::Table = text.parse().expect("TOML");
    for profile in ["dev", "prod"] {
        let overrides = profiles[profile]["deploy"]["parameters"]["parameter_overrides"].as_str().expect("overrides");
        let parameters: Vec<(&str, &str)> =
            overrides.split(' ').map(|pair| pair.split_once('=').expect("a name and a value")).collect();
        assert_eq!(Stack::new(&parameters).refusals(), [""; 0], "{profile}");
    }
}
