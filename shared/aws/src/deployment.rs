//! A deployed stack and the network that it is in, as far as it decides whether functions reach what they need.

use std::collections::{BTreeMap, BTreeSet};

use ipnet::Ipv4Net;
use serde::Deserialize;

use crate::Configuration;
use crate::query::{CallError, Service, call};

const CLOUDFORMATION: Service = Service { name: "cloudformation", version: "2010-05-15" };
const EC2: Service = Service { name: "ec2", version: "2016-11-15" };

/// A stack of the template.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// The region it is in.
    pub region: String,
    /// As CloudFormation calls it, such as `UPDATE_COMPLETE`.
    pub status: String,
    /// What it was deployed with.
    pub parameters: BTreeMap<String, String>,
    /// What it gives.
    pub outputs: BTreeMap<String, String>,
}

/// The network of the functions that reach databases.
#[derive(Clone, Debug)]
pub struct Network {
    /// Their subnets, in the order of the parameter. One that is not there is left out.
    pub subnets: Vec<Subnet>,
    /// The endpoints of the VPC.
    pub endpoints: Vec<VpcEndpoint>,
}

/// A subnet, and where packets from it go.
#[derive(Clone, Debug)]
pub struct Subnet {
    /// Its id.
    pub id: String,
    /// Its addresses.
    pub range: Option<Ipv4Net>,
    /// Its route table's id: one of its own, or the VPC's main one.
    pub route_table: Option<String>,
    /// The routes that work.
    pub routes: Vec<Route>,
}

/// A route.
#[derive(Clone, Debug)]
pub struct Route {
    /// The addresses that it is for; none where they are another kind than IPv4.
    pub destination: Option<Ipv4Net>,
    /// Where they go: `local`, or the id of a gateway, a peering, an interface.
    pub target: String,
}

/// A VPC endpoint.
#[derive(Clone, Debug)]
pub struct VpcEndpoint {
    /// Such as `com.amazonaws.eu-central-1.s3`.
    pub service: String,
    /// Whether it is a gateway, as S3 has, or an interface.
    pub is_gateway: bool,
    /// Whether it can be used already.
    pub is_available: bool,
    /// The route tables that lead to it, of a gateway.
    pub route_tables: Vec<String>,
    /// Whether the service's usual name leads to it, of an interface.
    pub has_private_names: bool,
}

/// A security group.
#[derive(Clone, Debug)]
pub struct SecurityGroup {
    /// Its id.
    pub id: String,
    /// Its VPC.
    pub vpc: String,
    /// Whom it lets in.
    pub ingress: Vec<Rule>,
}

/// A rule of a security group.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The ports that it is for; none for all of them.
    pub ports: Option<(i32, i32)>,
    /// The groups that it is for.
    pub groups: Vec<String>,
    /// The addresses that it is for.
    pub ranges: Vec<Ipv4Net>,
}

/// Looks at stacks and networks.
#[derive(Clone)]
pub struct Deployments {
    aws: Configuration,
}

impl Deployments {
    /// Asks with the credentials of this process.
    #[must_use]
    pub fn new(aws: &Configuration) -> Self {
        Self { aws: aws.clone() }
    }

