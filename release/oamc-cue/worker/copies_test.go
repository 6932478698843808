package main

import (
	"fmt"
	"strings"
	"testing"
)

// copied spells what is told of the fields of a parameter: "a" where it is copied, "b?" where it is not.
func copied(t *testing.T, text string) string {
	t.Helper()
	reply := asked(t, map[string]any{"op": "schema", "sources": template1(text)})
	if len(reply.Errors) > 0 {
		t.Fatal(reply.Errors[0].Message)
	}
	var found []string
	for _, one := range reply.Copies {
		mark := ""
		if one.Reason != "" {
			mark = "?"
		}
		found = append(found, strings.Join(one.Path, ".")+mark)
	}
	return strings.Join(found, " ")
}

func TestCopies(t *testing.T) {
	const typed = "\nparameter: {a: string, b: *1 | int}\n"
	for name, test := range map[string]struct{ text, want string }{
		"what is copied":                {"output: {x: parameter.a, y: z: parameter.b}" + typed, "a b"},
		"by a name in quotes":           {`output: {x: parameter["a"], y: parameter.b}` + typed, "a b"},
		"in parentheses":                {"output: {x: (parameter).a, y: parameter.b}" + typed, "a b"},
		"to several places":             {"output: {x: parameter.a, y: parameter.a}" + typed, "a b"},
		"what nothing uses":             {"output: x: 1" + typed, "a b"},
		"as an item of a list":          {"output: x: [{y: parameter.a}, parameter.b]" + typed, "a b"},
		"where it is there":             {"output: {if parameter.a != _|_ {x: parameter.a}}" + typed, "a b"},
		"in an item that may be there":  {"output: x: [if parameter.a != _|_ {y: parameter.a}]" + typed, "a b"},
		"in a loop":                     {"output: x: [for i in [1, 2] {y: parameter.a, z: i}]" + typed, "a b"},
		"a condition":                   {`output: {if parameter.a == "x" {x: parameter.a}}` + typed, "a? b"},
		"a condition of two parts":      {"output: {if parameter.a != _|_ if parameter.b > 1 {x: 1}}" + typed, "a b?"},
		"a text":                        {`output: x: "a-\(parameter.a)"` + typed, "a? b"},
		"a function":                    {"import \"strings\"\noutput: x: strings.ToLower(parameter.a)" + typed, "a? b"},
		"a sum":                         {"output: x: parameter.b + 1" + typed, "a b?"},
		"a choice":                      {`output: x: *parameter.a | "x"` + typed, "a? b"},
		"the name of a field":           {"output: {(parameter.a): 1}" + typed, "a? b"},
		"the name of a field in a text": {`output: {"\(parameter.a)": 1}` + typed, "a? b"},
		"an index":                      {"let l = [1, 2]\noutput: x: l[parameter.b]" + typed, "a b?"},
		"another name":                  {"let p = parameter.a\noutput: x: p" + typed, "a? b"},
		"another name of all":           {"let p = parameter\noutput: x: p.a" + typed, "a? b?"},
		"all of it":                     {"output: x: parameter" + typed, "a b"},
		"all of it embedded":            {"output: {parameter}" + typed, "a? b?"},
		"a loop over it":                {"output: {for k, v in parameter {(k): v}}" + typed, "a b"},
		"a length":                      {"output: x: len(parameter.a)" + typed, "a? b"},
		"a refusal":                     {"output: x: parameter.b\nerrs: [if parameter.b > 3 {\"no\"}]" + typed, "a b?"},
		"a field of the template's own": {"_x: parameter.a\noutput: x: _x" + typed, "a? b"},
		"a field that is read again":    {"output: {x: parameter.a, if x == \"1\" {y: 2}}" + typed, "a? b"},
		"an object that is read again":  {"output: x: parameter.a\noutputs: o: y: output.x" + typed, "a? b"},
		"a bound beside it":             {"output: {x: parameter.b, x: <10}" + typed, "a b?"},
		"a bound on all fields":         {"output: {x: parameter.b, [string]: <10}" + typed, "a b?"},
		"a bound of a definition":       {"#X: x: <10\noutput: #X & {x: parameter.b}" + typed, "a b?"},
		"a definition embedded":         {"#X: {x: <10, ...}\noutput: {#X, x: parameter.b}" + typed, "a b?"},
		"a definition at the field":     {"#X: {x: <10, ...}\noutput: y: #X\noutput: y: x: parameter.b" + typed, "a b?"},
		"a field elsewhere":             {"output: {x: parameter.b, y: <10 & 3}" + typed, "a b"},
		"a choice of structs":           {"output: {x: parameter.b} | {x: 1}" + typed, "a b?"},
		"two lists":                     {"output: x: [{y: parameter.b}]\noutput: x: [{y: <3}]" + typed, "a b?"},
		"two conditions":                {"output: {if true {x: parameter.b}, if true {x: 1}}" + typed, "a b?"},
		"a name of a field by an alias": {"output: {X=x: parameter.b, y: X}" + typed, "a b?"},
		"an alias of the object":        {"output: X={x: parameter.b, y: X.x}" + typed, "a b?"},
		"an optional field":             {"output: {x?: parameter.b}" + typed, "a b?"},
		"a closed object":               {"output: close({x: parameter.b})" + typed, "a b?"},
		"a sibling's default":           {"parameter: {a: string, b: *a | string}\noutput: {x: parameter.a, y: parameter.b}", "a?"},
		"a sibling's condition":         {"parameter: {a: string, if a == \"x\" {b: int}}\noutput: x: parameter.a", ""},
		"a function in a type":          {"import \"strings\"\nparameter: {a: strings.MinRunes(2), b: int}\noutput: {x: parameter.a}", "b"},
		"a type with a field's name":    {"parameter: {string: int, a: string}\noutput: x: parameter.a", ""},
		"a type by a reference":         {"#T: {c: string}\nparameter: a: #T\noutput: x: parameter.a.c", "a.c"},
		"a struct copied whole":         {"#T: {c: string, d?: int}\nparameter: a: #T\noutput: x: parameter.a", "a.c a.d"},
		"a struct copied and changed":   {"parameter: a: {c: int}\noutput: {x: parameter.a, x: {c: <4}}", "a.c?"},
		"a list copied whole":           {"parameter: a: [...string]\noutput: x: parameter.a", "a.*"},
		"a list copied and counted":     {"parameter: a: [...string]\noutput: {x: parameter.a, y: len(parameter.a)}", "a.*?"},
		"a list of structs":             {"parameter: a: [...{n: string, v?: string}]\noutput: x: parameter.a", "a.*.n a.*.v"},
		"an item of a list":             {"parameter: a: [...string]\noutput: x: parameter.a[0]", "a.*?"},
		"any keys copied whole":         {"parameter: a: [string]: string\noutput: x: parameter.a", "a.*"},
		"a loop": {`parameter: a: [string]: string
output: x: [for k, v in parameter.a {"name": k, "value": v}]`, "a.*"},
		"a loop of names of fields": {"parameter: a: [string]: string\noutput: x: {for k, v in parameter.a {(k): v}}", "a.*"},
		"a loop with a condition": {`parameter: a: [string]: string
output: x: [for k, v in parameter.a if v != "" {"v": v}]`, "a.*?"},
		"a loop with a text": {`parameter: a: [string]: string
output: x: [for k, v in parameter.a {"v": "\(v)"}]`, "a.*?"},
		"a loop over structs": {`parameter: a: [...{n: string, v?: string}]
output: x: [for i in parameter.a {"n": i.n, if i.v != _|_ {"v": i.v}}]`, "a.*.n a.*.v"},
		"a loop in a loop": {`parameter: a: [...{b: [...string]}]
output: x: [for i in parameter.a for j in i.b {"n": j}]`, "a.*.b.*"},
		"a loop with the name of a field": {"parameter: a: [...string]\noutput: {v: 1, x: [for v in parameter.a {y: v}]}", "a.*?"},
		"a loop with its item embedded":   {"parameter: a: [...{n: string}]\noutput: x: [for i in parameter.a {i, m: 1}]", "a.*.n?"},
		"a loop of items alone":           {"parameter: a: [...string]\noutput: x: [for i in parameter.a {i}]", "a.*?"},
		"a loop over a list of two":       {"parameter: {a: string, b: [...string]}\noutput: x: [for i in [parameter.a] {y: i}]", "a? b.*"},
		"two loops of one name": {`parameter: {a: [...string], b: [...string]}
output: {x: [for i in parameter.a {"n": i}], y: [for i in parameter.b {"n": "\(i)"}]}`, "a.* b.*?"},
		"a loop within one of its name": {`parameter: {a: [...{b: [...string]}]}
output: x: [for i in parameter.a for i in i.b {"n": i}]`, "a.*.b.*"},
		"keys at the top":                {"parameter: [string]: string\noutput: x: parameter", "*"},
		"two declarations":               {"parameter: a: string\nparameter: b: int\noutput: x: parameter.a", ""},
		"the name for something else":    {"output: {parameter: 1, x: parameter}\nparameter: a: string", ""},
		"the name in a loop":             {"output: x: [for parameter in [1] {parameter}]\nparameter: a: string", ""},
		"a closed parameter":             {"parameter: close({a: string})\noutput: x: parameter.a", ""},
		"a parameter of two forms":       {"parameter: {a: string} | {b: int}\noutput: x: parameter.a", ""},
		"a type that holds itself":       {"#T: {c: string, t?: #T}\nparameter: a: #T\noutput: x: parameter.a.c", "deep"},
		"a field at once in both":        {"output: {x: parameter.a}\noutput: {x: string}" + typed, "a? b"},
		"a patch":                        {"patch: x: [{y: parameter.a}]" + typed, "a b"},
		"a list that takes more":         {"patch: x: [{y: parameter.a}, ...]" + typed, "a b"},
		"a list with a type for further": {"patch: x: [{y: parameter.a}, ...{y: <\"b\"}]" + typed, "a b"},
		"a field beside an unknown one":  {"output: {x: parameter.a, (context.name): \"n\"}" + typed, "a? b"},
	} {
		t.Run(name, func(t *testing.T) {
			got := copied(t, test.text)
			if test.want == "deep" {
				if !strings.HasPrefix(got, "a.c a.t.c") || !strings.HasSuffix(got, "?") {
					t.Fatal(got)
				}
				return
			}
			if got != test.want {
				t.Fatalf("%q instead of %q", got, test.want)
			}
		})
	}
}

