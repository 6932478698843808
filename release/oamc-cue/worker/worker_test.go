package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/cuecontext"
)

var usual = withDefaults(Limits{})

// asked answers a request as the program does, and reads the answer again.
func asked(t *testing.T, request map[string]any) *Reply {
	t.Helper()
	line, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	var read Request
	if err := json.Unmarshal(line, &read); err != nil {
		t.Fatal(err)
	}
	return answer(&read, usual)
}

func template1(text string) []Source { return []Source{{Name: "t.cue", Text: text}} }

func renderedRoots(t *testing.T, text string, more map[string]any) *Reply {
	t.Helper()
	request := map[string]any{"op": "render", "sources": template1(text), "roots": []string{"output", "outputs", "patch"}}
	for name, value := range more {
		request[name] = value
	}
	return asked(t, request)
}

// plain spells a tree, to be compared.
func plain(node *Node) string {
	switch node.Kind {
	case "struct":
		var parts []string
		for _, field := range node.Fields {
			parts = append(parts, field.Name+":"+plain(field.Node))
		}
		return "{" + strings.Join(parts, " ") + "}"
	case "list":
		var parts []string
		for _, item := range node.Items {
			parts = append(parts, plain(item))
		}
		if node.Tail != nil {
			parts = append(parts, "..."+plain(node.Tail))
		} else if node.Open {
			parts = append(parts, "...")
		}
		return "[" + strings.Join(parts, " ") + "]"
	case "string":
		return fmt.Sprintf("%q", node.Text)
	case "open":
		return "<" + node.Text + ">"
	case "null":
		return "null"
	}
	return node.Text
}

func TestOutputs(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"numbers keep their digits":     {"output: [12345678901234567890, 1.50, 2Ki, -0.1]", "[12345678901234567890 1.50 2048 -0.1]"},
		"order is kept":                 {"output: {z: 1, a: 2, m: 3}", "{z:1 a:2 m:3}"},
		"hidden fields are left out":    {"output: {_h: 1, #d: 2, o?: 3, r: 4}", "{r:4}"},
		"defaults are taken":            {"output: {a: *1 | int, b: *[] | [...int]}", "{a:1 b:[]}"},
		"what is open is told":          {"output: {a: string, b: int | *1 | *2}", `{a:<incomplete value string> b:<incomplete value 1 | 2>}`},
		"a required field is open":      {"output: {a!: string}", "{a:<a value is required>}"},
		"an open list and its tail":     {"output: [1, ...{x: 2}]", "[1 ...{x:2}]"},
		"an open list without a tail":   {"output: [1, ...]", "[1 ...]"},
		"sums of lists":                 {"a: [1]\noutput: a + [2] + [for x in [3] {x}]", "[1 2 3]"},
		"products of lists":             {"output: {a: [1] * 2, b: 2 * [3], c: 2 * 3}", "{a:[1 1] b:[3 3] c:6}"},
		"sums of lists that are given":  {"output: a.b + c.d\na: b: c.d\nc: d: _\nc: d: [1]", "[1 1]"},
		"a list of an import":           {"import \"strings\"\noutput: strings.Split(\"a.b\", \".\") + [\"c\"]", `["a" "b" "c"]`},
		"list is a name of a field":     {"list: [1]\noutput: list + [2]", "[1 2]"},
		"number of a field named alike": {"a: {n: [1]}\nb: {n: 3}\noutput: {x: b.n * 2, y: a.n * 2}", "{x:6 y:[1 1]}"},
		"base64 of KubeVela": {
			"import \"vela/base64\"\nc: base64.#Encode & {$params: \"käse\"}\nd: base64.#Decode & {$params: c.$returns}\noutput: [c.$returns, d.$returns]",
			`["a8Okc2U=" "käse"]`,
		},
		"a number out of range":   {"output: 1e400", "<the number is out of range>"},
		"a field called error":    {"error: \"x\"\noutput: error", `"x"`},
		"characters of all kinds": {`output: "\u2028\"\\<>&` + "\u00e4\"", "\"\\u2028\\\"\\\\<>&ä\""},
	} {
		t.Run(name, func(t *testing.T) {
			reply := renderedRoots(t, test.text, nil)
			if len(reply.Errors) > 0 || len(reply.Roots) != 1 {
				t.Fatalf("%+v", reply.Errors)
			}
			if got := plain(reply.Roots[0].Tree); got != test.want {
				t.Errorf("%s, not %s", got, test.want)
			}
		})
	}
}

