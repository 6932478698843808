package main

import "encoding/json"

// Version is that of the package oamc-cue; Protocol is that of the lines.
const (
	Version  = "0.1.0"
	Protocol = 2
	CUE      = "v0.14.1"
)

// A Request is one line from the client. Which parts it has hangs on Op.
type Request struct {
	ID        int64           `json:"id"`
	Op        string          `json:"op"`
	Limits    Limits          `json:"limits"`
	Sources   []Source        `json:"sources"`
	Parameter json.RawMessage `json:"parameter"`
	Context   json.RawMessage `json:"context"`
	// Properties are what templates of oamc's own documents read, instead of a parameter.
	Properties json.RawMessage `json:"properties"`
	Parts      [][]string      `json:"parts"` // of the properties and the context, of which the uses are asked
	Roots      []string        `json:"roots"`
	Returns    []Return        `json:"returns"`
	Changes    []Change        `json:"changes"`
}

// Limits are what one request may use; zero means the default.
type Limits struct {
	Memory uint64 `json:"memory"` // bytes of the whole process
	Nodes  int    `json:"nodes"`  // of a tree in a reply
	Depth  int    `json:"depth"`  // of a tree, of brackets in a source, of a given value
	Bytes  int    `json:"bytes"`  // of all texts in a reply
}

// A Source is a named text: a template.
type Source struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// A Return is what the client answers to an action of the template.
type Return struct {
	Path  string          `json:"path"`
	Value json.RawMessage `json:"value"`
}

// A Change puts another value into the parameter, for one trace.
type Change struct {
	Path  []json.RawMessage `json:"path"`
	Value json.RawMessage   `json:"value"`
}

// A Reply is one line to the client.
type Reply struct {
	ID       int64       `json:"id"`
	Stopped  string      `json:"stopped,omitempty"` // the limit that ended the process
	Broken   string      `json:"broken,omitempty"`  // a fault of the engine itself
	Hello    *Hello      `json:"hello,omitempty"`
	Errors   []*Problem  `json:"errors,omitempty"`
	Type     *Type       `json:"type,omitempty"`
	Copies   []*Copy     `json:"copies,omitempty"`
	Seen     *[][]string `json:"seen,omitempty"` // paths of the context that are read; an empty one is all of it
	Roots    []*Root     `json:"roots,omitempty"`
	Names    []string    `json:"names,omitempty"` // of all regular fields of a template that reads properties
	Errs     *Errs       `json:"errs,omitempty"`
	Actions  []*Action   `json:"actions,omitempty"`
	Upgraded []*Position `json:"upgraded,omitempty"`
	Traces   []*Trace    `json:"traces,omitempty"`
	Text     *string     `json:"text,omitempty"`
	Name     string      `json:"name,omitempty"` // of a definition
}

// Hello says who answers.
type Hello struct {
	Protocol int    `json:"protocol"`
	Engine   string `json:"engine"`
	CUE      string `json:"cue"`
}

// A Root is one of the fields of the template that were asked for.
type Root struct {
	Name string `json:"name"`
	Tree *Node  `json:"tree"`
}

// Errs are the messages by which a template refuses its parameters.
type Errs struct {
	Texts     []string `json:"texts"`
	Malformed string   `json:"malformed,omitempty"`
}

// An Action is a struct with `#do` and `#provider`, which somebody else has to answer.
type Action struct {
	Path     string `json:"path"`
	Provider string `json:"provider"`
	Do       string `json:"do"`
	Params   *Node  `json:"params,omitempty"`
}

// A Trace is what one change of the parameter did to the roots.
type Trace struct {
	Leaves []*Leaf    `json:"leaves"`
	Shape  string     `json:"shape,omitempty"` // the first place where the trees differ in shape
	Errors []*Problem `json:"errors,omitempty"`
}

// A Leaf is a scalar that a change gave another value.
type Leaf struct {
	Path []any `json:"path"`
	Old  *Node `json:"old"`
	New  *Node `json:"new"`
}

// A Node is a value as a tree. Kind is struct, list, string, bytes, int, float, bool, null, or open for what is not concrete.
type Node struct {
	Kind     string    `json:"k"`
	Text     string    `json:"v,omitempty"` // of a scalar; of an open one, or a struct that may get more fields, what is missing
	Type     string    `json:"t,omitempty"` // of an open one: the kinds that it may have
	Fields   []*Field  `json:"f,omitempty"`
	Items    []*Node   `json:"i,omitempty"`
	Open     bool      `json:"o,omitempty"` // more fields or items may follow
	Tail     *Node     `json:"e,omitempty"` // what further items of an open list are
	Default  bool      `json:"d,omitempty"` // the value is the default of what it could be
	Comments []string  `json:"c,omitempty"` // directly above the field
	Position *Position `json:"p,omitempty"`
}

// A Field is a field of a struct, in the order of CUE.
type Field struct {
	Name string `json:"n"`
	Node *Node  `json:"v"`
}

// A Type is what a value may be, as far as the template says it without parameters.
type Type struct {
	Kinds        []string     `json:"kinds"`
	Enum         []*Node      `json:"enum,omitempty"`
	Rules        []*Rule      `json:"rules,omitempty"`
	Default      *Node        `json:"default,omitempty"`
	Comments     []string     `json:"comments,omitempty"`
	Fields       []*TypeField `json:"fields,omitempty"`
	Others       *Type        `json:"others,omitempty"` // of fields with other names
	Open         bool         `json:"open,omitempty"`
	Items        []*Type      `json:"items,omitempty"`
	Element      *Type        `json:"element,omitempty"`
	Alternatives []*Type      `json:"alternatives,omitempty"`
	Conditional  bool         `json:"conditional,omitempty"` // a condition may add fields
	Cut          bool         `json:"cut,omitempty"`         // deeper than is told
	Position     *Position    `json:"position,omitempty"`
}

// A TypeField is a field of a struct type.
type TypeField struct {
	Name     string `json:"name"`
	Presence string `json:"presence"` // regular, optional (x?) or required (x!)
	Type     *Type  `json:"type"`
}

// A Copy is a field of the parameter, by names, with * for any item of a list or of a pattern. Without a reason the template copies
// its value whole, and does nothing else with it.
type Copy struct {
	Path     []string  `json:"path"`
	Reason   string    `json:"reason,omitempty"`
	Position *Position `json:"position,omitempty"`
}

// A Rule is a bound or a pattern: an operator of CUE with its operand.
type Rule struct {
	Operator string `json:"operator"`
	Operand  *Node  `json:"operand"`
}

// A Problem is an error of CUE. Kind is syntax, import, nesting, size or evaluation.
type Problem struct {
	Kind         string      `json:"kind"`
	Message      string      `json:"message"`
	Path         []string    `json:"path,omitempty"`
	Positions    []*Position `json:"positions,omitempty"`
	Alternatives []*Problem  `json:"alternatives,omitempty"` // why none of the alternatives fits
}

// A Position is a place in a source, by line and column, or a place in a given value, by path.
type Position struct {
	Source string `json:"s"`
	Line   int    `json:"l,omitempty"`
	Column int    `json:"c,omitempty"`
	Path   []any  `json:"p,omitempty"`
}
