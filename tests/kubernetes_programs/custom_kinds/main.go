// Command judge answers what an API server says about objects of custom kinds, without a server.
//
// Its arguments are files of CustomResourceDefinitions. Each line of standard input is a request in JSON: {"object": {…}}; each
// line of standard output is the answer: {"errors": […], "warnings": [], "unknown": false}. An object of a kind that no
// definition serves is unknown.
//
// A new object goes through what an API server does with it under strict validation of fields: unknown fields, null values,
// defaulting, the schema, the keys of lists, and the rules in CEL. Metadata, webhooks and admission are left out.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	v1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structural "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/yaml"
	limits "k8s.io/apiserver/pkg/apis/cel"
)

// kind is what a definition says of one version of a kind.
type kind struct {
	structural *structural.Structural
	validator  validation.SchemaValidator
	rules      *cel.Validator
}

type question struct {
	Object map[string]any `json:"object"`
}

type answer struct {
	Errors   []string `json:"errors"`
	Warnings []string `json:"warnings"`
	Unknown  bool     `json:"unknown"`
}

func main() {
	kinds := map[schema.GroupVersionKind]kind{}
	for _, file := range os.Args[1:] {
		if err := load(file, kinds); err != nil {
			panic(fmt.Sprint(file, ": ", err))
		}
	}
	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	output := bufio.NewWriter(os.Stdout)
	for {
		line, err := input.ReadBytes('\n')
		if len(line) > 1 {
			if fault := json.NewEncoder(output).Encode(judge(line, kinds)); fault != nil {
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

// load adds the kinds of a file of definitions.
func load(file string, kinds map[schema.GroupVersionKind]kind) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	documents := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), 4096)
	for {
		var definition v1.CustomResourceDefinition
		if err := documents.Decode(&definition); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if definition.Kind != "CustomResourceDefinition" {
			continue
		}
		for _, version := range definition.Spec.Versions {
			if version.Schema == nil || version.Schema.OpenAPIV3Schema == nil {
				continue
			}
			made, err := compiled(version.Schema.OpenAPIV3Schema)
			if err != nil {
				return err
			}
			spec := definition.Spec
			kinds[schema.GroupVersionKind{Group: spec.Group, Version: version.Name, Kind: spec.Names.Kind}] = made
		}
	}
}

// compiled makes of a schema what judges by it.
func compiled(published *v1.JSONSchemaProps) (kind, error) {
	var internal apiextensions.JSONSchemaProps
	if err := v1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(published, &internal, nil); err != nil {
		return kind{}, err
	}
	shape, err := structural.NewStructural(&internal)
	if err != nil {
		return kind{}, err
	}
	validator, _, err := validation.NewSchemaValidator(&internal)
	if err != nil {
		return kind{}, err
	}
	return kind{shape, validator, cel.NewValidator(shape, true, limits.PerCallLimit)}, nil
}

// judge answers one line. A panic of the server's code is an answer, too.
func judge(line []byte, kinds map[schema.GroupVersionKind]kind) (result answer) {
	result.Errors, result.Warnings = []string{}, []string{}
	defer func() {
		if fault := recover(); fault != nil {
			result.Errors = append(result.Errors, fmt.Sprint("panic: ", fault))
		}
	}()
	var asked question
	if err := utiljson.Unmarshal(line, &asked); err != nil {
		result.Errors = append(result.Errors, "request: "+err.Error())
		return result
	}
	version, _ := asked.Object["apiVersion"].(string)
	name, _ := asked.Object["kind"].(string)
	known, found := kinds[schema.FromAPIVersionAndKind(version, name)]
	if !found {
		result.Unknown = true
		return result
	}
	result.Errors = append(result.Errors, known.errors(asked.Object)...)
	return result
}

// errors returns all that is wrong with an object.
func (known kind) errors(object map[string]any) (found []string) {
	options := structural.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}
	for _, path := range pruning.PruneWithOptions(object, known.structural, true, options) {
		found = append(found, "unknown field: "+path)
	}
	defaulting.PruneNonNullableNullsWithoutDefaults(object, known.structural)
	defaulting.Default(object, known.structural)
	for _, fault := range validation.ValidateCustomResource(nil, object, known.validator) {
		found = append(found, fault.Error())
	}
	for _, fault := range listtype.ValidateListSetsAndMaps(nil, known.structural, object) {
		found = append(found, fault.Error())
	}
	if len(found) > 0 {
		return found
	}
	faults, _ := known.rules.Validate(context.Background(), nil, known.structural, object, nil, limits.RuntimeCELCostBudget)
	for _, fault := range faults {
		found = append(found, "rule: "+fault.Error())
	}
	return found
}
