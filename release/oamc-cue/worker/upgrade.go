package main

import (
	"strconv"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/ast/astutil"
	"cuelang.org/go/cue/token"
)

const (
	// mostUpgrades bounds how often a template is evaluated to find sums of lists which its text does not show.
	mostUpgrades = 20
	// mostConditional bounds how many of these get a condition, which repeats their operands.
	mostConditional = 6
	// listImport is what `list` of CUE is called where the engine wrote a call: no template has this name.
	listImport = "listOfTheEngine"
	// mostSteps and deepestType bound the search for what an operand is.
	mostSteps   = 20_000
	deepestType = 40
)

// listFunctions are what gives a list.
var listFunctions = map[string]bool{
	"list.Concat": true, "list.Drop": true, "list.FlattenN": true, "list.Range": true, "list.Repeat": true,
	"list.Reverse": true, "list.Slice": true, "list.Sort": true, "list.SortStable": true, "list.SortStrings": true,
	"list.Take": true, "strings.Fields": true, "strings.Split": true, "strings.SplitAfter": true, "strings.SplitAfterN": true,
	"strings.SplitN": true, "regexp.FindAll": true, "regexp.FindSubmatch": true,
}

// superseded returns where the evaluator has met arithmetic of lists.
func (t *template) superseded() map[[2]int]bool {
	found := map[[2]int]bool{}
	for _, problem := range t.errors {
		collectSuperseded(problem, t.source.Name, found)
	}
	return found
}

func collectSuperseded(problem *Problem, source string, found map[[2]int]bool) {
	if strings.Contains(problem.Message, "v0.11-list-arithmetic") {
		for _, place := range problem.Positions {
			if place.Source == source {
				found[[2]int{place.Line, place.Column}] = true
			}
		}
	}
	for _, inner := range problem.Alternatives {
		collectSuperseded(inner, source, found)
	}
}

// upgrade writes `a + b` and `a * n` of lists as calls, and tells whether there were any. Which operands are lists is decided by
// type, as far as the text of the template tells it; `places` are the ones that the evaluator has met.
func (t *template) upgrade(places map[[2]int]bool) bool {
	if places != nil && len(places) == 0 {
		return false
	}
	count := len(t.changed)
	search := &typeSearch{steps: mostSteps}
	astutil.Apply(t.file, nil, func(cursor astutil.Cursor) bool {
		binary, is := cursor.Node().(*ast.BinaryExpr)
		if !is || binary.Op != token.ADD && binary.Op != token.MUL {
			return true
		}
		place := t.where.one(binary.Pos())
		if place == nil {
			return true
		}
		at := [2]int{place.Line, place.Column}
		left, right := search.isList(binary.X), search.isList(binary.Y)
		switch {
		case t.asWritten[binary]:
			return true
		case left || right:
			cursor.Replace(call(binary, left))
		case places[at] && len(t.asWritten) < mostConditional:
			t.asWritten[binary] = true
			cursor.Replace(byType(binary))
		default:
			return true
		}
		delete(places, at)
		t.changed = append(t.changed, place)
		return true
	})
	return len(t.changed) > count
}

// call is `list.Concat([a, b])`, or `list.Repeat(a, n)` with the list in front.
func call(binary *ast.BinaryExpr, leftIsList bool) ast.Expr {
	list := ast.NewIdent(listImport)
	if binary.Op == token.ADD {
		operands := ast.NewList(binary.X, binary.Y)
		made := ast.NewCall(ast.NewSel(list, "Concat"), operands)
		list.NamePos = binary.Pos()
		return made
	}
	list.NamePos = binary.Pos()
	if leftIsList {
		return ast.NewCall(ast.NewSel(list, "Repeat"), binary.X, binary.Y)
	}
	return ast.NewCall(ast.NewSel(list, "Repeat"), binary.Y, binary.X)
}

// byType chooses between lists and everything else when the operands are known.
func byType(binary *ast.BinaryExpr) ast.Expr {
	isList := func(operand ast.Expr) ast.Expr {
		both := ast.NewBinExpr(token.AND, operand, ast.NewList(&ast.Ellipsis{}))
		return ast.NewBinExpr(token.NEQ, &ast.ParenExpr{X: both}, &ast.BottomLit{})
	}
	is := func(condition ast.Expr) ast.Expr { return &ast.ParenExpr{X: condition} }
	not := func(condition ast.Expr) ast.Expr { return &ast.UnaryExpr{Op: token.NOT, X: is(condition)} }
	when := func(condition, value ast.Expr) ast.Expr {
		return &ast.Comprehension{
			Clauses: []ast.Clause{&ast.IfClause{Condition: condition}},
			Value:   &ast.StructLit{Elts: []ast.Decl{&ast.EmbedDecl{Expr: value}}},
		}
	}
	left, right := isList(binary.X), isList(binary.Y)
	choices := ast.NewList(
		when(left, call(binary, true)),
		when(ast.NewBinExpr(token.LAND, not(left), is(right)), call(binary, false)),
		when(ast.NewBinExpr(token.LAND, not(left), not(right)), binary),
	)
	choices.Lbrack = binary.Pos()
	return &ast.IndexExpr{X: choices, Index: ast.NewLit(token.INT, "0")}
}

// addListImport imports `list` under the name that calls use.
func (t *template) addListImport() {
	for _, spec := range t.file.Imports {
		if spec.Name != nil && spec.Name.Name == listImport {
			return
		}
	}
	spec := ast.NewImport(ast.NewIdent(listImport), "list")
	declaration := &ast.ImportDecl{Specs: []*ast.ImportSpec{spec}}
	first := 0
	for index, decl := range t.file.Decls {
		switch decl.(type) {
		case *ast.Package, *ast.ImportDecl, *ast.CommentGroup, *ast.Attribute:
			first = index + 1
			continue
		}
		break
	}
	decls := append([]ast.Decl{}, t.file.Decls[:first]...)
	t.file.Decls = append(append(decls, declaration), t.file.Decls[first:]...)
	t.file.Imports = append(t.file.Imports, spec)
}

