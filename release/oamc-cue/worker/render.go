package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/format"
)

func render(request *Request, limits Limits) *Reply {
	made := rendered(request, limits)
	reply := &Reply{Errors: made.errors, Upgraded: made.changed}
	if made.broken() {
		if made.value.Exists() {
			reply.Errs = errs(made.value)
		}
		return reply
	}
	reply.Errs = errs(made.value)
	grow := newGrower(made.where, limits)
	for _, name := range request.Roots {
		found := made.value.LookupPath(cue.ParsePath(name))
		if !found.Exists() {
			continue
		}
		breach := within(name, func() {
			reply.Roots = append(reply.Roots, &Root{Name: name, Tree: grow.tree(found, 0)})
		})
		if breach != nil {
			reply.Errors = append(reply.Errors, breach)
			reply.Roots = nil
			return reply
		}
	}
	if len(request.Properties) > 0 {
		reply.Names = regular(made.value)
	}
	if breach := within("", func() { reply.Actions = actions(made, grow) }); breach != nil {
		reply.Errors = append(reply.Errors, breach)
	}
	return reply
}

// regular returns the names of the fields of a template which are no definitions and not hidden.
func regular(v cue.Value) []string {
	found := []string{}
	fields, err := v.Fields()
	for err == nil && fields.Next() {
		found = append(found, name(fields.Selector()))
	}
	return found
}

// errs reads the field by which a template refuses its parameters.
func errs(v cue.Value) *Errs {
	found := v.LookupPath(cue.ParsePath("errs"))
	if !found.Exists() {
		return nil
	}
	items, err := found.List()
	if err != nil {
		return &Errs{Malformed: "it is no list"}
	}
	made := &Errs{Texts: []string{}}
	for items.Next() {
		text, err := items.Value().String()
		if err != nil {
			made.Malformed = "it holds something that is no text"
			return made
		}
		made.Texts = append(made.Texts, text)
	}
	return made
}

// actions finds what the client has to answer: structs with a provider and something to do that have no answer yet.
func actions(made *template, grow *grower) []*Action {
	asked := false
	for _, spec := range made.file.Imports {
		asked = asked || strings.Contains(spec.Path.Value, "vela/cue")
	}
	if !asked {
		return nil
	}
	var found []*Action
	visitActions(made.value, grow, 0, func(v cue.Value, depth int) {
		if returns := v.LookupPath(cue.ParsePath("$returns")); returns.Exists() && returns.Err() == nil {
			return
		}
		action := &Action{Path: v.Path().String(), Provider: marker(v, "#provider"), Do: marker(v, "#do")}
		if params := v.LookupPath(cue.ParsePath("$params")); params.Exists() {
			action.Params = grow.tree(params, depth+1)
		}
		found = append(found, action)
	})
	return found
}

// visitActions calls a function for each action in a value.
func visitActions(v cue.Value, grow *grower, depth int, do func(cue.Value, int)) {
	grow.spend(depth)
	if v.Kind() == cue.ListKind {
		items, err := v.List()
		for err == nil && items.Next() {
			visitActions(items.Value(), grow, depth+1, do)
		}
		return
	}
	if v.IncompleteKind() != cue.StructKind {
		return
	}
	if marker(v, "#provider") != "" && marker(v, "#do") != "" {
		do(v, depth)
		return
	}
	fields, err := v.Fields(cue.Hidden(true))
	for err == nil && fields.Next() {
		visitActions(fields.Value(), grow, depth+1, do)
	}
}

// marker is a text that a field of an action has, if it has one.
func marker(v cue.Value, name string) string {
	text, err := v.LookupPath(cue.ParsePath(name)).String()
	if err != nil {
		return ""
	}
	return text
}

