package main

import (
	"strings"
	"testing"
)

// used spells what is told of some parts: "a" where it is copied, "b?" where it is not.
func used(t *testing.T, text string, parts ...string) string {
	t.Helper()
	var paths [][]string
	for _, part := range parts {
		paths = append(paths, strings.Split(part, "."))
	}
	request := map[string]any{"op": "uses", "sources": template1(text), "roots": []string{"objects", "patches"}, "parts": paths}
	reply := asked(t, request)
	if len(reply.Errors) > 0 {
		t.Fatal(reply.Errors[0].Message)
	}
	var found []string
	for _, one := range reply.Copies {
		mark := ""
		if one.Reason != "" {
			mark = "?"
		}
		found = append(found, one.Path[len(one.Path)-1]+mark)
	}
	return strings.Join(found, " ")
}

func TestUses(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"nothing":                     {"objects: []", "a b"},
		"copies":                      {"objects: [{x: properties.a, y: z: [properties.b]}]", "a b"},
		"a text":                      {`objects: [{x: "a-\(properties.a)-\(properties.b)"}]`, "a b"},
		"a text of many lines":        {"objects: [{x: \"\"\"\n\t\\(properties.a)\n\t\"\"\"}]", "a b"},
		"a raw text":                  {"objects: [{x: #\"\\#(properties.a)\"#}]", "a b"},
		"bytes":                       {`objects: [{x: '\(properties.a)'}]`, "a? b"},
		"raw bytes":                   {`objects: [{x: #'\#(properties.a)'#}]`, "a? b"},
		"an item that is a text":      {`objects: [{x: ["--a=\(properties.a)"]}]`, "a b"},
		"a text in a text":            {`objects: [{x: "\("\(properties.a)")"}]`, "a? b"},
		"a text that is compared":     {`objects: [if "\(properties.a)" == "x" {y: 1}]`, "a? b"},
		"a text asked for":            {`objects: [if "\(properties.a)" != _|_ {y: 1}]`, "a? b"},
		"a text of a function":        {"import \"strings\"\nobjects: [{x: strings.ToUpper(\"\\(properties.a)\")}]", "a? b"},
		"a function in a text":        {"import \"strings\"\nobjects: [{x: \"\\(strings.ToUpper(properties.a))\\(properties.b)\"}]", "a? b"},
		"a text that is a name":       {`objects: [{"\(properties.a)": 1}]`, "a? b"},
		"a text with a bound":         {`objects: [{x: "\(properties.a)" & =~"x"}]`, "a? b"},
		"a condition":                 {"objects: [if properties.a {x: 1}]", "a? b"},
		"what another one decides":    {"objects: [if properties.c {x: properties.a}]", "a b"},
		"the presence":                {"objects: [{if properties.a != _|_ {x: properties.a}}]", "a b"},
		"a loop over it":              {"objects: [{x: [for i in properties.a {i}]}]", "a? b"},
		"a loop over what it is in":   {"objects: [{x: {for k, v in properties {(k): v}}}]", "a b"},
		"a loop that asks":            {"objects: [{x: {for k, v in properties if v != 1 {(k): v}}}]", "a? b?"},
		"an item alone":               {"objects: [{x: [if properties.c {properties.a}, 1, if properties.c {properties.b}]}]", "a b"},
		"an item with a field":        {"objects: [{x: [if properties.c {properties.a, y: 1}]}]", "a? b"},
		"an item of a struct":         {"objects: [{x: {if properties.c {properties.a}}}]", "a? b"},
		"an item with a bound":        {"objects: [{x: [if properties.c {properties.a & <5}]}]", "a? b"},
		"all of it":                   {"objects: [{x: properties}]", "a b"},
		"all of it embedded":          {"objects: [{properties}]", "a? b?"},
		"a calculation":               {"objects: [{x: properties.a + 1}]", "a? b"},
		"a default":                   {"objects: [{x: *properties.a | 1}]", "a? b"},
		"another name":                {"let p = properties.a\nobjects: [{x: p}]", "a? b"},
		"a hidden field":              {"_x: properties.a\nobjects: [{x: _x}]", "a? b"},
		"another field of the top":    {"other: [properties.a]", "a? b"},
		"a bound":                     {"objects: [{x: properties.a, x: >1}]", "a? b"},
		"a bound in parts":            {"objects: [{x: properties.a}]\nobjects: [{x: >1}]", "a? b"},
		"a value beside it":           {"objects: [{x: properties.a, x: 5}]", "a b"},
		"one or another":              {"objects: [{if properties.c {x: properties.a}, if !properties.c {x: properties.b}}]", "a b"},
		"one or a literal":            {"objects: [{if properties.c {x: properties.a}, if !properties.c {x: 3}}]", "a b"},
		"more of a group":             {"objects: [{x: properties, x: y: 1}]", "a b"},
		"a bound on more of a group":  {"objects: [{x: properties, x: a: >1}]", "a? b?"},
		"a name at the top":           {"properties: c: int\nobjects: [{x: properties.a}]", "a? b?"},
		"a name in quotes at the top": {"if true {\"properties\": a: >1}\nobjects: [{x: properties.a}]", "a? b?"},
		"a made name at the top":      {"(\"prop\" + \"erties\"): a: >1\nobjects: [{x: properties.a}]", "a? b?"},
		"a bound on the top":          {"[string]: _\nobjects: [{x: properties.a}]", "a? b"},
		"a name of a field":           {"objects: [{properties: {a: 1}, x: properties.a}]", "a? b?"},
		"a name in quotes of a field": {"objects: [{\"properties\": {a: 1}, x: properties.b}]", "a b"},
		"a name of a variable":        {"objects: [for properties in [{a: 1}] {x: properties.a}]", "a? b?"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := used(t, test.text, "properties.a", "properties.b"); got != test.want {
				t.Fatalf("%q instead of %q", got, test.want)
			}
		})
	}
}

