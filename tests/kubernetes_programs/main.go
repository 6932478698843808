// Command judge answers what an API server of Kubernetes says about objects, without a server.
//
// Each line of standard input is a request in JSON: {"object": {…}}, or {"before": {…}, "object": {…}} for a change of what is
// installed. Each line of standard output is the answer: {"errors": […], "warnings": […], "unknown": false}. An object of a kind
// that has no strategy below is unknown. To {"level": "restricted", "object": {…}} the errors are what Pod Security admission
// says against the pods of an object at that level, of the newest version that it knows.
//
// A new object goes through strict decoding, defaulting, PrepareForCreate, Validate and WarningsOnCreate of its kind's registry
// strategy. A change is first merged as `kubectl apply` does: the three-way patch of what was applied, what is applied now and
// what the server holds; then PrepareForUpdate, ValidateUpdate and WarningsOnUpdate answer. Admission is left out.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	_ "time/tzdata" // time zones as the server has them, whatever this machine has

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/warning"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/core"
	"k8s.io/kubernetes/pkg/capabilities"
	"k8s.io/pod-security-admission/admission"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"

	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/discovery/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/node/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
	_ "k8s.io/kubernetes/pkg/apis/scheduling/install"
	_ "k8s.io/kubernetes/pkg/apis/storage/install"
	"k8s.io/kubernetes/pkg/registry/apps/daemonset"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	"k8s.io/kubernetes/pkg/registry/apps/replicaset"
	"k8s.io/kubernetes/pkg/registry/apps/statefulset"
	"k8s.io/kubernetes/pkg/registry/autoscaling/horizontalpodautoscaler"
	"k8s.io/kubernetes/pkg/registry/batch/cronjob"
	"k8s.io/kubernetes/pkg/registry/batch/job"
	"k8s.io/kubernetes/pkg/registry/core/configmap"
	"k8s.io/kubernetes/pkg/registry/core/limitrange"
	"k8s.io/kubernetes/pkg/registry/core/namespace"
	"k8s.io/kubernetes/pkg/registry/core/persistentvolume"
	"k8s.io/kubernetes/pkg/registry/core/persistentvolumeclaim"
	"k8s.io/kubernetes/pkg/registry/core/pod"
	"k8s.io/kubernetes/pkg/registry/core/podtemplate"
	"k8s.io/kubernetes/pkg/registry/core/replicationcontroller"
	"k8s.io/kubernetes/pkg/registry/core/resourcequota"
	"k8s.io/kubernetes/pkg/registry/core/secret"
	"k8s.io/kubernetes/pkg/registry/core/service"
	"k8s.io/kubernetes/pkg/registry/core/serviceaccount"
	"k8s.io/kubernetes/pkg/registry/discovery/endpointslice"
	"k8s.io/kubernetes/pkg/registry/networking/ingress"
	"k8s.io/kubernetes/pkg/registry/networking/ingressclass"
	"k8s.io/kubernetes/pkg/registry/networking/networkpolicy"
	"k8s.io/kubernetes/pkg/registry/node/runtimeclass"
	"k8s.io/kubernetes/pkg/registry/policy/poddisruptionbudget"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrole"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrolebinding"
	"k8s.io/kubernetes/pkg/registry/rbac/role"
	"k8s.io/kubernetes/pkg/registry/rbac/rolebinding"
	"k8s.io/kubernetes/pkg/registry/scheduling/priorityclass"
	"k8s.io/kubernetes/pkg/registry/storage/csidriver"
	"k8s.io/kubernetes/pkg/registry/storage/storageclass"
)

// strategy is what the registry knows of a kind.
type strategy interface {
	rest.RESTCreateStrategy
	rest.RESTUpdateStrategy
}