    /// The stack of this name.
    ///
    /// # Errors
    ///
    /// When there is none, or CloudFormation does not answer.
    pub async fn stack(&self, name: &str) -> Result<Deployment, CallError> {
        #[derive(Deserialize)]
        struct Answer {
            #[serde(rename = "DescribeStacksResult")]
            result: Described,
        }
        #[derive(Deserialize)]
        struct Described {
            #[serde(rename = "Stacks")]
            stacks: Members<Stack>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Stack {
            stack_status: String,
            #[serde(default)]
            parameters: Members<Parameter>,
            #[serde(default)]
            outputs: Members<Output>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Parameter {
            parameter_key: String,
            #[serde(default)]
            parameter_value: String,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Output {
            output_key: String,
            #[serde(default)]
            output_value: String,
        }
        let region = self.aws.region().ok_or(CallError::NoRegion)?.to_owned();
        let answer: Answer = call(&self.aws.config, CLOUDFORMATION, "DescribeStacks", &[("StackName", name)]).await?;
        let stack = answer.result.stacks.member.into_iter().next().ok_or_else(|| CallError::Failed {
            action: "cloudformation:DescribeStacks".to_owned(),
            reason: format!("it describes no stack `{name}`"),
        })?;
        Ok(Deployment {
            region,
            status: stack.stack_status,
            parameters: stack.parameters.member.into_iter().map(|it| (it.parameter_key, it.parameter_value)).collect(),
            outputs: stack.outputs.member.into_iter().map(|it| (it.output_key, it.output_value)).collect(),
        })
    }

    /// The network of these subnets in this VPC.
    ///
    /// # Errors
    ///
    /// When EC2 does not answer.
    pub async fn network(&self, vpc: &str, subnets: &[&str]) -> Result<Network, CallError> {
        let of_vpc = [("Filter.1.Name", "vpc-id"), ("Filter.1.Value.1", vpc)];
        let found: Set<SubnetItem> = self.describe("DescribeSubnets", &of_vpc).await?;
        let tables: Set<RouteTableItem> = self.describe("DescribeRouteTables", &of_vpc).await?;
        let endpoints: Set<EndpointItem> = self.describe("DescribeVpcEndpoints", &of_vpc).await?;
        let subnets = subnets.iter().filter_map(|id| {
            let subnet = found.items().find(|subnet| subnet.subnet_id == *id)?;
            let own = tables.items().find(|table| table.is_of(|link| link.subnet_id.as_deref() == Some(*id)));
            let table = own.or_else(|| tables.items().find(|table| table.is_of(|link| link.main)));
            Some(Subnet {
                id: subnet.subnet_id.clone(),
                range: subnet.cidr_block.parse().ok(),
                route_table: table.map(|table| table.route_table_id.clone()),
                routes: table.map(RouteTableItem::routes).unwrap_or_default(),
            })
        });
        Ok(Network { subnets: subnets.collect(), endpoints: endpoints.items().map(EndpointItem::endpoint).collect() })
    }

    /// Those of these security groups that are there.
    ///
    /// # Errors
    ///
    /// When EC2 does not answer.
    pub async fn security_groups(&self, ids: &BTreeSet<String>) -> Result<Vec<SecurityGroup>, CallError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        // A filter leaves out what is not there; a list of ids would be refused as a whole.
        let mut parameters = vec![("Filter.1.Name".to_owned(), "group-id".to_owned())];
        parameters.extend(ids.iter().zip(1..).map(|(id, number)| (format!("Filter.1.Value.{number}"), id.clone())));
        let parameters: Vec<(&str, &str)> =
            parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let groups: Set<GroupItem> = self.describe("DescribeSecurityGroups", &parameters).await?;
        Ok(groups.items().map(GroupItem::group).collect())
    }

    /// The addresses of a VPC.
    ///
    /// # Errors
    ///
    /// When EC2 does not answer.
    pub async fn ranges(&self, vpc: &str) -> Result<Vec<Ipv4Net>, CallError> {
        let vpcs: Set<VpcItem> = self.describe("DescribeVpcs", &[("VpcId.1", vpc)]).await?;
        let blocks = vpcs.items().flat_map(|vpc| &vpc.cidr_block_association_set.item);
        Ok(blocks.filter_map(|block| block.cidr_block.parse().ok()).collect())
    }

    async fn describe<T>(&self, action: &str, parameters: &[(&str, &str)]) -> Result<Set<T>, CallError>
    where
        Set<T>: serde::de::DeserializeOwned,
    {
        call(&self.aws.config, EC2, action, parameters).await
    }
}

/// CloudFormation's lists.
#[derive(Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
struct Members<T> {
    #[serde(default = "Vec::new")]
    member: Vec<T>,
}

impl<T> Default for Members<T> {
    fn default() -> Self {
        Self { member: Vec::new() }
    }
}

/// EC2's lists.
#[derive(Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
struct Items<T> {
    #[serde(default = "Vec::new")]
    item: Vec<T>,
}

impl<T> Default for Items<T> {
    fn default() -> Self {
        Self { item: Vec::new() }
    }
}

/// An answer of EC2 to `Describe...`: one list, whose name says of what.
#[derive(Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
struct Set<T> {
    #[serde(
        alias = "subnetSet",
        alias = "routeTableSet",
        alias = "vpcEndpointSet",
        alias = "securityGroupInfo",
        alias = "vpcSet",
        default
    )]
    list: Items<T>,
}

