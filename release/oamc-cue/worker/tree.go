package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
)

// A tooLarge is raised within the making of a tree.
type tooLarge struct{ kind, what string }

// A grower makes trees of values; what it makes in all is bounded.
type grower struct {
	where *places
	nodes int
	depth int
	bytes int
}

func newGrower(where *places, limits Limits) *grower {
	return &grower{where: where, nodes: limits.Nodes, depth: limits.Depth, bytes: limits.Bytes}
}

// within turns the breach of a bound into a problem.
func within(name string, do func()) (found *Problem) {
	defer func() {
		if reason := recover(); reason != nil {
			breach, is := reason.(tooLarge)
			if !is {
				panic(reason)
			}
			found = &Problem{Kind: breach.kind, Message: breach.what, Path: []string{name}}
		}
	}()
	do()
	return nil
}

func (g *grower) spend(depth int) {
	if g.nodes--; g.nodes < 0 {
		panic(tooLarge{"size", "the result has too many values"})
	}
	if depth > g.depth {
		panic(tooLarge{"nesting", "the result is nested too deep"})
	}
}

// tree makes the tree of a value, with the defaults taken.
func (g *grower) tree(v cue.Value, depth int) *Node {
	g.spend(depth)
	made := &Node{Comments: comments(v), Position: g.where.one(v.Pos())}
	chosen, hasDefault := v.Default()
	// Every list has a default: the closed one.
	made.Default = hasDefault && v.IncompleteKind() != cue.ListKind
	if made.Default && v.IsConcrete() {
		made.Default = false
	}
	switch chosen.Kind() {
	case cue.StructKind:
		g.structure(made, chosen, depth)
	case cue.ListKind:
		g.list(made, v, chosen, depth)
	case cue.StringKind:
		text, err := chosen.String()
		g.scalar(made, "string", text, err)
	case cue.BytesKind:
		data, err := chosen.Bytes()
		g.scalar(made, "bytes", base64.StdEncoding.EncodeToString(data), err)
	case cue.IntKind:
		number, err := chosen.Int(nil)
		if err != nil {
			g.scalar(made, "int", "", err)
		} else {
			g.scalar(made, "int", number.String(), nil)
		}
	case cue.FloatKind, cue.NumberKind:
		text, err := decimal(chosen)
		g.scalar(made, "float", text, err)
		// Readers of JSON have no such number: it would become an infinity, or nothing.
		if number, err := strconv.ParseFloat(text, 64); made.Kind == "float" && (err != nil || number == 0 && nonzero(text)) {
			made.Kind, made.Text, made.Type = "open", "the number is out of range", "float"
		}
	case cue.BoolKind:
		truth, err := chosen.Bool()
		g.scalar(made, "bool", fmt.Sprint(truth), err)
	case cue.NullKind:
		made.Kind = "null"
	default:
		made.Default = false
		g.incomplete(made, v, depth)
	}
	return made
}

func (g *grower) scalar(made *Node, kind, text string, err error) {
	if g.bytes -= len(text); g.bytes < 0 {
		panic(tooLarge{"size", "the result has too much text"})
	}
	if err != nil {
		made.Kind, made.Text = "open", firstLine(err.Error())
		return
	}
	made.Kind, made.Text = kind, text
}

// decimal spells a number with all its digits, as JSON does.
func decimal(v cue.Value) (string, error) {
	data, err := v.MarshalJSON()
	return string(data), err
}

// nonzero tells whether a number has a digit that counts.
func nonzero(text string) bool {
	mantissa, _, _ := strings.Cut(strings.ToLower(text), "e")
	return strings.ContainsAny(mantissa, "123456789")
}

func (g *grower) structure(made *Node, v cue.Value, depth int) {
	made.Kind = "struct"
	made.Open = v.Allows(cue.AnyString)
	fields, err := v.Fields(cue.Optional(true))
	if err != nil {
		made.Kind, made.Text, made.Type = "open", firstLine(err.Error()), "struct"
		return
	}
	for fields.Next() {
		selector := fields.Selector()
		if selector.ConstraintType() == cue.OptionalConstraint {
			continue
		}
		inner := g.tree(fields.Value(), depth+1)
		if selector.ConstraintType() == cue.RequiredConstraint {
			inner = &Node{Kind: "open", Text: "a value is required", Type: fields.Value().IncompleteKind().String(), Position: inner.Position}
		}
		made.Fields = append(made.Fields, &Field{Name: name(selector), Node: inner})
	}
}

// name is a label without the marks of CUE.
func name(selector cue.Selector) string {
	if selector.LabelType() == cue.StringLabel {
		return selector.Unquoted()
	}
	return selector.String()
}

func (g *grower) list(made *Node, v, chosen cue.Value, depth int) {
	made.Kind = "list"
	items, err := chosen.List()
	if err != nil {
		made.Kind, made.Text, made.Type = "open", firstLine(err.Error()), "list"
		return
	}
	for items.Next() {
		made.Items = append(made.Items, g.tree(items.Value(), depth+1))
	}
	if made.Open = v.Allows(cue.AnyIndex) && !alternative(v); made.Open {
		tail := v.LookupPath(cue.MakePath(cue.AnyIndex))
		if tail.Exists() && tail.IncompleteKind() != cue.TopKind {
			made.Tail = g.tree(tail, depth+1)
		}
	}
}

// alternative tells whether a value is the default among others: then it is not open because others are.
func alternative(v cue.Value) bool {
	operator, operands := v.Expr()
	return operator == cue.OrOp || operator == cue.NoOp && len(operands) == 1 && operands[0] != v
}

// incomplete says what keeps a value from being one.
func (g *grower) incomplete(made *Node, v cue.Value, depth int) {
	made.Kind = "open"
	made.Type = v.IncompleteKind().String()
	if fields, err := v.Fields(); err == nil && v.Err() != nil && fields.Next() {
		// Some of its parts are not decided: those that are do not hang on them.
		g.structure(made, v, depth)
	}
	err := v.Err()
	if err == nil {
		err = v.Validate(cue.Concrete(true))
	}
	if err == nil {
		err = errors.New("the value is not decided")
	}
	for _, problem := range problems(err, "incomplete", g.where) {
		made.Text = firstLine(problem.Message)
		if len(problem.Positions) > 0 && made.Position == nil {
			made.Position = problem.Positions[0]
		}
		break
	}
	if made.Type == "_|_" || made.Kind == "struct" {
		made.Type = ""
	}
}

// comments returns the lines directly above a field, without their marks.
func comments(v cue.Value) []string {
	var found []string
	for _, group := range v.Doc() {
		found = append(found, lines(group)...)
	}
	return found
}

func lines(group *ast.CommentGroup) []string {
	var found []string
	for _, comment := range group.List {
		found = append(found, strings.TrimSpace(strings.TrimPrefix(comment.Text, "//")))
	}
	return found
}