func TestGivenValuesAreNoText(t *testing.T) {
	hostile := "\\(x) \"}] \n\t\u0000\u2028 'a' #\"\\#(x)\"# \U0001f600"
	reply := renderedRoots(t, "output: {a: parameter.a, b: parameter[\"_x\"], n: context.n}\nx: 1", map[string]any{
		"parameter": map[string]any{"a": hostile, "_x": "hidden?", "x: 1}": true},
		"context":   json.RawMessage(`{"n": [-1, 1.5, 1e3, 9007199254740993, null]}`),
	})
	if len(reply.Errors) > 0 {
		t.Fatalf("%+v", reply.Errors[0])
	}
	want := fmt.Sprintf(`{a:%q b:"hidden?" n:[-1 1.5 1E+3 9007199254740993 null]}`, hostile)
	if got := plain(reply.Roots[0].Tree); got != want {
		t.Errorf("%s, not %s", got, want)
	}
}

func TestErrorsHavePlaces(t *testing.T) {
	reply := renderedRoots(t, "output: a: parameter.list[0].x\nparameter: {\n\tlist: [...{x: string}]\n}", map[string]any{
		"parameter": map[string]any{"list": []any{map[string]any{"x": 1}}},
	})
	if len(reply.Errors) == 0 {
		t.Fatal("no error")
	}
	first := reply.Errors[0]
	if strings.Join(first.Path, ".") != "parameter.list.0.x" || first.Kind != "evaluation" {
		t.Errorf("%+v", first)
	}
	places := ""
	for _, place := range first.Positions {
		places += fmt.Sprintf("%s %d %d %v; ", place.Source, place.Line, place.Column, place.Path)
	}
	if !strings.Contains(places, "t.cue 3 16 []") || !strings.Contains(places, "parameter 0 0 [list 0 x]") {
		t.Error(places)
	}
}

func TestColumnsAreThoseOfCharacters(t *testing.T) {
	reply := renderedRoots(t, "output: {a: \"äöü😀\", b: nope}", nil)
	if place := reply.Errors[0].Positions[0]; place.Line != 1 || place.Column != 24 {
		t.Errorf("%+v", place)
	}
}

func TestProblems(t *testing.T) {
	for text, want := range map[string]string{
		"output: {":                              "syntax expected '}', found 'EOF'",
		"output: nope":                           "syntax reference \"nope\" not found",
		"import \"tool/exec\"\noutput: exec.Run": "import it runs programs, reads files or asks people",
		"import \"vela/op\"\noutput: op.#Apply":  "import it needs a cluster",
		"import \"vela/http\"\noutput: http.#Do": "import it needs a network",
		"import \"example.com/x\"\noutput: x.a":  "import there is no such package here: nothing is loaded from files or from a network",
		"output: 1 & 2":                          "evaluation conflicting values 2 and 1",
		"output: \"c\"\noutput: \"a\" | \"b\"":   "evaluation none of the alternatives fits",
		"#A: {x: #A}\noutput: #A":                "evaluation structural cycle",
		"output: 1e1000000":                      "size a number is out of range",
		"output: " + strings.Repeat("[", 201) + strings.Repeat("]", 201):             "nesting nested too deep",
		"output: " + strings.Repeat("\"\\(", 201) + "1" + strings.Repeat(")\"", 201): "nesting nested too deep",
		"import \"math\"\noutput: math.Pow(10, 1000000000)":                          "evaluation error in call to math.Pow: exponent out of range",
		"@extern(embed)\npackage x\noutput: _ @embed(file=/etc/passwd)":              "syntax cannot embed files when not in a module",
	} {
		t.Run(want, func(t *testing.T) {
			reply := renderedRoots(t, text, nil)
			if len(reply.Errors) == 0 {
				t.Fatalf("no error: %+v", reply.Roots)
			}
			if got := reply.Errors[0].Kind + " " + reply.Errors[0].Message; got != want {
				t.Errorf("%s, not %s", got, want)
			}
		})
	}
}

func TestNestingJustBelowTheLimitIsTaken(t *testing.T) {
	for _, text := range []string{
		"output: " + strings.Repeat("[", 199) + strings.Repeat("]", 199),
		"output: " + strings.Repeat("\"\\(", 100) + "1" + strings.Repeat(")\"", 100),
		"output: \"((((\\(1)((((\\(2)" + strings.Repeat("(", 500) + "\"",
		"// " + strings.Repeat("{", 500) + "\noutput: 1",
	} {
		if reply := renderedRoots(t, text, nil); len(reply.Errors) > 0 {
			t.Errorf("%.40s: %+v", text, reply.Errors[0])
		}
	}
}

