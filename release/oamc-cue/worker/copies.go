package main

import (
	"slices"
	"strconv"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"
)

// anyKey stands in a path for each item of a list, and for each field of a struct of a pattern.
const anyKey = "*"

// deepestReference bounds how many definitions a type is followed through; mostCopies how many fields are told; mostMeetings how
// often a use of the parameter is held against something in the objects.
const (
	deepestReference = 24
	mostCopies       = 10_000
	mostMeetings     = 20_000_000
	mostReads        = 500
)

// meaningful are the fields of a template that become objects and patches.
var meaningful = []string{"output", "outputs", "patch", "patchOutputs"}

// plainTypes are the types that a declaration may name.
var plainTypes = []string{"bool", "float", "int", "number", "string"}

// structure ends a path of which only that is read which its items, or fields, are called, and how many there are.
const structure = "#"

// everything is read of a context that the template may know by another name.
var everything = [][]string{{}}

// told tells of each field of the parameter whether the template does nothing with its value but copy it whole, by the syntax alone:
// whatever the value, another one of the same type gives the same objects with that value in the same places. Where a field is not
// so, or nothing proves it, it has a reason. Fields of which the syntax tells no type are not listed. Then it tells the paths of the
// context that the template reads.
func told(source Source, limits Limits) ([]*Copy, [][]string) {
	// What has been evaluated is another text by now: values were declared in it, and sums of lists rewritten.
	read := parse(source, limits.Depth)
	if read.broken() {
		return nil, everything
	}
	p := newProof(read, meaningful)
	field := p.parameter()
	p.use()
	return p.copies(field), p.seen()
}

func newProof(read *template, meaningful []string) *proof {
	return &proof{
		file: read.file, where: read.where, meaningful: meaningful, names: map[string]*ast.Ident{}, declared: map[string]int{},
		at: map[ast.Expr]int{}, named: map[string]bool{}, loops: map[*ast.ForClause]part{}, variable: map[string]bool{},
	}
}

// copies tells of each field of the parameter, of which this is the declaration.
func (p *proof) copies(field *ast.Field) []*Copy {
	if field == nil {
		return nil
	}
	p.place(p.file.Decls, nil, true)
	p.types(field.Value, nil, 0)
	if p.shadowed() || len(p.uses)*max(len(p.placed), len(p.found)) > mostMeetings {
		return nil
	}
	for index := range p.uses {
		p.uses[index].judge(p)
	}
	for _, one := range p.found {
		if one.Reason == "" {
			p.judge(one)
		}
	}
	return p.found
}

// seen tells the paths of the context that are read.
func (p *proof) seen() [][]string {
	found := [][]string{}
	if p.named["context"] || p.variable["context"] {
		return everything
	}
	for _, used := range p.reads {
		path := used.path
		if used.isLoop {
			path = append(slices.Clip(path), anyKey, structure)
		}
		if !slices.ContainsFunc(found, func(other []string) bool { return slices.Equal(other, path) }) {
			found = append(found, path)
		}
		if len(found) > mostReads {
			return everything
		}
	}
	return found
}

// A proof collects what a template does, by its syntax.
type proof struct {
	file       *ast.File
	where      *places
	meaningful []string
	given      []string              // what is given instead of a parameter: each path begins with one of these; texts may be made of it
	names      map[string]*ast.Ident // what identifiers stand for values, wherever
	declared   map[string]int        // how often a field of the top has a name
	uses       []use                 // of the parameter, or of a part of it
	reads      []use                 // of the context
	at         map[ast.Expr]int      // the numbers of the uses by their expressions
	named      map[string]bool       // the names by which fields, aliases and what `let` declares may be read
	loops      map[*ast.ForClause]part
	variable   map[string]bool // the names of variables of loops
	placed     []placement     // what stands in the objects
	found      []*Copy
}

// A part is one of the parameter, or of the context.
type part struct {
	root string
	path []string
}

// A use is a reference to the parameter or the context, with the names behind it. The reason says what is done with the value, and
// because where; it is empty where the value is copied. isPresence says that only that is asked which nobody can choose: whether it is
// there, and how many items it has. isLoop says that a loop goes over it.
type use struct {
	path       []string
	expr       ast.Expr
	reason     string
	because    ast.Node
	isPresence bool
	isLoop     bool
}

