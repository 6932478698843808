package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"
)

// A given is a value that came as JSON: an expression for CUE, made without any text of CUE, and the path of each of its parts.
type given struct {
	file  *token.File
	paths [][]any
	expr  ast.Expr
}

var errTooDeep = errors.New("nested too deep")

// read makes an expression of JSON. The part with number n has the offset n in a file that does not exist.
func readGiven(name string, data json.RawMessage, depth int) (*given, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	g := &given{file: token.NewFile(name, -1, len(data)+1)}
	expr, err := g.value(decoder, nil, depth)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: more than one value", name)
	}
	g.expr = expr
	return g, nil
}

// at returns the position of the next part.
func (g *given) at(path []any) token.Pos {
	g.paths = append(g.paths, path)
	return g.file.Pos(len(g.paths)-1, token.NoRelPos)
}

func (g *given) value(decoder *json.Decoder, path []any, depth int) (ast.Expr, error) {
	if depth < 0 {
		return nil, errTooDeep
	}
	read, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	pos := g.at(path)
	switch value := read.(type) {
	case json.Delim:
		if value == '{' {
			return g.structure(decoder, pos, path, depth-1)
		}
		return g.list(decoder, pos, path, depth-1)
	case string:
		return &ast.BasicLit{ValuePos: pos, Kind: token.STRING, Value: literal.String.Quote(value)}, nil
	case json.Number:
		return number(pos, value.String()), nil
	case bool:
		if value {
			return &ast.BasicLit{ValuePos: pos, Kind: token.TRUE, Value: "true"}, nil
		}
		return &ast.BasicLit{ValuePos: pos, Kind: token.FALSE, Value: "false"}, nil
	default:
		return &ast.BasicLit{ValuePos: pos, Kind: token.NULL, Value: "null"}, nil
	}
}

func (g *given) structure(decoder *json.Decoder, pos token.Pos, path []any, depth int) (ast.Expr, error) {
	made := &ast.StructLit{Lbrace: pos, Rbrace: pos}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		name := key.(string) //nolint:errcheck // the decoder takes nothing else for a key
		inner := append(path[:len(path):len(path)], name)
		value, err := g.value(decoder, inner, depth)
		if err != nil {
			return nil, err
		}
		label := &ast.BasicLit{ValuePos: value.Pos(), Kind: token.STRING, Value: literal.String.Quote(name)}
		made.Elts = append(made.Elts, &ast.Field{Label: label, TokenPos: value.Pos(), Token: token.COLON, Value: value})
	}
	_, err := decoder.Token()
	return made, err
}

func (g *given) list(decoder *json.Decoder, pos token.Pos, path []any, depth int) (ast.Expr, error) {
	made := &ast.ListLit{Lbrack: pos, Rbrack: pos}
	for index := 0; decoder.More(); index++ {
		value, err := g.value(decoder, append(path[:len(path):len(path)], index), depth)
		if err != nil {
			return nil, err
		}
		made.Elts = append(made.Elts, value)
	}
	_, err := decoder.Token()
	return made, err
}

// number makes a literal of a JSON number, digit by digit.
func number(pos token.Pos, text string) ast.Expr {
	digits := strings.TrimPrefix(text, "-")
	kind := token.INT
	if strings.ContainsAny(digits, ".eE") {
		kind = token.FLOAT
	}
	made := &ast.BasicLit{ValuePos: pos, Kind: kind, Value: digits}
	if len(digits) < len(text) {
		return &ast.UnaryExpr{OpPos: pos, Op: token.SUB, X: made}
	}
	return made
}