func TestResultsAreBounded(t *testing.T) {
	few := withDefaults(Limits{Nodes: 10})
	for text, most := range map[string]int{"output: [1,2,3,4,5,6,7,8,9]": 0, "output: [1,2,3,4,5,6,7,8,9,10]": 1} {
		reply := answer(&Request{Op: "render", Sources: template1(text), Roots: []string{"output"}}, few)
		if len(reply.Errors) != most || len(reply.Roots) != 1-most || most == 1 && reply.Errors[0].Kind != "size" {
			t.Errorf("%s: %+v", text, reply.Errors)
		}
	}
	small := withDefaults(Limits{Bytes: 100})
	request := &Request{Op: "render", Sources: template1(`output: "` + strings.Repeat("x", 101) + `"`), Roots: []string{"output"}}
	if reply := answer(request, small); len(reply.Errors) != 1 || reply.Errors[0].Message != "the result has too much text" {
		t.Errorf("%+v", reply.Errors)
	}
}

func TestComments(t *testing.T) {
	text := `
patch: {
	// +patchKey=name
	spec: containers: [{name: "a"}]
	// +patchStrategy=retainKeys
	strategy: {type: "x"}
	if true {
		// +patchStrategy=replace
		a: b: [1]
		// +patchStrategy=open
		c: {d: 1}
	}
	e: 1 // +patchKey=trailing
	let f = {
		// +patchKey=ip
		g: [1]
	}
	f
}
`
	found := map[string]string{}
	var visit func(path string, node *Node)
	visit = func(path string, node *Node) {
		if len(node.Comments) > 0 {
			found[path] = strings.Join(node.Comments, "|")
		}
		for _, field := range node.Fields {
			visit(path+"."+field.Name, field.Node)
		}
	}
	visit("", renderedRoots(t, text, nil).Roots[0].Tree)
	want := map[string]string{
		".spec.containers": "+patchKey=name", ".strategy": "+patchStrategy=retainKeys",
		".c": "+patchStrategy=open", ".g": "+patchKey=ip",
	}
	if fmt.Sprint(found) != fmt.Sprint(want) {
		t.Errorf("%v", found)
	}
}