// A placement is something at a path of the template's own fields: a struct or a list of which all is known, or an expression.
type placement struct {
	path []string
	expr ast.Expr
	kind string
}

const (
	aStruct      = "struct"
	aList        = "list"
	anExpression = "expression"
)

// parameter returns the one declaration of the parameter, nil where the name may stand for something else, too.
func (p *proof) parameter() *ast.Field {
	var found *ast.Field
	count := 0
	ast.Walk(p.file, func(node ast.Node) bool {
		switch x := node.(type) {
		case *ast.Field:
			label := x.Label
			if ident, is := label.(*ast.Ident); is {
				p.named[ident.Name] = true
			}
			if alias, is := label.(*ast.Alias); is {
				count += same(alias.Ident, "parameter")
				if inner, is := alias.Expr.(ast.Label); is {
					label = inner
				}
			}
			if name, _, err := ast.LabelName(label); err == nil && name == "parameter" {
				count++
				found = x
			}
		case *ast.Alias:
			p.named[x.Ident.Name] = true
			count += same(x.Ident, "parameter")
		case *ast.LetClause:
			p.named[x.Ident.Name] = true
			count += same(x.Ident, "parameter")
		case *ast.ForClause:
			for _, ident := range []*ast.Ident{x.Key, x.Value} {
				if ident != nil {
					p.variable[ident.Name] = true
				}
			}
			count += same(x.Key, "parameter") + same(x.Value, "parameter")
		case *ast.ImportSpec:
			if x.Name != nil {
				count += same(x.Name, "parameter")
			}
		}
		return true
	}, nil)
	for _, decl := range p.file.Decls {
		field, is := decl.(*ast.Field)
		if !is {
			continue
		}
		if name, _, err := ast.LabelName(field.Label); err == nil {
			p.declared[name]++
		}
	}
	if count != 1 || found == nil || !slices.Contains(p.file.Decls, ast.Decl(found)) || !isRegular(found) {
		return nil
	}
	return found
}

func same(ident *ast.Ident, name string) int {
	if ident != nil && ident.Name == name {
		return 1
	}
	return 0
}

// isRegular tells whether a field is there in any case, and has no other name.
func isRegular(field *ast.Field) bool {
	if _, is := field.Label.(*ast.Alias); is {
		return false
	}
	_, hasAlias := field.Value.(*ast.Alias)
	return field.Constraint == token.ILLEGAL && !hasAlias && len(field.Attrs) == 0
}

// use notes every use of the parameter, and every identifier that stands for a value.
func (p *proof) use() {
	var stack []ast.Node
	ast.Walk(p.file, func(node ast.Node) bool {
		stack = append(stack, node)
		ident, is := node.(*ast.Ident)
		if !is || p.isLabel(ident, stack) {
			return true
		}
		base, isOfLoop := p.ofLoop(ident, stack)
		if !isOfLoop {
			p.names[ident.Name] = ident
		}
		switch {
		case isOfLoop:
		case slices.Contains(p.given, ident.Name):
			base = part{"parameter", []string{ident.Name}}
		case p.given == nil && (ident.Name == "parameter" || ident.Name == "context"):
			base.root = ident.Name
		}
		switch base.root {
		case "parameter":
			used := p.usage(base, stack)
			p.at[used.expr] = len(p.uses)
			p.uses = append(p.uses, used)
		case "context":
			p.reads = append(p.reads, p.usage(base, stack))
		}
		return true
	}, func(ast.Node) { stack = stack[:len(stack)-1] })
}

// ofLoop tells whether an identifier is a variable of a loop, and of which part, if of any. The key of an item is of none: what keys
// there are nobody can choose.
func (p *proof) ofLoop(ident *ast.Ident, stack []ast.Node) (part, bool) {
	if p.named[ident.Name] {
		return part{}, false
	}
	for at := len(stack) - 2; at >= 0; at-- {
		comprehension, is := stack[at].(*ast.Comprehension)
		if !is {
			continue
		}
		clauses := comprehension.Clauses
		for index, clause := range clauses {
			if ast.Node(clause) == stack[at+1] {
				clauses = clauses[:index]
				break
			}
		}
		for index := len(clauses) - 1; index >= 0; index-- {
			loop, is := clauses[index].(*ast.ForClause)
			if is && same(loop.Value, ident.Name) > 0 {
				return p.loops[loop], true
			}
			if is && same(loop.Key, ident.Name) > 0 {
				return part{}, true
			}
		}
	}
	return part{}, false
}