impl<T> Set<T> {
    fn items(&self) -> impl Iterator<Item = &T> {
        self.list.item.iter()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SubnetItem {
    subnet_id: String,
    cidr_block: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VpcItem {
    #[serde(default)]
    cidr_block_association_set: Items<Block>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Block {
    cidr_block: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RouteTableItem {
    route_table_id: String,
    #[serde(default)]
    route_set: Items<RouteItem>,
    #[serde(default)]
    association_set: Items<Link>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Link {
    subnet_id: Option<String>,
    #[serde(default)]
    main: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RouteItem {
    destination_cidr_block: Option<String>,
    #[serde(default)]
    state: String,
    gateway_id: Option<String>,
    nat_gateway_id: Option<String>,
    transit_gateway_id: Option<String>,
    vpc_peering_connection_id: Option<String>,
    network_interface_id: Option<String>,
    instance_id: Option<String>,
}

impl RouteTableItem {
    fn is_of(&self, matches: impl Fn(&Link) -> bool) -> bool {
        self.association_set.item.iter().any(matches)
    }

    /// One whose target is gone is a black hole.
    fn routes(&self) -> Vec<Route> {
        let active = self.route_set.item.iter().filter(|route| route.state != "blackhole");
        active
            .filter_map(|route| {
                let targets = [
                    &route.nat_gateway_id,
                    &route.transit_gateway_id,
                    &route.vpc_peering_connection_id,
                    &route.network_interface_id,
                    &route.instance_id,
                    &route.gateway_id,
                ];
                let target = targets.into_iter().flatten().find(|target| !target.is_empty())?;
                let destination = route.destination_cidr_block.as_ref().and_then(|range| range.parse().ok());
                Some(Route { destination, target: target.clone() })
            })
            .collect()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EndpointItem {
    service_name: String,
    #[serde(default)]
    vpc_endpoint_type: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    route_table_id_set: Items<String>,
    #[serde(default)]
    private_dns_enabled: bool,
}

impl EndpointItem {
    fn endpoint(&self) -> VpcEndpoint {
        VpcEndpoint {
            service: self.service_name.clone(),
            is_gateway: self.vpc_endpoint_type.eq_ignore_ascii_case("gateway"),
            is_available: self.state.eq_ignore_ascii_case("available"),
            route_tables: self.route_table_id_set.item.clone(),
            has_private_names: self.private_dns_enabled,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GroupItem {
    group_id: String,
    #[serde(default)]
    vpc_id: String,
    #[serde(default)]
    ip_permissions: Items<Permission>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Permission {
    from_port: Option<i32>,
    to_port: Option<i32>,
    #[serde(default)]
    groups: Items<GroupOfRule>,
    #[serde(default)]
    ip_ranges: Items<RangeOfRule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GroupOfRule {
    group_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RangeOfRule {
    cidr_ip: String,
}

impl GroupItem {
    fn group(&self) -> SecurityGroup {
        let rule = |permission: &Permission| Rule {
            ports: permission.from_port.zip(permission.to_port).filter(|ports| *ports != (-1, -1)),
            groups: permission.groups.item.iter().filter_map(|group| group.group_id.clone()).collect(),
            ranges: permission.ip_ranges.item.iter().filter_map(|range| range.cidr_ip.parse().ok()).collect(),
        };
        SecurityGroup {
            id: self.group_id.clone(),
            vpc: self.vpc_id.clone(),
            ingress: self.ip_permissions.item.iter().map(rule).collect(),
        }
    }
}
