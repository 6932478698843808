"""`oamc types profiles`: the kinds of clusters that `--profile` knows, with what each fills in and what to switch on."""

from __future__ import annotations

from oamc.profiles import DIVIDED, LOCAL, PROFILES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.profiles import Profile


def profile_pages() -> list[dict[str, object]]:
    """Return what is known of each profile as plain data. Classes that the cluster chooses itself are left out."""
    return [_page(profile) for profile in PROFILES]


def _page(profile: Profile) -> dict[str, object]:
    """Return what is known of one profile."""
    defaults = {
        "ingressClass": profile.ingress_class,
        "gatewayClass": profile.gateway_class,
        "storageClass": profile.storage_class,
        "loadBalancerClass": profile.load_balancer_class,
        "network": profile.network,
        "target": profile.target if profile.provider in DIVIDED else "",
        "provider": "" if profile.provider == LOCAL else profile.provider,
    }
    return {
        "name": profile.name,
        "summary": profile.summary,
        **{name: value for name, value in defaults.items() if value},
        "sharedStorage": profile.shares_storage,
        "notes": [{"for": kind, "note": note} for kind, note in profile.notes],
        "facts": dict(profile.facts),
    }


def profiles_text(pages: list[dict[str, object]]) -> str:
    """Return the profiles as text."""
    return "\n".join(map(_text, pages))


def _text(page: dict[str, object]) -> str:
    """Return one profile as text."""
    lines = [f"{page['name']}: {page['summary']}"]
    notes, facts = page["notes"], page["facts"]
    assert isinstance(notes, list)
    assert isinstance(facts, dict)
    for name, words in NAMES:
        if name in page:
            lines.append(f"  {words + ':':<26} {page[name]}")
    lines.append(f"  {'shared storage:':<26} {'yes' if page['sharedStorage'] else 'no'}")
    lines += [f"  {'for ' + note['for'] + ':':<26} {note['note']}" for note in notes]
    lines += [f"  {name + ':':<26} {fact}" for name, fact in facts.items()]
    return "\n".join(lines) + "\n"


NAMES = (
    ("ingressClass", "ingress class"),
    ("gatewayClass", "gateway class"),
    ("storageClass", "storage class"),
    ("loadBalancerClass", "load balancer class"),
    ("network", "network of pods"),
    ("target", "load balancers lead to"),
    ("provider", "annotations of"),
)
"""What a page calls the defaults of a profile."""