func TestUsesOfTheContextAndOfItems(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"the name":               {`objects: [{x: context.workload.name, y: "\(context.workload.name)-x"}]`, "name host"},
		"the name in a function": {"import \"strings\"\nobjects: [{x: strings.TrimSuffix(context.workload.name, \"x\")}]", "name? host"},
		"another field":          {"objects: [if context.workload.kind == \"Job\" {x: 1}]", "name host"},
		"an item":                {"objects: [for r in properties.rules {x: r.host}]", "name host"},
		"an item that is asked":  {"objects: [for r in properties.rules if r.host != \"\" {x: r.host}]", "name host?"},
		"an item by its number":  {"objects: [{x: properties.rules[0].host}]", "name host?"},
		"an item alone":          {`objects: [{x: [for r in properties.rules {"https://\(r.host)"}, for r in properties.rules {r.host}]}]`, "name host"},
		"an item that is chosen": {`objects: [{x: [for r in properties.rules if r.host != "a" {r.host}]}]`, "name host?"},
		"a text of an item":      {`objects: [for r in properties.rules {x: "https://\(r.host)"}]`, "name host"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := used(t, test.text, "context.workload.name", "properties.rules.*.host"); got != test.want {
				t.Fatalf("%q instead of %q", got, test.want)
			}
		})
	}
}

func TestUsesAreBounded(t *testing.T) {
	text := "objects: [" + strings.Repeat("{x: properties.a},", 6000) + "]"
	if got := used(t, text, "properties.a"); got != "a?" {
		t.Fatal(got)
	}
}

func TestPropertiesAreGivenAndAllFieldsNamed(t *testing.T) {
	more := map[string]any{"properties": map[string]any{"a": 1}, "roots": []string{"objects"}}
	reply := renderedRoots(t, "objects: [properties.a], other: 1, _x: 2, #Y: 3", more)
	if len(reply.Errors) > 0 || plain(reply.Roots[0].Tree) != "[1]" {
		t.Fatal(reply)
	}
	if got := strings.Join(reply.Names, " "); got != "objects other properties" {
		t.Fatal(got)
	}
}