// trace renders once as given and once for each change, and tells which leaves the change reached.
func trace(request *Request, limits Limits) *Reply {
	first := render(request, limits)
	if len(first.Errors) > 0 {
		return first
	}
	reply := &Reply{Traces: []*Trace{}, Roots: first.Roots, Errs: first.Errs}
	for _, change := range request.Changes {
		parameter, err := changed(request.Parameter, change.Path, change.Value)
		if err != nil {
			reply.Traces = append(reply.Traces, &Trace{Errors: []*Problem{{Kind: "evaluation", Message: err.Error()}}})
			continue
		}
		again := *request
		again.Parameter = parameter
		other := render(&again, limits)
		made := &Trace{Leaves: []*Leaf{}, Errors: other.Errors}
		if len(other.Errors) == 0 {
			compareRoots(made, first.Roots, other.Roots)
		}
		reply.Traces = append(reply.Traces, made)
	}
	return reply
}

// changed puts a value into a place of JSON.
func changed(data json.RawMessage, path []json.RawMessage, value json.RawMessage) (json.RawMessage, error) {
	if len(path) == 0 {
		return value, nil
	}
	var name string
	if json.Unmarshal(path[0], &name) == nil {
		var fields map[string]json.RawMessage
		if json.Unmarshal(data, &fields) != nil || fields[name] == nil {
			return nil, fmt.Errorf("the parameter has no field %q", name)
		}
		inner, err := changed(fields[name], path[1:], value)
		if err != nil {
			return nil, err
		}
		fields[name] = inner
		return json.Marshal(fields)
	}
	var index int
	var items []json.RawMessage
	if json.Unmarshal(path[0], &index) != nil || json.Unmarshal(data, &items) != nil || index < 0 || index >= len(items) {
		return nil, fmt.Errorf("the parameter has no item %s", path[0])
	}
	inner, err := changed(items[index], path[1:], value)
	if err != nil {
		return nil, err
	}
	items[index] = inner
	return json.Marshal(items)
}

func compareRoots(made *Trace, before, after []*Root) {
	if len(before) != len(after) {
		made.Shape = "(the roots)"
		return
	}
	for index, root := range before {
		if root.Name != after[index].Name {
			made.Shape = root.Name
			return
		}
		compare(made, []any{root.Name}, root.Tree, after[index].Tree)
	}
}

// compare tells leaves that differ; where two trees differ in shape it tells the first place only.
func compare(made *Trace, path []any, before, after *Node) {
	if made.Shape != "" {
		return
	}
	same := len(before.Fields) == len(after.Fields) && len(before.Items) == len(after.Items) && before.Open == after.Open
	same = same && (before.Kind == "struct") == (after.Kind == "struct") && (before.Kind == "list") == (after.Kind == "list")
	same = same && (before.Kind == "open") == (after.Kind == "open")
	for index := 0; same && index < len(before.Fields); index++ {
		same = before.Fields[index].Name == after.Fields[index].Name
	}
	if !same {
		made.Shape = pathText(path)
		return
	}
	for index, field := range before.Fields {
		compare(made, append(path[:len(path):len(path)], field.Name), field.Node, after.Fields[index].Node)
	}
	for index, item := range before.Items {
		compare(made, append(path[:len(path):len(path)], index), item, after.Items[index])
	}
	if before.Kind != "struct" && before.Kind != "list" && (before.Kind != after.Kind || before.Text != after.Text) {
		made.Leaves = append(made.Leaves, &Leaf{Path: path, Old: before, New: after})
	}
}

func pathText(path []any) string {
	parts := make([]string, len(path))
	for index, part := range path {
		parts[index] = fmt.Sprint(part)
	}
	return strings.Join(parts, ".")
}

func reformat(request *Request, limits Limits) *Reply {
	made := parse(request.Sources[0], limits.Depth)
	if made.file == nil {
		return &Reply{Errors: made.errors}
	}
	data, err := format.Node(made.file)
	if err != nil {
		return &Reply{Errors: problems(err, "syntax", made.where)}
	}
	text := string(data)
	return &Reply{Text: &text}
}