var strategies = map[schema.GroupKind]strategy{
	{Group: "", Kind: "ConfigMap"}:                                   configmap.Strategy,
	{Group: "", Kind: "LimitRange"}:                                  limitrange.Strategy,
	{Group: "", Kind: "Namespace"}:                                   namespace.Strategy,
	{Group: "", Kind: "PersistentVolume"}:                            persistentvolume.Strategy,
	{Group: "", Kind: "PersistentVolumeClaim"}:                       persistentvolumeclaim.Strategy,
	{Group: "", Kind: "Pod"}:                                         pod.Strategy,
	{Group: "", Kind: "PodTemplate"}:                                 podtemplate.Strategy,
	{Group: "", Kind: "ReplicationController"}:                       replicationcontroller.Strategy,
	{Group: "", Kind: "ResourceQuota"}:                               resourcequota.Strategy,
	{Group: "", Kind: "Secret"}:                                      secret.Strategy,
	{Group: "", Kind: "Service"}:                                     service.Strategy,
	{Group: "", Kind: "ServiceAccount"}:                              serviceaccount.Strategy,
	{Group: "apps", Kind: "DaemonSet"}:                               daemonset.Strategy,
	{Group: "apps", Kind: "Deployment"}:                              deployment.Strategy,
	{Group: "apps", Kind: "ReplicaSet"}:                              replicaset.Strategy,
	{Group: "apps", Kind: "StatefulSet"}:                             statefulset.Strategy,
	{Group: "autoscaling", Kind: "HorizontalPodAutoscaler"}:          horizontalpodautoscaler.Strategy,
	{Group: "batch", Kind: "CronJob"}:                                cronjob.Strategy,
	{Group: "batch", Kind: "Job"}:                                    job.Strategy,
	{Group: "discovery.k8s.io", Kind: "EndpointSlice"}:               endpointslice.Strategy,
	{Group: "networking.k8s.io", Kind: "Ingress"}:                    ingress.Strategy,
	{Group: "networking.k8s.io", Kind: "IngressClass"}:               ingressclass.Strategy,
	{Group: "networking.k8s.io", Kind: "NetworkPolicy"}:              networkpolicy.Strategy,
	{Group: "node.k8s.io", Kind: "RuntimeClass"}:                     runtimeclass.Strategy,
	{Group: "policy", Kind: "PodDisruptionBudget"}:                   poddisruptionbudget.Strategy,
	{Group: "rbac.authorization.k8s.io", Kind: "ClusterRole"}:        clusterrole.Strategy,
	{Group: "rbac.authorization.k8s.io", Kind: "ClusterRoleBinding"}: clusterrolebinding.Strategy,
	{Group: "rbac.authorization.k8s.io", Kind: "Role"}:               role.Strategy,
	{Group: "rbac.authorization.k8s.io", Kind: "RoleBinding"}:        rolebinding.Strategy,
	{Group: "scheduling.k8s.io", Kind: "PriorityClass"}:              priorityclass.Strategy,
	{Group: "storage.k8s.io", Kind: "CSIDriver"}:                     csidriver.Strategy,
	{Group: "storage.k8s.io", Kind: "StorageClass"}:                  storageclass.Strategy,
}

var strict = serializer.NewCodecFactory(legacyscheme.Scheme, serializer.EnableStrict)

type question struct {
	Before json.RawMessage `json:"before"`
	Object json.RawMessage `json:"object"`
	Level  api.Level       `json:"level"`
}

type answer struct {
	Errors   []string `json:"errors"`
	Warnings []string `json:"warnings"`
	Unknown  bool     `json:"unknown"`
}

// recorder gathers what the strategies warn of.
type recorder struct{ answer *answer }

func (r recorder) AddWarning(_, text string) { r.answer.Warnings = append(r.answer.Warnings, text) }

func main() {
	capabilities.Setup(true, 0) // privileged containers are allowed, as nearly every cluster has it
	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	output := bufio.NewWriter(os.Stdout)
	for {
		line, err := input.ReadBytes('\n')
		if len(line) > 1 {
			if fault := json.NewEncoder(output).Encode(judge(line)); fault != nil {
				panic(fault)
			}
			if fault := output.Flush(); fault != nil {
				panic(fault)
			}
		}
		if err != nil {
			return
		}
	}
}

// judge answers one line. A panic of the server's code is an answer, too.
func judge(line []byte) (result answer) {
	result.Errors, result.Warnings = []string{}, []string{}
	defer func() {
		if fault := recover(); fault != nil {
			result.Errors = append(result.Errors, fmt.Sprint("panic: ", fault))
		}
	}()
	var asked question
	if err := json.Unmarshal(line, &asked); err != nil {
		result.Errors = append(result.Errors, "request: "+err.Error())
		return result
	}
	fail := func(err error) answer {
		var none unknown
		if errors.As(err, &none) {
			result.Unknown = true
		}
		result.Errors = append(result.Errors, err.Error())
		return result
	}
	if asked.Level != "" {
		problems, err := insecure(asked.Object, asked.Level)
		if err != nil {
			return fail(err)
		}
		result.Errors = append(result.Errors, problems...)
		return result
	}
	if len(asked.Before) == 0 {
		if _, _, _, err := create(asked.Object, recorder{&result}); err != nil {
			return fail(err)
		}
		return result
	}
	if err := change(asked.Before, asked.Object, recorder{&result}); err != nil {
		return fail(err)
	}
	return result
}

// insecure returns what the checks of a level say against the pods of an object. A check of the level restricted stands for
// those of the level baseline that it overrides.
func insecure(text []byte, level api.Level) ([]string, error) {
	object, _, err := strict.UniversalDeserializer().Decode(text, nil, nil)
	if err != nil {
		return nil, err
	}
	metadata, spec, err := admission.DefaultPodSpecExtractor{}.ExtractPodSpec(object)
	if err != nil || spec == nil {
		return nil, err
	}
	overridden := map[policy.CheckID]bool{}
	newest := []policy.VersionedCheck{}
	names := []policy.CheckID{}
	for _, check := range policy.DefaultChecks() {
		if check.Level == level || check.Level == api.LevelBaseline {
			last := check.Versions[len(check.Versions)-1]
			newest, names = append(newest, last), append(names, check.ID)
			for _, other := range last.OverrideCheckIDs {
				overridden[other] = true
			}
		}
	}
	problems := []string{}
	for index, check := range newest {
		if said := check.CheckPod(metadata, spec); !said.Allowed && !overridden[names[index]] {
			problems = append(problems, said.ForbiddenReason+": "+said.ForbiddenDetail)
		}
	}
	return problems, nil
}

