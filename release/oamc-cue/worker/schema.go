package main

import (
	"slices"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
)

// deepestTypeTree bounds how deep types are told: a definition may hold itself.
const deepestTypeTree = 24

func schema(request *Request, limits Limits) *Reply {
	made := withoutValues(request.Sources[0], limits, "parameter", "context")
	reply := &Reply{Errors: made.errors, Upgraded: made.changed}
	copied, seen := told(request.Sources[0], limits)
	reply.Copies, reply.Seen = copied, &seen
	if made.broken() {
		return reply
	}
	parameter := made.value.LookupPath(cue.ParsePath("parameter"))
	if !declares(made.file, "parameter") || !parameter.Exists() {
		return reply
	}
	grow := newGrower(made.where, limits)
	grow.nodes = limits.Nodes / 10
	breach := within("parameter", func() { reply.Type = grow.typeOf(parameter, 0) })
	if breach != nil {
		reply.Type = nil
		reply.Errors = append(reply.Errors, breach)
		return reply
	}
	reply.Type.Conditional = conditional(made.file)
	return reply
}

// declares tells whether the template itself has a field; the one that the engine adds is the last but one.
func declares(file *ast.File, name string) bool {
	count := 0
	for _, decl := range file.Decls {
		if field, is := decl.(*ast.Field); is {
			if label, _, err := ast.LabelName(field.Label); err == nil && label == name {
				count++
			}
		}
	}
	return count > 1
}

// conditional tells whether fields of the parameter may hang on a condition: then its type may have more fields than are told.
func conditional(file *ast.File) bool {
	seen := map[ast.Node]bool{}
	found := false
	var visit func(node ast.Node)
	visit = func(node ast.Node) {
		if node == nil || seen[node] || found {
			return
		}
		seen[node] = true
		ast.Walk(node, func(inner ast.Node) bool {
			switch x := inner.(type) {
			case *ast.Comprehension:
				found = true
			case *ast.Field:
				if _, _, err := ast.LabelName(x.Label); err != nil {
					if _, pattern := x.Label.(*ast.ListLit); !pattern {
						found = true
					}
				}
			case *ast.Ident:
				switch target := x.Node.(type) {
				case *ast.Field:
					visit(target.Value)
				case *ast.LetClause:
					visit(target.Expr)
				case ast.Expr:
					visit(target)
				}
			}
			return !found
		}, nil)
	}
	for _, decl := range file.Decls {
		if field, is := decl.(*ast.Field); is {
			if label, _, err := ast.LabelName(field.Label); err == nil && label == "parameter" {
				visit(field.Value)
			}
		}
	}
	return found
}

// typeOf tells what a value may be.
func (g *grower) typeOf(v cue.Value, depth int) *Type {
	g.spend(depth)
	made := &Type{Kinds: kinds(v.IncompleteKind()), Comments: comments(v), Position: g.where.one(v.Pos())}
	if depth > deepestTypeTree || len(made.Kinds) == 0 {
		made.Cut = true
		return made
	}
	g.describe(made, v, depth)
	return made
}

// describe tells alternatives, bounds and patterns, then fields and items, and the default.
func (g *grower) describe(made *Type, v cue.Value, depth int) {
	operator, operands := v.Expr()
	chosen, has := v.Default()
	// Of two alternatives, one of which is the default, CUE shows the other alone.
	beside := operator == cue.NoOp && alternative(v)
	if has && (beside || operator == cue.OrOp || v.IncompleteKind() != cue.ListKind) && !(v.IsConcrete() && operator == cue.NoOp && !beside) {
		made.Default = g.constant(chosen, depth)
	}
	if beside && has {
		g.alternatives(made, []cue.Value{chosen, operands[0]}, depth)
		return
	}
	g.parts(made, v, depth)
	if v.IsConcrete() && v.Kind()&(cue.StructKind|cue.ListKind) == 0 {
		made.Enum = []*Node{g.constant(v, depth)}
	}
	if len(made.Alternatives) == 0 && len(made.Enum) == 0 {
		g.shape(made, v, depth)
	}
}

