"""Nobody speaks to a pod, and a pod to nobody, but for what is listed."""

from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from tests.kubernetes.reading import Pod, every_place, find, is_chosen, list_pods

Way = dict[str, Any]
WITHIN = ["10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "fc00::1", "fe80::1"]


def list_ways(place: str, direction: str, pod: Pod) -> list[Way]:
    """Return all that the policies let a pod do in one direction."""
    policies = [one["spec"] for one in find(place, "NetworkPolicy").values()]
    chosen = [one for one in policies if is_chosen(one["podSelector"], pod.labels)]
    return [way for one in chosen for way in one.get(direction, [])]


def leads_to(way: Way, address: str) -> bool:
    """Say whether a way out reaches that address."""
    where = ip_address(address)
    for peer in way["to"]:
        block = peer.get("ipBlock", {"cidr": "192.0.2.0/32"})
        refused = [one for one in block.get("except", []) if where in ip_network(one)]
        if where in ip_network(block["cidr"]) and not refused:
            return True
    return False


@pytest.mark.promise("S79")
@every_place
def test_what_is_not_listed_is_refused(place: str) -> None:
    assert find(place, "NetworkPolicy")["nobody"]["spec"] == {
        "podSelector": {},
        "policyTypes": ["Ingress", "Egress"],
    }


@pytest.mark.promise("S79")
@every_place
def test_a_way_says_with_whom_and_at_which_port(place: str) -> None:
    for policy in find(place, "NetworkPolicy").values():
        spec = policy["spec"]
        for peers, direction in (("from", "ingress"), ("to", "egress")):
            for way in spec.get(direction, []):
                assert way[peers]
                assert all(port["port"] for port in way["ports"])
            assert (direction in spec) <= (direction.capitalize() in spec["policyTypes"])


@pytest.mark.promise("S79")
@every_place
def test_callers_come_through_the_gateway_only(place: str) -> None:
    for pod in list_pods(place):
        ways = list_ways(place, "ingress", pod)
        from_outside = [peer for way in ways for peer in way["from"] if "podSelector" not in peer]
        if pod.component != "app":
            assert from_outside == []
        else:
            assert [list(peer) for peer in from_outside] == [["namespaceSelector"]]


@pytest.mark.promise("S79")
@every_place
def test_no_pod_reaches_the_machines_or_what_else_the_cluster_runs(place: str) -> None:
    for pod in list_pods(place):
        ways = list_ways(place, "egress", pod)
        assert not [(pod.name, one) for way in ways for one in WITHIN if leads_to(way, one)]
