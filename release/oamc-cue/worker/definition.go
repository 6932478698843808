package main

import (
	"strings"
	"unicode/utf8"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"
)

// definition takes a definition file apart: one field with the metadata, under the name of the definition, and `template`. The text
// of the template keeps its lines and columns: what is not of it becomes blanks.
func definition(request *Request, limits Limits) *Reply {
	source := request.Sources[0]
	made := parse(source, limits.Depth)
	if made.broken() {
		return &Reply{Errors: made.errors}
	}
	kept := []span{}
	var metadata, templates []*ast.Field
	for _, decl := range made.file.Decls {
		switch x := decl.(type) {
		case *ast.ImportDecl:
			kept = append(kept, span{x.Pos().Offset(), x.End().Offset()})
		case *ast.Field:
			if label, _, err := ast.LabelName(x.Label); err == nil && label == "template" {
				templates = append(templates, x)
				kept = append(kept, content(x.Value))
			} else {
				metadata = append(metadata, x)
			}
		}
	}
	reply := &Reply{}
	complain := func(message string, fields []*ast.Field) {
		problem := &Problem{Kind: "syntax", Message: message}
		for _, field := range fields {
			problem.Positions = append(problem.Positions, made.where.all(field.Pos())...)
		}
		reply.Errors = append(reply.Errors, problem)
	}
	if len(templates) != 1 {
		complain("a definition has one field `template`", templates)
	}
	names := map[string]bool{}
	var decls []ast.Decl
	for _, field := range metadata {
		label, _, err := ast.LabelName(field.Label)
		if err != nil {
			complain("the name of a definition is a plain one", []*ast.Field{field})
			return reply
		}
		names[label] = true
		reply.Name = label
		decls = append(decls, field)
	}
	if len(names) != 1 {
		complain("a definition has one field beside `template`, which has its name", metadata)
	}
	if len(reply.Errors) > 0 {
		return reply
	}
	text := blanked(source.Text, kept)
	reply.Text = &text
	made.file = &ast.File{Filename: source.Name, Decls: decls}
	made.build()
	if made.broken() {
		return &Reply{Errors: made.errors}
	}
	found := made.value.LookupPath(cue.MakePath(cue.Str(reply.Name)))
	breach := within(reply.Name, func() {
		reply.Roots = []*Root{{Name: reply.Name, Tree: newGrower(made.where, limits).tree(found, 0)}}
	})
	if breach != nil {
		return &Reply{Errors: []*Problem{breach}}
	}
	return reply
}

// A span is a part of a text, by offsets.
type span struct{ from, to int }

// content is what stands in the braces of a struct, and all of anything else.
func content(value ast.Expr) span {
	if structure, is := value.(*ast.StructLit); is && structure.Lbrace != token.NoPos {
		return span{structure.Lbrace.Offset() + 1, structure.Rbrace.Offset()}
	}
	return span{value.Pos().Offset(), value.End().Offset()}
}

// blanked returns a text in which everything outside of some parts is blank, with as many lines and characters.
func blanked(text string, kept []span) string {
	var made strings.Builder
	for offset := 0; offset < len(text); {
		character, size := utf8.DecodeRuneInString(text[offset:])
		inside := false
		for _, part := range kept {
			inside = inside || part.from <= offset && offset < part.to
		}
		switch {
		case inside:
			made.WriteString(text[offset : offset+size])
		case character == '\n':
			made.WriteByte('\n')
		default:
			made.WriteByte(' ')
		}
		offset += size
	}
	return made.String()
}
