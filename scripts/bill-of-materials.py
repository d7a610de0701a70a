"""What the programs are made of, as CycloneDX: `cargo metadata --format-version 1 | bill-of-materials.py VERSION`.

Every crate that is compiled into the command or a function, or into what builds them; none that only tests need.
"""
import hashlib
import json
import sys
import uuid

PROGRAMS = {f"driftline{part}" for part in ["", "-dispatch", "-inspect", "-expect", "-compare", "-notify", "-summarize"]}

metadata = json.load(sys.stdin)
packages = {package["id"]: package for package in metadata["packages"]}
nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}


def needed(node):
    """The crates that this one is compiled with."""
    return sorted(it["pkg"] for it in node["deps"] if any(kind["kind"] != "dev" for kind in it["dep_kinds"]))


def reference(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def component(package):
    described = {
        "type": "application" if package["name"] in PROGRAMS else "library",
        "bom-ref": reference(package),
        "name": package["name"],
        "version": package["version"],
    }
    if package["source"]:
        described["purl"] = reference(package)
    if package["license"]:
        # Cargo allowed a slash where SPDX has OR.
        described["licenses"] = [{"expression": package["license"].replace("/", " OR ").replace("  ", " ")}]
    if package["repository"]:
        described["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
    return described


found, waiting = set(), [id for id, package in packages.items() if package["name"] in PROGRAMS]
while waiting:
    id = waiting.pop()
    if id not in found:
        found.add(id)
        waiting.extend(needed(nodes[id]))
chosen = sorted((packages[id] for id in found), key=lambda package: (package["name"], package["version"]))
components = [component(package) for package in chosen]
dependencies = [
    {"ref": reference(package), "dependsOn": sorted({reference(packages[id]) for id in needed(nodes[package["id"]])})}
    for package in chosen
]
# The same content has the same number.
number = uuid.UUID(bytes=hashlib.sha256(json.dumps([components, dependencies]).encode()).digest()[:16], version=4)
json.dump(
    {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "driftline", "version": sys.argv[1]}},
        "components": components,
        "dependencies": dependencies,
    },
    sys.stdout,
    indent=1,
)
print()