// isLabel tells whether an identifier is the name of a field, of a part of a value, or of a variable where it is declared.
func (p *proof) isLabel(ident *ast.Ident, stack []ast.Node) bool {
	if len(stack) < 2 {
		return false
	}
	switch parent := stack[len(stack)-2].(type) {
	case *ast.Field:
		return parent.Label == ast.Label(ident)
	case *ast.SelectorExpr:
		return parent.Sel == ast.Label(ident)
	case *ast.ForClause:
		return parent.Key == ident || parent.Value == ident
	}
	return false
}

// usage tells what is done with a part of the parameter at the identifier on top of a stack of nodes, which stands for `base`.
func (p *proof) usage(base part, stack []ast.Node) use {
	made := use{path: slices.Clip(base.path), expr: stack[len(stack)-1].(*ast.Ident)}
	at := len(stack) - 2
climb:
	for ; at >= 0; at-- {
		name := ""
		switch parent := stack[at].(type) {
		case *ast.SelectorExpr:
			if parent.X != made.expr {
				break climb
			}
			name = labelOf(parent.Sel)
		case *ast.IndexExpr:
			literal, is := parent.Index.(*ast.BasicLit)
			if parent.X != made.expr || !is || literal.Kind != token.STRING {
				break climb
			}
			name = labelOf(literal)
		case *ast.ParenExpr:
			made.expr = parent
			continue
		default:
			break climb
		}
		if name == "" {
			break
		}
		made.path = append(made.path, name)
		made.expr = stack[at].(ast.Expr)
	}
	made.reason = "an expression of the template reads it"
	if at < 0 {
		return made
	}
	if text, is := stack[at].(*ast.Interpolation); is && p.given != nil && isText(text) {
		made.expr = text
		at--
	}
	switch parent := stack[at].(type) {
	case *ast.Field:
		if parent.Value == made.expr {
			made.reason = ""
		} else {
			made.reason = "a field of the template is named by it"
		}
	case *ast.ListLit:
		made.reason = ""
	case *ast.BinaryExpr:
		other := parent.X
		if other == made.expr {
			other = parent.Y
		}
		_, isOfText := made.expr.(*ast.Interpolation)
		if _, is := other.(*ast.BottomLit); is && !isOfText && (parent.Op == token.NEQ || parent.Op == token.EQL) {
			made.reason, made.isPresence = "", true
		}
	case *ast.Interpolation:
		made.reason = "the template makes a part of a text of it"
	case *ast.CallExpr:
		made.reason = "a function of the template reads it"
	case *ast.IfClause:
		made.reason = "a condition of the template reads it"
	case *ast.ForClause:
		made.reason = "a loop of the template goes over it"
		// What the loop does with the items it does by its variable, unless that may be the name of a field.
		made.isPresence = parent.Source == made.expr && parent.Value != nil && !p.named[parent.Value.Name]
		if made.isPresence {
			made.reason, made.isLoop = "", true
			p.loops[parent] = part{base.root, append(slices.Clip(made.path), anyKey)}
		}
	case *ast.LetClause, *ast.Alias:
		made.reason = "the template gives it another name"
	case *ast.EmbedDecl:
		made.reason = "the template merges it with other fields"
		if p.given != nil && isItemAlone(stack[:at+1]) {
			made.reason = ""
		}
	}
	if made.reason != "" && !made.isPresence && isInCondition(stack, at) {
		made.reason = "a condition of the template reads it"
	}
	return made
}

// isItemAlone tells whether what is embedded is the whole of each item that a comprehension makes in a list.
func isItemAlone(stack []ast.Node) bool {
	if len(stack) < 4 {
		return false
	}
	comprehension, is := stack[len(stack)-3].(*ast.Comprehension)
	_, isInList := stack[len(stack)-4].(*ast.ListLit)
	return is && isInList && alone(comprehension) != nil
}

// alone returns the expression that a comprehension makes of each item, nil where it makes structs of fields.
func alone(comprehension *ast.Comprehension) ast.Expr {
	body, is := comprehension.Value.(*ast.StructLit)
	if !is || len(body.Elts) != 1 {
		return nil
	}
	embed, is := body.Elts[0].(*ast.EmbedDecl)
	if !is {
		return nil
	}
	if _, isMore := embed.Expr.(*ast.Comprehension); isMore {
		return nil
	}
	return embed.Expr
}