func TestErrs(t *testing.T) {
	for text, want := range map[string]string{
		"errs: [\"a\", if true {\"b\"}]": "[a b] ", "errs: []": "[] ", "errs: \"a\"": "[] it is no list",
		"errs: [1]": "[] it holds something that is no text",
	} {
		found := renderedRoots(t, text, nil).Errs
		if got := fmt.Sprint(found.Texts, " ", found.Malformed); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
	if renderedRoots(t, "output: 1", nil).Errs != nil {
		t.Error("errs without errs")
	}
}

func TestActionsAreAnsweredByTheClient(t *testing.T) {
	text := `
import "vela/cue"
_merged: cue.#StrategyUnify & {$params: {value: {a: 1}, patch: {b: 2}}}
output: _merged.$returns
`
	first := renderedRoots(t, text, nil)
	if len(first.Actions) != 1 || first.Actions[0].Path != "_merged" || plain(first.Actions[0].Params) != "{value:{a:1} patch:{b:2}}" {
		t.Fatalf("%+v", first)
	}
	second := renderedRoots(t, text, map[string]any{"returns": []any{map[string]any{"path": "_merged", "value": map[string]any{"c": 3}}}})
	if len(second.Actions) != 0 || plain(second.Roots[0].Tree) != "{c:3}" {
		t.Errorf("%+v", second)
	}
}

func TestTrace(t *testing.T) {
	text := "output: {a: parameter.a, b: \"x-\\(parameter.a)\", if parameter.c {d: 1}}\nparameter: {a: string, c: *false | bool}"
	reply := asked(t, map[string]any{
		"op": "trace", "sources": template1(text), "roots": []string{"output"}, "parameter": map[string]any{"a": "1", "c": false},
		"changes": []any{
			map[string]any{"path": []any{"a"}, "value": "2"}, map[string]any{"path": []any{"c"}, "value": true},
			map[string]any{"path": []any{"a"}, "value": 2}, map[string]any{"path": []any{"z"}, "value": 2},
		},
	})
	first, second := reply.Traces[0], reply.Traces[1]
	if len(first.Leaves) != 2 || fmt.Sprint(first.Leaves[1].Path) != "[output b]" || first.Leaves[1].New.Text != "x-2" || first.Shape != "" {
		t.Errorf("%+v", first)
	}
	if second.Shape != "output" {
		t.Errorf("%+v", second)
	}
	if reply.Traces[2].Errors[0].Path[1] != "a" || !strings.Contains(reply.Traces[3].Errors[0].Message, "no field") {
		t.Errorf("%+v", reply.Traces[2:])
	}
}

func TestSchema(t *testing.T) {
	text := `
#Port: int & >0 & <65536
output: metadata: name: context.name
other: context["appName"]
parameter: {
	// +usage=Which image
	image: string
	policy: *"Always" | "Never"
	replicas: *1 | int
	port?: #Port
	env: [string]: string
	args: *["a"] | [...string]
	either!: string | [...int]
	fixed: 8080
}
`
	reply := asked(t, map[string]any{"op": "schema", "sources": template1(text)})
	if len(reply.Errors) > 0 {
		t.Fatalf("%+v", reply.Errors[0])
	}
	got := ""
	for _, field := range reply.Type.Fields {
		got += fmt.Sprintln(field.Name, field.Presence, typeText(field.Type))
	}
	want := `image regular string +usage=Which image
policy regular string "Always","Never", ="Always"
replicas regular int =1
port optional int >0 <65536
env regular struct open others(string)
args regular list =["a"] open element(string)
either required list|string or(string) or(list open element(int))
fixed regular int 8080,
`
	if got != want {
		t.Errorf("%s", got)
	}
	if fmt.Sprint(*reply.Seen) != "[[name] [appName]]" || reply.Type.Conditional {
		t.Errorf("%v %v", *reply.Seen, reply.Type.Conditional)
	}
}

func typeText(found *Type) string {
	text := strings.Join(found.Kinds, "|")
	for _, rule := range found.Rules {
		text += " " + rule.Operator + plain(rule.Operand)
	}
	if len(found.Enum) > 0 {
		text += " "
	}
	for _, choice := range found.Enum {
		text += plain(choice) + ","
	}
	if found.Default != nil {
		text += " =" + plain(found.Default)
	}
	if found.Open {
		text += " open"
	}
	if found.Others != nil {
		text += " others(" + typeText(found.Others) + ")"
	}
	if found.Element != nil {
		text += " element(" + typeText(found.Element) + ")"
	}
	for _, other := range found.Alternatives {
		text += " or(" + typeText(other) + ")"
	}
	for _, comment := range found.Comments {
		text += " " + comment
	}
	return text
}

func TestConditionalTypesAreMarked(t *testing.T) {
	for text, want := range map[string]bool{
		"parameter: {a: int}":                                                false,
		"parameter: {a: int, if a > 1 {b: int}}":                             true,
		"parameter: #P\n#P: {for x in [\"a\"] {(x): int}}":                   true,
		"parameter: {a: {\"\\(b)\": int}, b: *\"x\" | string}":               true,
		"parameter: {[string]: int}\noutput: {if parameter.a != _|_ {b: 1}}": false,
	} {
		reply := asked(t, map[string]any{"op": "schema", "sources": template1(text)})
		if reply.Type == nil || reply.Type.Conditional != want {
			t.Errorf("%s: %+v", text, reply)
		}
	}
}

func TestVetTellsEachTemplate(t *testing.T) {
	reply := asked(t, map[string]any{"op": "vet", "sources": []Source{
		{"good", "output: name: context.name\nparameter: {}"}, {"bad", "output: {"}, {"worse", "output: 1 & 2"},
	}})
	if len(reply.Errors) != 2 || reply.Errors[0].Positions[0].Source != "bad" || reply.Errors[1].Positions[0].Source != "worse" {
		t.Errorf("%+v", reply.Errors)
	}
}

func TestFormat(t *testing.T) {
	reply := asked(t, map[string]any{"op": "fmt", "sources": template1("a:   {b: 1 // c\n}\n")})
	if reply.Text == nil || *reply.Text != "a: {b: 1 // c\n}\n" {
		t.Errorf("%+v", reply)
	}
	if reply := asked(t, map[string]any{"op": "fmt", "sources": template1("a: {")}); reply.Text != nil || len(reply.Errors) != 1 {
		t.Errorf("%+v", reply)
	}
}

func TestEveryStandardPackageCanBeImportedAndNoToolCan(t *testing.T) {
	for name := range standard {
		file := &ast.File{Decls: []ast.Decl{&ast.ImportDecl{Specs: []*ast.ImportSpec{ast.NewImport(ast.NewIdent("x"), name)}}}}
		file.Imports = file.Decls[0].(*ast.ImportDecl).Specs
		err := cuecontext.New().BuildFile(file).Err()
		if err == nil || !strings.Contains(err.Error(), "imported and not used") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"tool/cli", "tool/exec", "tool/file", "tool/http", "tool/os"} {
		if refused(name) == "" {
			t.Error(name)
		}
	}
}

func TestServer(t *testing.T) {
	var out bytes.Buffer
	s := newServer(&out)
	lines := `{"id": 1, "op": "hello", "limits": {"depth": 3}}` + "\n" +
		`{"id": 2, "op": "render", "sources": [{"name": "t", "text": "output: [[[[1]]]]"}], "roots": ["output"]}` + "\n" +
		`{"id": 3, "op": "what"}` + "\n" + `{"id": 4, "op": "render"}` + "\n"
	if err := s.serve(strings.NewReader(lines)); err != nil {
		t.Fatal(err)
	}
	want := []string{`"cue":"v0.14.1"`, `"nested too deep"`, `there is no operation`, `a request has no source`}
	for index, line := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		if !strings.Contains(line, want[index]) || !strings.Contains(line, fmt.Sprintf(`"id":%d`, index+1)) {
			t.Error(line)
		}
	}
	if err := s.serve(strings.NewReader("{\n")); err == nil {
		t.Error("a line that is no request is taken")
	}
}

