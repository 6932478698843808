"""What the workflow of an Application deploys, and where: its components for each target (docs/spec/oam-v1beta1.md, 12).

In: an Application with the policies and workflows that it can name. Out: targets in the order in which the workflow comes to
them, each with the components that are there at the end. Loaded with the first Application that has policies or a workflow.
"""

from __future__ import annotations

from oamc.diagnostics.codes.reading import TOO_MANY_COMPONENTS
from oamc.diagnostics.codes.vela import STEP_NOT_FOLLOWED, TARGETS_NOT_WRITTEN, UNKNOWN_NAME, USED_BY_NOTHING
from oamc.diagnostics.reports import listing
from oamc.frontends.duplicates import report_duplicates
from oamc.frontends.kinds import POLICY, WORKFLOW
from oamc.frontends.v1beta1.documents import ApplyAll, ApplyComponent, Deploy, DeployToEnv, StepEntry
from oamc.frontends.v1beta1.policies.env_binding import EnvBinding
from oamc.frontends.v1beta1.policies.override import Override, Overriding, places_of, report_missing
from oamc.frontends.v1beta1.policies.read_only import ReadOnly
from oamc.frontends.v1beta1.policies.replication import Replication
from oamc.frontends.v1beta1.policies.topology import LOCAL, Topology, target_of
from oamc.model.application import Target
from oamc.records import Record, replace
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from oamc.diagnostics.reports import Reports
    from oamc.frontends.v1beta1.documents import ApplicationDocument
    from oamc.frontends.v1beta1.entries import ComponentEntry
    from oamc.frontends.v1beta1.policies.table import PolicyEntry
    from oamc.frontends.v1beta1.satellites import Satellites
    from oamc.model.application import ObjectRule
    from oamc.model.left_out import LeftOut
    from oamc.spans import Located, Span