// isText tells whether an interpolation makes a text, and no bytes.
func isText(made *ast.Interpolation) bool {
	first, is := made.Elts[0].(*ast.BasicLit)
	return is && strings.HasPrefix(strings.TrimLeft(first.Value, "#"), `"`)
}

// isInCondition tells whether a node of a stack stands in a condition.
func isInCondition(stack []ast.Node, at int) bool {
	for ; at >= 0; at-- {
		switch stack[at].(type) {
		case *ast.IfClause:
			return true
		case *ast.Field, *ast.ListLit, *ast.StructLit:
			return false
		}
	}
	return false
}

// labelOf returns the name of a field, empty where it is made by an expression.
func labelOf(node ast.Node) string {
	label, is := node.(ast.Label)
	if !is {
		return ""
	}
	name, _, err := ast.LabelName(label)
	if err != nil {
		return ""
	}
	return name
}

// stepOf returns the step of a path that a field is: its name, or a form of which its name is; empty where it stands for many fields.
func stepOf(label ast.Label) string {
	if name := labelOf(label); name != "" {
		return name
	}
	switch x := label.(type) {
	case *ast.ParenExpr:
		return form + form
	case *ast.Interpolation:
		first, last := x.Elts[0].(*ast.BasicLit), x.Elts[len(x.Elts)-1].(*ast.BasicLit)
		return form + written(first.Value, `"`, `\(`) + form + written(last.Value, `)`, `"`)
	}
	return ""
}

// form begins the two parts of a step that is a form: what the name begins with, and what it ends with.
const form = "\x00"

// written is what stands in a part of a text between two marks; empty, which fits any text, where it is not written plainly.
func written(text, before, after string) string {
	inner, hasStart := strings.CutPrefix(text, before)
	inner, hasEnd := strings.CutSuffix(inner, after)
	if !hasStart || !hasEnd || strings.ContainsAny(inner, "\\\"\n#") {
		return ""
	}
	return inner
}

// mayBe tells whether two steps may be one.
func mayBe(first, second string) bool {
	if first == second {
		return true
	}
	isFirst, isSecond := strings.HasPrefix(first, form), strings.HasPrefix(second, form)
	switch {
	case isFirst && isSecond:
		return true
	case isSecond:
		first, second = second, first
	case !isFirst:
		return false
	}
	start, end, _ := strings.Cut(first[len(form):], form)
	return strings.HasPrefix(second, start) && strings.HasSuffix(second, end)
}

// place notes what stands where in the fields of a template. A condition or a loop around fields changes nothing about that.
func (p *proof) place(decls []ast.Decl, path []string, isTop bool) {
	for _, decl := range decls {
		switch x := decl.(type) {
		case *ast.Field:
			name := stepOf(x.Label)
			if name == "" || !isRegular(x) {
				p.put(path, anExpression, nil)
				continue
			}
			if isTop && name == "parameter" {
				continue
			}
			p.value(x.Value, append(path[:len(path):len(path)], name))
		case *ast.EmbedDecl:
			p.embed(x.Expr, path, isTop)
		case *ast.Comprehension:
			p.embed(x, path, isTop)
		case *ast.Ellipsis:
			if x.Type != nil {
				p.put(path, anExpression, x.Type)
			}
		case *ast.CommentGroup, *ast.LetClause, *ast.ImportDecl, *ast.Package, *ast.Attribute:
		default:
			p.put(path, anExpression, nil)
		}
	}
}

// embed notes what stands in a struct without a name: the fields of a condition or a loop, or an expression.
func (p *proof) embed(expr ast.Expr, path []string, isTop bool) {
	if comprehension, is := expr.(*ast.Comprehension); is {
		if body, is := comprehension.Value.(*ast.StructLit); is {
			p.place(body.Elts, path, isTop)
			return
		}
	}
	p.put(path, anExpression, expr)
}

// value notes one value at a path.
func (p *proof) value(expr ast.Expr, path []string) {
	switch x := expr.(type) {
	case *ast.ParenExpr:
		p.value(x.X, path)
	case *ast.StructLit:
		p.put(path, aStruct, x)
		p.place(x.Elts, path, false)
	case *ast.ListLit:
		p.put(path, aList, x)
		for index, item := range x.Elts {
			p.item(item, append(path[:len(path):len(path)], "["+strconv.Itoa(index)+"]"))
		}
	default:
		p.put(path, anExpression, expr)
	}
}

