package main

import (
	"encoding/json"
	"strconv"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/cuecontext"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/cue/scanner"
	"cuelang.org/go/cue/token"
)

// A template is a source that has been read, with the values that are given to it.
type template struct {
	source  Source
	file    *ast.File
	where   *places
	value   cue.Value
	errors  []*Problem
	changed []*Position
	// asWritten are sums and products that stand behind a condition which keeps lists from them.
	asWritten map[*ast.BinaryExpr]bool
}

// parse reads a source: brackets are counted before anything recursive begins, and what cannot be imported is refused.
func parse(source Source, depth int) *template {
	made := &template{source: source, where: &places{source: source}, asWritten: map[*ast.BinaryExpr]bool{}}
	if pos, deep := tooDeep(source, depth); deep {
		made.errors = []*Problem{{Kind: "nesting", Message: "nested too deep", Positions: []*Position{pos}}}
		return made
	}
	file, err := parser.ParseFile(source.Name, source.Text, parser.ParseComments, parser.AllErrors)
	if err != nil {
		made.errors = problems(err, "syntax", made.where)
		return made
	}
	made.file = file
	made.errors = append(checkImports(file, made.where), checkNumbers(file, made.where)...)
	return made
}

// largestExponent is what readers of JSON have, and more. Beyond 100000 CUE itself reads another number, without a word.
const largestExponent = 999

// checkNumbers refuses numbers that CUE would not read as they are written.
func checkNumbers(file *ast.File, where *places) []*Problem {
	var found []*Problem
	ast.Walk(file, func(node ast.Node) bool {
		literal, is := node.(*ast.BasicLit)
		if !is || literal.Kind != token.FLOAT {
			return true
		}
		_, exponent, has := strings.Cut(strings.ToLower(literal.Value), "e")
		if size, err := strconv.Atoi(exponent); has && (err != nil || size > largestExponent || size < -largestExponent) {
			found = append(found, &Problem{
				Kind: "size", Message: "a number is out of range", Positions: where.all(literal.Pos()),
			})
		}
		return true
	}, nil)
	return found
}

// tooDeep tells where the brackets of a source are nested deeper than they may be.
func tooDeep(source Source, most int) (*Position, bool) {
	file := token.NewFile(source.Name, -1, len(source.Text))
	var scan scanner.Scanner
	scan.Init(file, []byte(source.Text), func(token.Pos, string, []any) {}, 0)
	// For each interpolation that is open: how deep its parentheses are. The literal around them ends in front of them.
	var interpolated []int
	for depth := 0; ; {
		pos, kind, text := scan.Scan()
		switch kind {
		case token.EOF:
			return nil, false
		case token.INTERPOLATION:
			interpolated = append(interpolated, depth+1)
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			last := len(interpolated) - 1
			if kind == token.RPAREN && last >= 0 && interpolated[last] == depth {
				if text = scan.ResumeInterpolation(); !strings.HasSuffix(text, "(") {
					interpolated = interpolated[:last]
				}
			}
			depth--
		}
		if depth > most {
			place := pos.Position()
			return &Position{Source: source.Name, Line: place.Line, Column: place.Column}, true
		}
	}
}

// declare puts a field that the renderer makes behind those of the template.
func (t *template) declare(name string, value ast.Expr) {
	t.file.Decls = append(t.file.Decls, &ast.Field{Label: ast.NewIdent(name), Token: token.COLON, Value: value})
}

// give declares a field with a value that came as JSON.
func (t *template) give(name string, data json.RawMessage, depth int) {
	value, err := readGiven(name, data, depth)
	if err != nil {
		t.errors = append(t.errors, &Problem{Kind: "nesting", Message: err.Error()})
		return
	}
	t.where.given = append(t.where.given, value)
	t.declare(name, value.expr)
}