func TestAPanicIsAnAnswer(t *testing.T) {
	operations["panic"] = func(*Request, Limits) *Reply { panic("one\ntwo") }
	defer delete(operations, "panic")
	if reply := answer(&Request{Op: "panic", Sources: template1("")}, usual); reply.Broken != "one" {
		t.Errorf("%+v", reply)
	}
}

func TestASumThatIsOfListsOnlyForSomeValuesStaysOneForOthers(t *testing.T) {
	text := "output: {for k, v in parameter {(k): v + v + v}}\nparameter: [string]: _"
	reply := renderedRoots(t, text, map[string]any{"parameter": json.RawMessage(`{"a": [1], "b": "x", "c": 2}`)})
	if len(reply.Errors) > 0 {
		t.Fatalf("%+v", reply.Errors[0])
	}
	if got := plain(reply.Roots[0].Tree); got != `{a:[1 1 1] b:"xxx" c:6}` {
		t.Error(got)
	}
	many := "output: {for k, v in parameter {(k): v" + strings.Repeat(" + v", 30) + "}}\nparameter: [string]: _"
	reply = renderedRoots(t, many, map[string]any{"parameter": json.RawMessage(`{"a": [1]}`)})
	if len(reply.Errors) == 0 || !strings.Contains(reply.Errors[0].Message, "superseded") {
		t.Errorf("%+v", reply.Errors)
	}
}

func TestAStructWithAnUndecidedConditionKeepsItsOtherFields(t *testing.T) {
	reply := renderedRoots(t, "outputs: {for k in parameter.list {(k): {}}, fixed: 1}\nparameter: list?: [...string]", map[string]any{
		"parameter": map[string]any{},
	})
	tree := reply.Roots[0].Tree
	if tree.Kind != "struct" || tree.Text != "cannot reference optional field: list" || plain(tree) != "{fixed:1}" {
		t.Errorf("%+v", tree)
	}
}