// item notes one item of a list; those of one list meet no others.
func (p *proof) item(expr ast.Expr, path []string) {
	if comprehension, is := expr.(*ast.Comprehension); is {
		if body, is := comprehension.Value.(*ast.StructLit); is && !embedded(body) {
			p.put(path, aStruct, body)
			p.place(body.Elts, path, false)
			return
		}
		if made := alone(comprehension); made != nil && p.given != nil {
			p.value(made, path)
			return
		}
	}
	if ellipsis, is := expr.(*ast.Ellipsis); is && ellipsis.Type == nil {
		return
	}
	p.value(expr, path)
}

// embedded tells whether a struct is another value: the one that is embedded in it.
func embedded(body *ast.StructLit) bool {
	for _, decl := range body.Elts {
		if embed, is := decl.(*ast.EmbedDecl); is {
			if _, is := embed.Expr.(*ast.Comprehension); !is {
				return true
			}
		}
	}
	return false
}

func (p *proof) put(path []string, kind string, expr ast.Expr) {
	p.placed = append(p.placed, placement{path: path, kind: kind, expr: expr})
}

// types lists the single values of a type, with the reason why one is not told by its own declaration alone.
func (p *proof) types(expr ast.Expr, path []string, depth int) {
	if len(p.found) >= mostCopies {
		return
	}
	if depth > deepestReference {
		p.tell(path, "its type goes on too deep")
		return
	}
	switch x := expr.(type) {
	case *ast.ParenExpr:
		p.types(x.X, path, depth)
	case *ast.StructLit:
		p.fields(x, path, depth)
	case *ast.ListLit:
		if len(x.Elts) == 1 {
			if ellipsis, is := x.Elts[0].(*ast.Ellipsis); is && ellipsis.Type != nil {
				p.types(ellipsis.Type, append(path[:len(path):len(path)], anyKey), depth+1)
			}
		}
	case *ast.Ident:
		if strings.HasPrefix(x.Name, "#") && p.declared[x.Name] == 1 {
			for _, decl := range p.file.Decls {
				if field, is := decl.(*ast.Field); is && labelOf(field.Label) == x.Name && isRegular(field) {
					p.types(field.Value, path, depth+1)
				}
			}
			return
		}
		p.scalar(expr, path)
	default:
		p.scalar(expr, path)
	}
}

func (p *proof) scalar(expr ast.Expr, path []string) {
	if isPlain(expr) {
		p.tell(path, "")
	}
}

// fields lists the fields of a struct type. One in which there is anything but plain fields tells nothing.
func (p *proof) fields(body *ast.StructLit, path []string, depth int) {
	seen := map[string]bool{}
	for _, decl := range body.Elts {
		switch x := decl.(type) {
		case *ast.Field:
			if pattern, is := x.Label.(*ast.ListLit); is {
				if len(body.Elts) == 1 && len(pattern.Elts) == 1 && isPlain(pattern.Elts[0]) {
					p.types(x.Value, append(path[:len(path):len(path)], anyKey), depth+1)
				}
				return
			}
			name := labelOf(x.Label)
			if name == "" || name == anyKey || seen[name] || strings.ContainsRune("#_", rune(name[0])) {
				return
			}
			if _, is := x.Label.(*ast.Alias); is {
				return
			}
			seen[name] = true
		case *ast.CommentGroup:
		case *ast.Ellipsis:
			if x.Type != nil {
				return
			}
		default:
			return
		}
	}
	for _, decl := range body.Elts {
		if field, is := decl.(*ast.Field); is {
			p.types(field.Value, append(path[:len(path):len(path)], labelOf(field.Label)), depth)
		}
	}
}

// isPlain tells whether a type is written with literals and the names of types alone.
func isPlain(expr ast.Expr) bool {
	switch x := expr.(type) {
	case *ast.ParenExpr:
		return isPlain(x.X)
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return slices.Contains(plainTypes, x.Name)
	case *ast.UnaryExpr:
		return isPlain(x.X)
	case *ast.BinaryExpr:
		return (x.Op == token.OR || x.Op == token.AND) && isPlain(x.X) && isPlain(x.Y)
	}
	return false
}