func TestCopiesTellReasonAndPlace(t *testing.T) {
	text := "output: {\n\tx: \"a-\\(parameter.a)\"\n}\nparameter: a: string"
	reply := asked(t, map[string]any{"op": "schema", "sources": template1(text)})
	if len(reply.Copies) != 1 {
		t.Fatal(len(reply.Copies))
	}
	one := reply.Copies[0]
	got := fmt.Sprint(one.Reason, one.Position.Line, one.Position.Column)
	if got != "the template makes a part of a text of it2 10" {
		t.Fatal(got)
	}
}

func TestSeen(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"nothing":                   {"output: x: 1", ""},
		"a path":                    {"output: x: context.output.spec.a", "output.spec.a"},
		"a path by quotes":          {`output: x: context["output"].spec`, "output.spec"},
		"a path once":               {"output: {x: context.name, y: context.name}", "name"},
		"all of it":                 {"output: x: context", "(all)"},
		"another name":              {"let c = context\noutput: x: c.name", "(all)"},
		"another name of a part":    {"let c = context.output\noutput: x: c.kind", "output"},
		"an index":                  {"output: x: context.output.spec.list[0].name", "output.spec.list"},
		"the presence of a part":    {"output: {if context.output.spec.a != _|_ {x: 1}}", "output.spec.a"},
		"a field of each item":      {`output: x: [for c in context.output.list {"n": c.name}]`, "output.list.*.# output.list.*.name"},
		"each item":                 {`output: x: [for c in context.output.list {"n": c}]`, "output.list.*.# output.list.*"},
		"the number of items":       {"output: x: len(context.output.list)", "output.list"},
		"keys alone":                {`output: x: [for k, _ in context.output.map {"n": k}]`, "output.map.*.#"},
		"a loop in a loop":          {`output: x: [for c in context.output.list for e in c.env {"n": e.name}]`, "output.list.*.# output.list.*.env.*.# output.list.*.env.*.name"},
		"a name that is a field":    {"output: {context: 1, x: context}", "(all)"},
		"a name of a loop":          {"output: x: [for context in [1] {y: context}]", "(all)"},
		"a variable that is hidden": {"output: {c: 1, x: [for c in context.output.list {y: c.name}]}", "output.list"},
	} {
		t.Run(name, func(t *testing.T) {
			reply := asked(t, map[string]any{"op": "schema", "sources": template1(test.text)})
			var found []string
			for _, path := range *reply.Seen {
				if len(path) == 0 {
					path = []string{"(all)"}
				}
				found = append(found, strings.Join(path, "."))
			}
			if got := strings.Join(found, " "); got != test.want {
				t.Fatalf("%q instead of %q", got, test.want)
			}
		})
	}
}