// A typeSearch follows references through the text of a template.
type typeSearch struct{ steps int }

// isList tells whether an expression is seen to be a list.
func (s *typeSearch) isList(expr ast.Expr) bool {
	for _, shape := range s.shapes(expr, deepestType) {
		switch shape := shape.(type) {
		case *ast.ListLit:
			return true
		case *ast.CallExpr:
			if listFunctions[functionName(shape.Fun)] {
				return true
			}
		}
	}
	return false
}

func functionName(expr ast.Expr) string {
	selector, is := expr.(*ast.SelectorExpr)
	if !is {
		return ""
	}
	first, is := selector.X.(*ast.Ident)
	if !is {
		return ""
	}
	name := first.Name
	if spec, is := first.Node.(*ast.ImportSpec); is {
		if path, err := strconv.Unquote(spec.Path.Value); err == nil {
			name = path
		}
	} else if name == listImport {
		name = "list"
	}
	label, _, _ := ast.LabelName(selector.Sel)
	return name + "." + label
}

// shapes returns the literals and calls that an expression may stand for.
func (s *typeSearch) shapes(expr ast.Expr, depth int) []ast.Expr {
	s.steps--
	if s.steps < 0 || depth < 0 {
		return nil
	}
	switch x := expr.(type) {
	case *ast.ListLit, *ast.StructLit, *ast.CallExpr:
		return []ast.Expr{x}
	case *ast.ParenExpr:
		return s.shapes(x.X, depth-1)
	case *ast.UnaryExpr:
		if x.Op == token.MUL {
			return s.shapes(x.X, depth-1)
		}
	case *ast.BinaryExpr:
		switch x.Op {
		case token.AND, token.OR:
			return append(s.shapes(x.X, depth-1), s.shapes(x.Y, depth-1)...)
		case token.ADD, token.MUL:
			// The sum of a list is a list; other sums have no shape.
			return append(lists(s.shapes(x.X, depth-1)), lists(s.shapes(x.Y, depth-1))...)
		}
	case *ast.Ident:
		return s.declared(x.Node, depth-1)
	case *ast.SelectorExpr:
		name, _, err := ast.LabelName(x.Sel)
		if err == nil {
			return s.field(s.shapes(x.X, depth-1), name, depth-1)
		}
	case *ast.IndexExpr:
		shapes := s.shapes(x.X, depth-1)
		if literal, is := x.Index.(*ast.BasicLit); is && literal.Kind == token.STRING {
			if name, err := strconv.Unquote(literal.Value); err == nil {
				return s.field(shapes, name, depth-1)
			}
		}
		return s.elements(shapes, depth-1)
	}
	return nil
}

func lists(shapes []ast.Expr) []ast.Expr {
	var found []ast.Expr
	for _, shape := range shapes {
		if _, is := shape.(*ast.ListLit); is {
			found = append(found, shape)
		}
	}
	return found
}

// declared returns the shapes of what a name was resolved to.
func (s *typeSearch) declared(node ast.Node, depth int) []ast.Expr {
	switch x := node.(type) {
	case *ast.Field:
		return s.shapes(x.Value, depth)
	case *ast.LetClause:
		return s.shapes(x.Expr, depth)
	case *ast.Alias:
		return s.shapes(x.Expr, depth)
	case *ast.ForClause:
		return s.elements(s.shapes(x.Source, depth), depth)
	case ast.Expr:
		return s.shapes(x, depth)
	}
	return nil
}

// field returns the shapes of a field of structs, wherever in them it is declared.
func (s *typeSearch) field(shapes []ast.Expr, name string, depth int) []ast.Expr {
	var found []ast.Expr
	for _, shape := range shapes {
		if structure, is := shape.(*ast.StructLit); is {
			found = append(found, s.inDeclarations(structure.Elts, name, depth)...)
		}
	}
	return found
}

func (s *typeSearch) inDeclarations(decls []ast.Decl, name string, depth int) []ast.Expr {
	s.steps--
	if s.steps < 0 || depth < 0 {
		return nil
	}
	var found []ast.Expr
	for _, decl := range decls {
		switch x := decl.(type) {
		case *ast.Field:
			label, _, err := ast.LabelName(x.Label)
			if err == nil && label == name {
				found = append(found, s.shapes(x.Value, depth-1)...)
			}
		case *ast.EmbedDecl:
			found = append(found, s.field(s.shapes(x.Expr, depth-1), name, depth-1)...)
		case *ast.Comprehension:
			if structure, is := x.Value.(*ast.StructLit); is {
				found = append(found, s.inDeclarations(structure.Elts, name, depth-1)...)
			}
		}
	}
	return found
}

// elements returns the shapes of the elements of lists, and of the fields of structs that take any.
func (s *typeSearch) elements(shapes []ast.Expr, depth int) []ast.Expr {
	var found []ast.Expr
	for _, shape := range shapes {
		switch x := shape.(type) {
		case *ast.ListLit:
			for _, element := range x.Elts {
				if ellipsis, is := element.(*ast.Ellipsis); is {
					element = ellipsis.Type
				}
				if element != nil {
					found = append(found, s.shapes(element, depth-1)...)
				}
			}
		case *ast.StructLit:
			for _, decl := range x.Elts {
				if field, is := decl.(*ast.Field); is {
					if _, pattern := field.Label.(*ast.ListLit); pattern {
						found = append(found, s.shapes(field.Value, depth-1)...)
					}
				}
			}
		}
	}
	return found
}