MOST_PLACED = 10_000
"""Components that all targets of one Application may have together."""
MOST_CHANGED = 200_000
"""Components and properties that the policies of one Application may go through: it bounds the work for hostile input."""
_DIRECTORY = Pattern(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?", 0)
DEPLOYED = (Override, Topology, Replication, EnvBinding)
"""Policies that only have an effect where something deploys by them."""


class Deployment(Record):
    """Components that one `step` brings to one place: all, or the `only` one, changed by overrides in order."""

    target: Target
    step: StepEntry | None = None
    overrides: tuple[PolicyEntry, ...] = ()
    env: Override | None = None
    only: Located[str] | None = None


class Placed(Record):
    """A target with what is there at the end."""

    target: Target
    components: tuple[ComponentEntry, ...]


class Plan:
    """The targets of one Application. `satellites` is None where the input has no such documents; `left_out` are wrong ones."""

    def __init__(
        self, document: ApplicationDocument, satellites: Satellites | None, left_out: LeftOut | None, reports: Reports
    ) -> None:
        self._document = document
        self._satellites = satellites
        self._left_out = left_out
        self._reports = reports
        self._policies = {policy.name.value: policy for policy in reversed(document.policies)}
        self._names = dict.fromkeys(entry.name.value for entry in document.components)
        self._used: set[int] = set()
        self._left = MOST_CHANGED
        self._changed: dict[tuple[int, ...], dict[str, ComponentEntry]] = {}
        self.policy_places: dict[Span, None] = {}

    def placed(self) -> tuple[Placed, ...]:
        """Return the targets: at least one, unless they have too many components."""
        document, reports = self._document, self._reports
        where = f'application "{document.metadata.name.value}"'
        report_duplicates((policy.name for policy in document.policies), "policy", where, reports)
        self._check_names()
        steps = self._steps()
        report_duplicates((step.name for step in flattened(steps) if step.name is not None), "step", where, reports)
        self._check_steps(steps)
        deployments = [found for step in flattened(steps) for found in self._of_step(step)] if steps else self._by_default()
        if not deployments:
            deployments = [Deployment(target=Target())]
        self._tell_unused(deployments, has_steps=bool(steps))
        places = self._named(self._at_the_end(deployments))
        return places if self._may_be_made(places) else ()

    def read_only(self) -> tuple[ObjectRule, ...]:
        """Return which objects do not come out."""
        contents = (policy.content for policy in self._document.policies)
        return tuple(rule for content in contents if isinstance(content, ReadOnly) for rule in content.rules)

    # The steps

    def _steps(self) -> tuple[StepEntry, ...]:
        """Return the steps of the Application, or of the Workflow that it refers to."""
        workflow = self._document.workflow
        if workflow is None:
            return ()
        if workflow.reference is None:
            return workflow.steps
        name = workflow.reference
        found = self._satellites.workflow(name.value, self._document) if self._satellites is not None else None
        if found is not None:
            return found.steps
        if self._is_left_out(name):
            return ()
        known = self._satellites.names(WORKFLOW) if self._satellites is not None else []
        hint = f"add the Workflow of core.oam.dev/v1alpha1 to the input{self._near(name.value, known)}"
        self._unknown(name, "the workflow", "Workflow", hint)
        return ()

    def _check_steps(self, steps: tuple[StepEntry, ...]) -> None:
        """Report steps that wait for others that are not there."""
        every = list(flattened(steps))
        names = dict.fromkeys(step.name.value for step in every if step.name is not None)
        for step in every:
            what = f'step "{step.name.value}"' if step.name is not None else f'a step of type "{step.type.value}"'
            for name in step.depends_on:
                if name.value not in names:
                    self._unknown(name, what, "step", self._nearest(name.value, names))

    def _of_step(self, step: StepEntry) -> Iterator[Deployment]:
        """Yield what a step deploys."""
        match step.action:
            case Deploy():
                yield from self._deployed(step.action, step)
            case ApplyComponent():
                action = step.action
                if action.component.value not in self._names:
                    hint = self._nearest(action.component.value, self._names)
                    self._unknown(action.component, f'step type "{step.type.value}"', "component", hint)
                    return
                cluster = action.cluster.value if action.cluster is not None and action.cluster.value != LOCAL else ""
                name = cluster or (action.namespace.value if action.namespace is not None else LOCAL)
                target = Target(name=name, cluster=cluster, namespace=action.namespace)
                yield Deployment(target=target, step=step, only=action.component)
            case ApplyAll():
                yield Deployment(target=Target(name=LOCAL), step=step)
            case DeployToEnv():
                yield from self._deployed_to_env(step.action, step)
            case None:
                pass

    def _deployed(self, action: Deploy, step: StepEntry) -> Iterator[Deployment]:
        """Yield what a step `deploy` brings to each of its places."""
        policies = [*(self._policy(name, step) for name in action.policies), *action.inline]
        targets: list[Target] = []
        overrides: list[PolicyEntry] = []
        for policy in policies:
            match policy.content if policy is not None else None:
                case Topology() as topology:
                    assert policy is not None
                    targets.append(target_of(policy.name.value, topology))
                case Override():
                    assert policy is not None
                    overrides.append(policy)
                case _:
                    pass
        called = step.name.value if step.name is not None else LOCAL
        for target in targets or [Target(name=called)]:
            yield Deployment(target=target, step=step, overrides=tuple(overrides))

    def _policy(self, name: Located[str], step: StepEntry) -> PolicyEntry | None:
        """Return the policy that a step names: one of the Application, or one in a document of its own."""
        own = self._policies.get(name.value)
        if own is None and self._satellites is not None:
            found = self._satellites.policy(name.value, self._document)
            own = found.policy if found is not None else None
        if own is None and self._is_left_out(name):
            return None
        if own is None:
            known = [*self._policies, *(self._satellites.names(POLICY) if self._satellites is not None else ())]
            what = f'step "{step.name.value}"' if step.name is not None else 'step type "deploy"'
            self._unknown(name, what, "policy", self._nearest(name.value, known))
            return None
        self._used.add(id(own))
        return own

    def _deployed_to_env(self, action: DeployToEnv, step: StepEntry) -> Iterator[Deployment]:
        """Yield what a step `deploy2env` brings to its environment."""
        policy = self._policies.get(action.policy.value)
        if policy is None or not isinstance(policy.content, EnvBinding):
            names = [name for name, own in self._policies.items() if isinstance(own.content, EnvBinding)]
            hint = self._nearest(action.policy.value, names)
            self._unknown(action.policy, 'step type "deploy2env"', "policy of type env-binding", hint)
            return
        self._used.add(id(policy))
        envs = {env.name.value: env for env in policy.content.envs}
        env = envs.get(action.env.value)
        if env is None:
            self._unknown(action.env, 'step type "deploy2env"', "environment", self._nearest(action.env.value, list(envs)))
            return
        yield Deployment(target=env.target, step=step, env=env.override)

    def _by_default(self) -> list[Deployment]:
        """Return what is deployed where there are no steps: to each topology, else each environment (12)."""
        policies = self._document.policies
        overrides = tuple(policy for policy in policies if isinstance(policy.content, Override))
        topologies = [policy for policy in policies if isinstance(policy.content, Topology)]
        envs = [policy for policy in policies if isinstance(policy.content, EnvBinding)]
        used = [*topologies, *overrides] or envs
        self._used |= {id(policy) for policy in used}
        if topologies or overrides:
            targets = [
                target_of(policy.name.value, policy.content) for policy in topologies if isinstance(policy.content, Topology)
            ]
            return [Deployment(target=target, overrides=overrides) for target in targets or [Target()]]
        return [
            Deployment(target=env.target, env=env.override)
            for policy in envs
            if isinstance(policy.content, EnvBinding)
            for env in policy.content.envs
        ]

    # The components

    def _at_the_end(self, deployments: Sequence[Deployment]) -> list[Placed]:
        """Return what is at each place after all deployments: of a component that comes twice, the last one stays."""
        places: dict[tuple[str, str | None], tuple[Target, dict[str, tuple[ComponentEntry, StepEntry | None]]]] = {}
        own = self._document.metadata.namespace
        for deployment in deployments:
            target = deployment.target
            namespace = target.namespace or own
            key = (target.cluster, namespace.value if namespace is not None else None)
            _, there = places.setdefault(key, (target, {}))
            for entry in self._components(deployment):
                earlier, step = there.get(entry.name.value, (entry, None))
                if step is not None and step is not deployment.step and earlier is not entry:
                    self._tell_replaced(entry, step)
                there[entry.name.value] = (entry, deployment.step)
        return [
            Placed(target=target, components=tuple(entry for entry, _ in there.values())) for target, there in places.values()
        ]

    def _tell_replaced(self, entry: ComponentEntry, step: StepEntry) -> None:
        """Tell that what a step deploys is not there any more at the end."""
        what = f'step "{step.name.value}"' if step.name is not None else f'step type "{step.type.value}"'
        self._reports.add(
            STEP_NOT_FOLLOWED,
            at=step.type.span,
            what=what,
            reason=f'a later step brings component "{entry.name.value}" to the same place in another form',
            hint="what comes out is what is there at the end",
        )

    def _components(self, deployment: Deployment) -> tuple[ComponentEntry, ...]:
        """Return the components of a deployment, changed by its policies."""
        contents = [(policy, policy.content) for policy in deployment.overrides if isinstance(policy.content, Override)]
        changes = [(f'policy "{policy.name.value}"', content) for policy, content in contents]
        if deployment.env is not None:
            changes.append((f'environment "{deployment.target.name}"', deployment.env))
        key = tuple(id(content) for _, content in changes)
        found = self._changed.get(key)
        if found is None:
            made = self._document.components
            overriding = Overriding(self._reports, self._spend)
            for what, content in changes:
                made = overriding.apply(what, content, made)
                self.policy_places.update(dict.fromkeys(places_of(content)))
            where = f'application "{self._document.metadata.name.value}"'
            report_duplicates((entry.name for entry in made), "component", where, self._reports)
            found = self._changed[key] = {entry.name.value: entry for entry in made}
        if deployment.only is not None:
            only = found.get(deployment.only.value)
            return (only,) if only is not None else ()
        return tuple(found.values()) if self._spend(len(found)) else ()

    def _spend(self, amount: int) -> bool:
        """Count what policies go through. False, with one report, where that is too much."""
        if self._left < 0:
            return False
        self._left -= amount
        if self._left < 0:
            hint = "use fewer policies or steps, or split the application"
            what = "components and properties that policies change"
            self._reports.add(
                TOO_MANY_COMPONENTS, at=self._document.metadata.name.span, what=what, limit=MOST_CHANGED, hint=hint
            )
        return self._left >= 0

    # The names

    def _named(self, places: list[Placed]) -> tuple[Placed, ...]:
        """Return targets with a name of its own for each directory; a single one has none."""
        if len(places) == 1:
            return (replace(places[0], target=replace(places[0].target, name="")),)
        taken: set[str] = set()
        named = []
        for place in places:
            wanted = name = place.target.name or LOCAL
            number = 2
            while name in taken:
                name, number = f"{wanted}-{number}", number + 1
            taken.add(name)
            if not _DIRECTORY.fullmatch(name):
                self._report_directory(wanted)
            named.append(replace(place, target=replace(place.target, name=name)))
        return tuple(named)

    def _report_directory(self, name: str) -> None:
        """Report a name that no directory of an output may have."""
        self._reports.add(
            TARGETS_NOT_WRITTEN,
            at=self._policies[name].name.span if name in self._policies else self._document.metadata.name.span,
            application=self._document.metadata.name.value,
            reason="each has a directory of its name, which must be lower-case letters, digits, hyphens and dots",
            hint="rename the policy",
        )

    def _may_be_made(self, places: Sequence[Placed]) -> bool:
        """Report targets that have too many components together: then False. Tell of those that have none."""
        at = self._document.metadata.name.span
        if sum(len(place.components) for place in places) > MOST_PLACED:
            hint = "use fewer targets, or split the application"
            self._reports.add(TOO_MANY_COMPONENTS, at=at, what="components of all targets", limit=MOST_PLACED, hint=hint)
            return False
        for place in places:
            if not place.components and self._document.components and self._left >= 0:
                policy = self._policies.get(place.target.name)
                what = f'target "{place.target.name}"' if place.target.name else "the application"
                hint = "name at least one component in selector"
                self._tell(at if policy is None else policy.name.span, what, "no policy leaves a component for it", hint)
        return True

    def _check_names(self) -> None:
        """Tell of components that policies select and that are not there."""
        added = [
            patch.name.value
            for policy in self._document.policies
            if isinstance(policy.content, Override)
            for patch in policy.content.components
            if patch.name is not None
        ]
        known = dict.fromkeys([*self._names, *added])
        for policy in self._document.policies:
            what = f'policy "{policy.name.value}"'
            if isinstance(policy.content, ReadOnly):
                report_missing(what, policy.content.components, known, "component", self._reports)
            elif isinstance(policy.content, Replication):
                report_missing(what, policy.content.selector, known, "component", self._reports)

    def _tell_unused(self, deployments: Sequence[Deployment], *, has_steps: bool) -> None:
        """Tell of policies by which nothing is deployed, and of components that no step deploys."""
        for policy in self._document.policies:
            if isinstance(policy.content, DEPLOYED) and id(policy) not in self._used:
                reason = "no step of the workflow names it" if has_steps else "a step deploy has to name it"
                hint = "name it in the policies of a step deploy, or remove it"
                self._tell(policy.name.span, f'policy "{policy.name.value}"', reason, hint)
        if all(deployment.only is not None for deployment in deployments):
            applied = {deployment.only.value for deployment in deployments if deployment.only is not None}
            for entry in self._document.components:
                if entry.name.value not in applied:
                    reason = "no step of the workflow applies it, and it does not come out"
                    hint = "add a step apply-component for it, or remove the workflow: then all components are applied"
                    self._tell(entry.name.span, f'component "{entry.name.value}"', reason, hint)

    def _tell(self, at: Span, what: str, reason: str, hint: str) -> None:
        """Tell of something that has no effect."""
        self._reports.add(USED_BY_NOTHING, at=at, what=what, reason=reason, hint=hint)

    def _is_left_out(self, name: Located[str]) -> bool:
        """Tell whether a document of a name is not there because it is wrong, which is told already."""
        return self._left_out is not None and self._left_out.has_document(name.value)

    def _unknown(self, name: Located[str], what: str, kind: str, hint: str) -> None:
        """Report a name that nothing has."""
        self._reports.add(UNKNOWN_NAME, at=name.span, what=what, kind=kind, name=name.value, hint=hint)

    def _nearest(self, name: str, known: Collection[str]) -> str:
        """Return the hint about an unknown name."""
        near = self._reports.nearest(name, known)
        return f'did you mean "{near}"?' if near else f"known are {listing(known)}" if known else "there is none"

    def _near(self, name: str, known: Sequence[str]) -> str:
        """Return the end of a hint that has more to say than a near name."""
        near = self._reports.nearest(name, known) if known else None
        return f'; did you mean "{near}"?' if near else ""


def flattened(steps: Sequence[StepEntry]) -> Iterator[StepEntry]:
    """Yield steps in their order, each before those below it."""
    for step in steps:
        yield step
        yield from step.steps