// build evaluates the template, with the list arithmetic of older versions of CUE written as it is now.
func (t *template) build() {
	if t.upgrade(nil) {
		t.addListImport()
	}
	for range mostUpgrades {
		t.evaluate()
		if !t.upgrade(t.superseded()) {
			return
		}
		t.addListImport()
	}
}

func (t *template) evaluate() {
	context := cuecontext.New()
	instance := loader().NewInstance("", nil)
	t.errors = nil
	unbind(t.file)
	if err := instance.AddSyntax(t.file); err != nil {
		t.errors = problems(err, "syntax", t.where)
		return
	}
	if instance.Err != nil {
		t.errors = problems(instance.Err, "syntax", t.where)
		return
	}
	t.value = context.BuildInstance(instance)
	if instance.Err != nil {
		t.errors = problems(instance.Err, "syntax", t.where)
		return
	}
	if err := t.value.Validate(); err != nil {
		t.errors = problems(err, "evaluation", t.where)
	}
}

// unbind forgets what names were resolved to: the declarations around them have changed.
func unbind(file *ast.File) {
	file.Unresolved = nil
	ast.Walk(file, func(node ast.Node) bool {
		if ident, is := node.(*ast.Ident); is {
			ident.Node, ident.Scope = nil, nil
		}
		return true
	}, nil)
}

func (t *template) broken() bool { return len(t.errors) > 0 }

// open declares a field of which nothing is known.
func (t *template) open(name string) { t.declare(name, &ast.Ident{Name: "_"}) }

// withoutValues evaluates a template alone, as a definition is checked, with fields of which nothing is known.
func withoutValues(source Source, limits Limits, names ...string) *template {
	made := parse(source, limits.Depth)
	if made.broken() {
		return made
	}
	for _, name := range names {
		made.open(name)
	}
	made.build()
	return made
}

func vet(request *Request, limits Limits) *Reply {
	reply := &Reply{}
	for _, source := range request.Sources {
		made := withoutValues(source, limits, "parameter", "context")
		reply.Errors = append(reply.Errors, made.errors...)
		reply.Upgraded = append(reply.Upgraded, made.changed...)
	}
	return reply
}

// rendered evaluates a template with all that a request gives it.
func rendered(request *Request, limits Limits) *template {
	made := parse(request.Sources[0], limits.Depth)
	if made.broken() {
		return made
	}
	if len(request.Parameter) > 0 {
		made.open("parameter")
		made.give("parameter", request.Parameter, limits.Depth)
	}
	if len(request.Properties) > 0 {
		made.open("properties")
		made.give("properties", request.Properties, limits.Depth)
	}
	if len(request.Context) > 0 {
		made.open("context")
		made.give("context", request.Context, limits.Depth)
	}
	if made.broken() {
		return made
	}
	made.build()
	for _, back := range request.Returns {
		if made.broken() {
			break
		}
		made.fill(back, limits)
	}
	return made
}

// fill puts what the client answers to an action into its `$returns`.
func (t *template) fill(back Return, limits Limits) {
	value, err := readGiven("returns", back.Value, limits.Depth)
	if err != nil {
		t.errors = append(t.errors, &Problem{Kind: "nesting", Message: err.Error()})
		return
	}
	t.where.given = append(t.where.given, value)
	var path []cue.Selector
	breach := within(back.Path, func() {
		visitActions(t.value, newGrower(t.where, limits), 0, func(v cue.Value, _ int) {
			if v.Path().String() == back.Path {
				path = append(v.Path().Selectors(), cue.Str("$returns"))
			}
		})
	})
	if breach != nil || path == nil {
		t.errors = append(t.errors, &Problem{Kind: "evaluation", Message: "there is no such action", Path: []string{back.Path}})
		return
	}
	t.value = t.value.FillPath(cue.MakePath(path...), t.value.Context().BuildExpr(value.expr))
	if err := t.value.Validate(); err != nil {
		t.errors = problems(err, "evaluation", t.where)
	}
}