func (p *proof) tell(path []string, reason string) {
	if len(path) > 0 {
		p.found = append(p.found, &Copy{Path: path, Reason: reason})
	}
}

// judge finds the reason why a field is not only copied, if there is one.
func (p *proof) judge(one *Copy) {
	if ident := p.reread(one.Path); ident != nil {
		p.because(one, "the template reads a field of this name", ident)
		return
	}
	for index := range p.uses {
		used := &p.uses[index]
		if used.reason != "" && meet(used.path, one.Path) {
			p.because(one, used.reason, used.because)
			return
		}
	}
}

// judge finds the reason why a use is no copy, if there is one.
func (u *use) judge(p *proof) {
	switch {
	case u.isPresence:
	case u.reason != "":
		u.because = u.expr
	default:
		u.reason, u.because = p.copied(u)
	}
}

// shadowed tells whether the name of a type may stand for a field of the template, too.
func (p *proof) shadowed() bool {
	found := 0
	count := func(ident *ast.Ident) {
		if ident != nil && slices.Contains(plainTypes, ident.Name) {
			found++
		}
	}
	ast.Walk(p.file, func(node ast.Node) bool {
		switch x := node.(type) {
		case *ast.Field:
			if ident, is := x.Label.(*ast.Ident); is {
				count(ident)
			}
		case *ast.LetClause:
			count(x.Ident)
		case *ast.ForClause:
			count(x.Key)
			count(x.Value)
		case *ast.Alias:
			count(x.Ident)
		}
		return true
	}, nil)
	return found > 0
}

// reread returns an identifier by which a field of a path may be read.
func (p *proof) reread(path []string) *ast.Ident {
	for _, name := range path {
		if ident := p.names[name]; ident != nil {
			return ident
		}
	}
	return nil
}

// meet tells whether one of two paths is the beginning of the other.
func meet(first, second []string) bool {
	for index := 0; index < min(len(first), len(second)); index++ {
		if first[index] != second[index] && first[index] != anyKey && second[index] != anyKey {
			return false
		}
	}
	return true
}

// copied tells why a copy of a value is not the only thing that has a say in its place, and where that stands.
func (p *proof) copied(used *use) (string, ast.Node) {
	var own *placement
	for index := range p.placed {
		if p.placed[index].expr == used.expr {
			own = &p.placed[index]
		}
	}
	if own == nil {
		return "an expression of the template reads it", used.expr
	}
	if len(own.path) == 0 || !slices.Contains(p.meaningful, own.path[0]) {
		return "the template copies it to a field of its own", used.expr
	}
	if ident := p.reread(own.path); ident != nil {
		return "the template reads the field that it is copied to", ident
	}
	for index := range p.placed {
		other := &p.placed[index]
		if other == own || !mayMeet(other.path, own.path) {
			continue
		}
		isAbove := len(other.path) < len(own.path)
		if isAbove && (other.kind == aStruct || other.kind == aList && p.isOnlyOne(other)) {
			continue
		}
		if p.given != nil && p.isKnown(other) {
			continue
		}
		return "the template says more of the field that it is copied to", used.expr
	}
	return "", nil
}

// isKnown tells whether something is a value and no bound on one: beside it another value is the same one, or an error.
func (p *proof) isKnown(placed *placement) bool {
	if placed.kind != anExpression || placed.expr == nil {
		return placed.kind == aStruct
	}
	_, isUse := p.at[placed.expr]
	_, isLiteral := placed.expr.(*ast.BasicLit)
	return isUse || isLiteral
}

// isOnlyOne tells whether nothing else is at the path of a list.
func (p *proof) isOnlyOne(list *placement) bool {
	for index := range p.placed {
		other := &p.placed[index]
		if other != list && len(other.path) == len(list.path) && mayMeet(other.path, list.path) {
			return false
		}
	}
	return true
}

// mayMeet tells whether what is at two paths may be one, or a part of the other.
func mayMeet(first, second []string) bool {
	for index := 0; index < min(len(first), len(second)); index++ {
		if !mayBe(first[index], second[index]) {
			return false
		}
	}
	return true
}

func (p *proof) because(one *Copy, reason string, node ast.Node) {
	one.Reason = reason
	if node != nil {
		one.Position = p.where.one(node.Pos())
	}
}