// parts reads alternatives, bounds and patterns.
func (g *grower) parts(made *Type, v cue.Value, depth int) {
	operator, operands := v.Expr()
	switch operator {
	case cue.OrOp:
		g.alternatives(made, operands, depth)
	case cue.AndOp:
		for _, operand := range operands {
			g.parts(made, operand, depth)
		}
	case cue.LessThanOp, cue.LessThanEqualOp, cue.GreaterThanOp, cue.GreaterThanEqualOp, cue.NotEqualOp,
		cue.RegexMatchOp, cue.NotRegexMatchOp:
		if len(operands) == 1 && operands[0].IsConcrete() {
			made.Rules = append(made.Rules, &Rule{Operator: operator.String(), Operand: g.tree(operands[0], depth)})
		}
	case cue.SelectorOp, cue.NoOp:
		if inner := cue.Dereference(v); inner != v {
			if other, _ := inner.Expr(); other != cue.SelectorOp && other != cue.NoOp {
				g.parts(made, inner, depth)
			}
		}
	}
}

// alternatives tells scalars as an enumeration, and everything else as types of their own. What another alternative takes anyway
// is left out, such as a default beside its own type.
func (g *grower) alternatives(made *Type, operands []cue.Value, depth int) {
	var concrete, wide []cue.Value
	for _, operand := range operands {
		if operand.Validate(cue.Concrete(true)) == nil && !operand.Allows(cue.AnyIndex) {
			concrete = append(concrete, operand)
		} else {
			wide = append(wide, operand)
		}
	}
	rest := concrete[:0]
	for _, value := range concrete {
		if !slices.ContainsFunc(wide, func(other cue.Value) bool { return other.Unify(value).Err() == nil }) {
			rest = append(rest, value)
		}
	}
	concrete = rest
	if len(concrete) == 0 && len(wide) == 1 {
		earlier := made.Default
		g.describe(made, wide[0], depth)
		if earlier != nil {
			made.Default = earlier
		}
		return
	}
	var types []*Type
	for _, value := range wide {
		types = append(types, g.typeOf(value, depth+1))
	}
	for _, value := range concrete {
		if value.Kind()&(cue.StructKind|cue.ListKind) != 0 {
			types = append(types, g.typeOf(value, depth+1))
			continue
		}
		made.Enum = append(made.Enum, g.constant(value, depth))
	}
	if len(types) > 0 && len(made.Enum) > 0 {
		types = append(types, &Type{Kinds: kindsOf(made.Enum), Enum: made.Enum})
		made.Enum = nil
	}
	made.Alternatives = append(made.Alternatives, types...)
}

// constant is the tree of a value that stands for itself.
func (g *grower) constant(v cue.Value, depth int) *Node {
	node := g.tree(v, depth)
	node.Comments, node.Default = nil, false
	return node
}

func kindsOf(nodes []*Node) []string {
	var found []string
	for _, node := range nodes {
		if !slices.Contains(found, node.Kind) {
			found = append(found, node.Kind)
		}
	}
	slices.Sort(found)
	return found
}

// shape reads the fields of a struct and the items of a list.
func (g *grower) shape(made *Type, v cue.Value, depth int) {
	switch v.IncompleteKind() {
	case cue.StructKind:
		made.Open = v.Allows(cue.AnyString)
		if others := v.LookupPath(cue.MakePath(cue.AnyString)); others.Exists() {
			made.Others = g.typeOf(others, depth+1)
		}
		fields, err := v.Fields(cue.Optional(true))
		if err != nil {
			made.Conditional = true
			return
		}
		for fields.Next() {
			presence := "regular"
			switch fields.Selector().ConstraintType() {
			case cue.OptionalConstraint:
				presence = "optional"
			case cue.RequiredConstraint:
				presence = "required"
			}
			made.Fields = append(made.Fields, &TypeField{
				Name: name(fields.Selector()), Presence: presence, Type: g.typeOf(fields.Value(), depth+1),
			})
		}
	case cue.ListKind:
		made.Open = v.Allows(cue.AnyIndex)
		if element := v.LookupPath(cue.MakePath(cue.AnyIndex)); element.Exists() {
			made.Element = g.typeOf(element, depth+1)
		}
		items, err := v.List()
		for err == nil && items.Next() {
			made.Items = append(made.Items, g.typeOf(items.Value(), depth+1))
		}
	}
}

// kinds spells a kind of CUE as a list, in the order of CUE.
func kinds(kind cue.Kind) []string {
	all := []struct {
		kind cue.Kind
		name string
	}{
		{cue.NullKind, "null"}, {cue.BoolKind, "bool"}, {cue.IntKind, "int"}, {cue.FloatKind, "float"}, {cue.StringKind, "string"},
		{cue.BytesKind, "bytes"}, {cue.StructKind, "struct"}, {cue.ListKind, "list"},
	}
	found := []string{}
	for _, one := range all {
		if kind&one.kind != 0 {
			found = append(found, one.name)
		}
	}
	slices.Sort(found)
	return found
}
