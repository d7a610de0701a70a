//! Whether packets of the functions arrive: routes, endpoints, security groups.

use driftline_aws::{Network, Rule, Subnet};
use driftline_config::Auth;

use super::{Reached, Server};
use crate::finding::Finding;

/// Subnets that are not there any more.
pub(super) fn subnets(named: &[&str], network: &Network) -> Vec<Finding> {
    let gone = named.iter().filter(|id| network.subnets.iter().all(|subnet| subnet.id != **id));
    gone.map(|id| Finding::wrong(format!("subnet {id}"), "it is not in the stack's VPC any more")).collect()
}

/// Functions in the VPC read and write the bucket through the gateway endpoint, or a way out.
pub(super) fn way_to_s3(region: &str, network: &Network) -> Vec<Finding> {
    let service = format!("com.amazonaws.{region}.s3");
    let gateways =
        || network.endpoints.iter().filter(|it| it.is_gateway && it.is_available && it.service.ends_with(&service));
    let way = |subnet: &Subnet| {
        let about = format!("way to S3 from {}", subnet.id);
        let table = subnet.route_table.as_deref().unwrap_or("none");
        if gateways().any(|gateway| gateway.route_tables.iter().any(|id| id == table)) {
            return Finding::fine(about, "the gateway endpoint");
        }
        let is_way_out =
            |target: &str| ["nat-", "tgw-", "eni-", "i-", "vgw-"].iter().any(|kind| target.starts_with(kind));
        let out = subnet
            .routes
            .iter()
            .find(|route| route.destination.is_some_and(|range| range.prefix_len() == 0) && is_way_out(&route.target));
        match out {
            Some(route) => Finding::fine(about, format!("through {}", route.target)),
            None if gateways().next().is_some() => Finding::wrong(
                about,
                format!(
                    "the VPC has a gateway endpoint, and route table {table} does not lead to it; add the table to the endpoint"
                ),
            ),
            None => Finding::wrong(
                about,
                format!(
                    "there is none; deploy with CreateS3GatewayEndpoint=yes and RouteTableIds={table}, it costs nothing"
                ),
            ),
        }
    };
    network.subnets.iter().map(way).collect()
}

/// Whether a server can be reached, and takes tokens where it has to.
pub(super) fn server(reached: &Reached<'_>, server: &Server, network: &Network, vpc: &str, own: &str) -> Vec<Finding> {
    let about = || reached.about.clone();
    let mut findings = Vec::new();
    if matches!(reached.auth, Auth::RdsIam { .. }) && server.resource.takes_tokens == Some(false) {
        findings.push(Finding::wrong(
            about(),
            format!("IAM authentication is off at {}; switch it on, which needs no restart", reached.endpoint.host),
        ));
    }
    let elsewhere = server.groups.iter().find(|group| group.vpc != vpc);
    if let Some(group) = elsewhere {
        let has_way = |subnet: &&Subnet| {
            subnet.routes.iter().any(|route| {
                let is_there = |range: &ipnet::Ipv4Net| {
                    server.ranges.iter().any(|there| range.contains(there) || there.contains(range))
                };
                let leads = !["local", "igw-", "nat-", "vpce-"].iter().any(|kind| route.target.starts_with(kind));
                leads && route.destination.as_ref().is_some_and(is_there)
            })
        };
        for subnet in network.subnets.iter().filter(|subnet| !has_way(subnet)) {
            findings.push(Finding::wrong(
                about(),
                format!(
                    "it is in {}, and route table {} of {} has no route to it; peer the VPCs, or deploy a stack in that one",
                    group.vpc,
                    subnet.route_table.as_deref().unwrap_or("none"),
                    subnet.id
                ),
            ));
        }
    }
    if !server.groups.is_empty() && !lets_in(server, network, reached.endpoint.port, own) {
        let groups: Vec<&str> = server.groups.iter().map(|group| group.id.as_str()).collect();
        findings.push(Finding::wrong(
            about(),
            format!(
                "its security group {} lets the functions not in at port {}; aws ec2 authorize-security-group-ingress \
                 --group-id {} --protocol tcp --port {} --source-group {own}",
                groups.join(", "),
                reached.endpoint.port,
                groups[0],
                reached.endpoint.port
            ),
        ));
    }
    if findings.is_empty() {
        findings.push(Finding::fine(about(), "can be reached as far as routes and security groups say"));
    }
    findings
}

fn lets_in(server: &Server, network: &Network, port: u16, own: &str) -> bool {
    let is_for_port = |rule: &Rule| rule.ports.is_none_or(|(from, to)| (from..=to).contains(&i32::from(port)));
    let is_for_us = |rule: &Rule| {
        let covers =
            |subnet: &Subnet| subnet.range.is_some_and(|range| rule.ranges.iter().any(|it| it.contains(&range)));
        rule.groups.iter().any(|group| group == own) || network.subnets.iter().all(covers)
    };
    let mut rules = server.groups.iter().flat_map(|group| &group.ingress);
    rules.any(|rule| is_for_port(rule) && is_for_us(rule))
}
