package main

import (
	"slices"

	"cuelang.org/go/cue/ast"
)

// ownNames are what is given to a template of oamc's own documents, which is no definition: it declares no parameter.
var ownNames = []string{"properties", "context"}

// uses tells of each part of what is given to such a template whether it does nothing with it but copy it whole, or put it into a
// text: then another value gives the same objects with that one in the same places.
func uses(request *Request, limits Limits) *Reply {
	made := withoutValues(request.Sources[0], limits, ownNames...)
	reply := &Reply{Errors: made.errors, Upgraded: made.changed}
	if made.broken() {
		return reply
	}
	// What has been evaluated is another text by now.
	p := newProof(parse(request.Sources[0], limits.Depth), request.Roots)
	p.given = ownNames
	reply.Copies = p.told(request.Parts)
	return reply
}

// told tells how each part is used.
func (p *proof) told(parts [][]string) []*Copy {
	p.parameter()
	p.use()
	p.place(p.file.Decls, nil, true)
	taken := p.taken()
	tooMany := len(p.uses)*max(len(p.placed), len(parts)) > mostMeetings
	for index := range p.uses {
		if !tooMany {
			p.uses[index].judge(p)
		}
	}
	found := []*Copy{}
	for _, path := range parts {
		one := &Copy{Path: path}
		found = append(found, one)
		if node, is := taken[path[0]]; is {
			p.because(one, "the template gives its name to something else", node)
		} else if tooMany {
			one.Reason = "the template is too large to be looked through"
		} else {
			p.judgeUses(one)
		}
	}
	return found
}

// judgeUses finds the reason why a part is not only copied, if there is one: a loop over it asks how many items it has.
func (p *proof) judgeUses(one *Copy) {
	for index := range p.uses {
		used := &p.uses[index]
		if !meet(used.path, one.Path) {
			continue
		}
		if used.reason != "" {
			p.because(one, used.reason, used.because)
			return
		}
		if used.isLoop && len(used.path) >= len(one.Path) {
			p.because(one, "a loop of the template goes over it", used.expr)
			return
		}
	}
}

// taken returns the names of what is given to which a template gives another meaning, each with the place. By a name in quotes no
// value can be read: such a one is another only at the top, where it says more of what is given.
func (p *proof) taken() map[string]ast.Node {
	found := map[string]ast.Node{}
	note := func(ident *ast.Ident) {
		if ident != nil && slices.Contains(p.given, ident.Name) && found[ident.Name] == nil {
			found[ident.Name] = ident
		}
	}
	ast.Walk(p.file, func(node ast.Node) bool {
		switch x := node.(type) {
		case *ast.Field:
			if ident, is := x.Label.(*ast.Ident); is {
				note(ident)
			}
		case *ast.Alias:
			note(x.Ident)
			if ident, is := x.Expr.(*ast.Ident); is {
				note(ident)
			}
		case *ast.LetClause:
			note(x.Ident)
		case *ast.ForClause:
			note(x.Key)
			note(x.Value)
		case *ast.ImportSpec:
			note(x.Name)
		}
		return true
	}, nil)
	for _, placed := range p.placed {
		for _, name := range p.given {
			if len(placed.path) > 0 && mayBe(placed.path[0], name) && found[name] == nil {
				found[name] = placed.expr
			}
		}
	}
	return found
}