// unknown says that there is no strategy for a kind.
type unknown struct{ kind *schema.GroupVersionKind }

func (u unknown) Error() string { return fmt.Sprint("no strategy for ", u.kind) }

// decode reads an object strictly, sets the defaults, and finds its strategy.
func decode(text []byte) (runtime.Object, *schema.GroupVersionKind, strategy, error) {
	object, kind, err := strict.UniversalDecoder().Decode(text, nil, nil)
	if err != nil {
		return nil, nil, nil, err
	}
	known, found := strategies[kind.GroupKind()]
	if !found {
		return nil, nil, nil, unknown{kind}
	}
	return object, kind, known, nil
}

// contextOf returns the context of a request: the namespace, what is requested, and who hears warnings.
func contextOf(object runtime.Object, kind *schema.GroupVersionKind, known strategy, hears warning.Recorder) (context.Context, error) {
	held, err := meta.Accessor(object)
	if err != nil {
		return nil, err
	}
	space := ""
	if known.NamespaceScoped() {
		if space = held.GetNamespace(); space == "" {
			space = "default"
		}
	}
	resource, _ := meta.UnsafeGuessKindToResource(*kind)
	ctx := request.WithNamespace(warning.WithWarningRecorder(context.Background(), hears), space)
	return request.WithRequestInfo(ctx, &request.RequestInfo{
		IsResourceRequest: true,
		APIGroup:          kind.Group,
		APIVersion:        kind.Version,
		Resource:          resource.Resource,
		Namespace:         space,
		Name:              held.GetName(),
	}), nil
}

// create does what a server does with a new object, and returns the object as it would be kept.
func create(text []byte, hears warning.Recorder) (runtime.Object, *schema.GroupVersionKind, strategy, error) {
	object, kind, known, err := decode(text)
	if err != nil {
		return nil, nil, nil, err
	}
	ctx, err := contextOf(object, kind, known, hears)
	if err != nil {
		return nil, nil, nil, err
	}
	held, err := meta.Accessor(object)
	if err != nil {
		return nil, nil, nil, err
	}
	rest.FillObjectMetaSystemFields(held)
	if held.GetGenerateName() != "" && held.GetName() == "" {
		held.SetName(known.GenerateName(held.GetGenerateName()))
	}
	if served, ok := object.(*core.Service); ok {
		allocate(&served.Spec)
	}
	return object, kind, known, rest.BeforeCreate(known, ctx, object)
}

// allocate does what the storage of Services does before their strategy is asked.
func allocate(spec *core.ServiceSpec) {
	if spec.ClusterIP != "" && len(spec.ClusterIPs) == 0 {
		spec.ClusterIPs = []string{spec.ClusterIP}
	}
	local := spec.Type == core.ServiceTypeLoadBalancer && spec.ExternalTrafficPolicy == core.ServiceExternalTrafficPolicyLocal
	if local && spec.HealthCheckNodePort == 0 {
		spec.HealthCheckNodePort = 32767
	}
}

// change does what `kubectl apply` and a server do with an object that was applied before.
func change(before, after []byte, hears warning.Recorder) error {
	var nobody answer
	kept, kind, known, err := create(before, recorder{&nobody})
	if err != nil {
		return fmt.Errorf("the object before: %w", err)
	}
	held, err := meta.Accessor(kept)
	if err != nil {
		return err
	}
	held.SetResourceVersion("1")
	current, err := runtime.Encode(legacyscheme.Codecs.LegacyCodec(kind.GroupVersion()), kept)
	if err != nil {
		return err
	}
	merged, err := apply(before, after, current, *kind)
	if err != nil {
		return err
	}
	object, found, _, err := decode(merged)
	if err != nil {
		return err
	}
	if *found != *kind {
		return fmt.Errorf("%v is no change of %v", found, kind)
	}
	ctx, err := contextOf(object, kind, known, hears)
	if err != nil {
		return err
	}
	return rest.BeforeUpdate(known, ctx, object, kept)
}

// apply returns what the server holds, with the changes that lead from one manifest to another.
func apply(before, after, current []byte, kind schema.GroupVersionKind) ([]byte, error) {
	form, err := legacyscheme.Scheme.New(kind)
	if err != nil {
		return nil, err
	}
	fields, err := strategicpatch.NewPatchMetaFromStruct(form)
	if err != nil {
		return nil, err
	}
	patch, err := strategicpatch.CreateThreeWayMergePatch(before, after, current, fields, true)
	if err != nil {
		return nil, err
	}
	return strategicpatch.StrategicMergePatch(current, patch, form)
}