func TestDefinitionsAreTakenApartInPlace(t *testing.T) {
	text := "import \"strings\"\n\n\"my-trait\": {\n\ttype: \"trait\"\n\tdescription: \"ä\"\n}\n\"my-trait\": attributes: podDisruptive: true\n" +
		"template: {\n\t// +usage=X\n\toutput: a: strings.ToLower(\"X\") // c\n}\n"
	reply := asked(t, map[string]any{"op": "definition", "sources": template1(text)})
	if len(reply.Errors) > 0 {
		t.Fatalf("%+v", reply.Errors[0])
	}
	if reply.Name != "my-trait" || plain(reply.Roots[0].Tree) != `{type:"trait" description:"ä" attributes:{podDisruptive:true}}` {
		t.Errorf("%s %s", reply.Name, plain(reply.Roots[0].Tree))
	}
	before, after := strings.Split(text, "\n"), strings.Split(*reply.Text, "\n")
	if len(before) != len(after) || after[0] != before[0] || after[9] != before[9] || strings.TrimSpace(after[3]+after[10]) != "" {
		t.Errorf("%q", *reply.Text)
	}
	if rendered := renderedRoots(t, *reply.Text, nil); len(rendered.Errors) > 0 || plain(rendered.Roots[0].Tree) != `{a:"x"}` {
		t.Errorf("%+v", rendered)
	}
}

func TestDefinitionsThatAreNone(t *testing.T) {
	for text, want := range map[string]string{
		"a: {}":                             "a definition has one field `template`",
		"template: {}":                      "a definition has one field beside `template`, which has its name",
		"a: {}\nb: {}\ntemplate: {}":        "a definition has one field beside `template`, which has its name",
		"a: {}\ntemplate: {}\ntemplate: {}": "a definition has one field `template`",
		"(a): {}\ntemplate: {}":             "the name of a definition is a plain one",
		"a: 1\na: 2\ntemplate: {}":          "conflicting values 2 and 1",
		"a: {":                              "expected '}', found 'EOF'",
	} {
		reply := asked(t, map[string]any{"op": "definition", "sources": template1(text)})
		if len(reply.Errors) == 0 || reply.Errors[0].Message != want {
			t.Errorf("%s: %+v", text, reply.Errors)
		}
	}
	short := asked(t, map[string]any{"op": "definition", "sources": template1("a: {}\ntemplate: output: b: 1\n")})
	if short.Text == nil || strings.TrimSpace(*short.Text) != "output: b: 1" {
		t.Errorf("%+v", short)
	}
}

func TestAlternativesStandBelowTheirErrorAndNowhereElse(t *testing.T) {
	text := "output: a: \"x\" | \"y\"\noutput: a: \"z\"\noutput: b: 1 & 2\noutput: c: *{d: 1} | {d: 2 | 3}\noutput: c: d: 4"
	found := renderedRoots(t, text, nil).Errors
	got := ""
	for _, problem := range found {
		got += fmt.Sprintf("%s %s %d; ", strings.Join(problem.Path, "."), problem.Message, len(problem.Alternatives))
	}
	want := "output.a none of the alternatives fits 2; output.b conflicting values 2 and 1 0; output.c none of the alternatives fits 2; "
	if got != want {
		t.Error(got)
	}
}

func TestGivenValuesKeepTheirDigitsAndLevels(t *testing.T) {
	reply := renderedRoots(t, "output: parameter", map[string]any{
		"parameter": json.RawMessage(`[0, -0.5, -10, 0.05, 100]`),
	})
	if len(reply.Errors) > 0 || plain(reply.Roots[0].Tree) != "[0 -0.5 -10 0.05 100]" {
		t.Errorf("%+v", reply)
	}
	for levels, refused := range map[int]bool{201: false, 202: true} {
		value := json.RawMessage(strings.Repeat("[", levels) + strings.Repeat("]", levels))
		reply := renderedRoots(t, "other: 1", map[string]any{"parameter": value})
		if refused != (len(reply.Errors) == 1) || refused && reply.Errors[0].Kind != "nesting" {
			t.Errorf("%d: %+v", levels, reply.Errors)
		}
	}
}

func TestATraceSeesOtherNamesAndKinds(t *testing.T) {
	for text, want := range map[string]string{
		"output: (parameter.a): 1": "output",
		"output: x: {if parameter.a == \"1\" {y: {}}, if parameter.a != \"1\" {y: []}}": "output.x.y",
		"output: x: [if parameter.a == \"1\" {1}]":                                      "output.x",
		"output: x: [1, if parameter.a == \"1\" {2}, if parameter.a != \"1\" {3}]":      "",
	} {
		reply := asked(t, map[string]any{
			"op": "trace", "sources": template1(text), "roots": []string{"output"}, "parameter": map[string]any{"a": "1"},
			"changes": []any{map[string]any{"path": []any{"a"}, "value": "2"}},
		})
		if len(reply.Traces) != 1 || reply.Traces[0].Shape != want {
			t.Errorf("%s: %+v", text, reply)
		}
	}
}
