package main

import (
	"strconv"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/build"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/cue/token"
)

// provided are the packages of KubeVela that need neither a cluster nor a network, written in CUE.
// `vela/cue` is answered by the client, which patches: the template is told what stands in `$returns` by a second request.
var provided = map[string]string{
	"vela/base64": `package base64

import "encoding/base64"

#Encode: {
	$params:  string
	$returns: base64.Encode(null, $params)
}

#Decode: {
	$params:  string
	$returns: "\(base64.Decode(null, $params))"
}
`,
	"vela/cue": `package cue

#StrategyUnify: {
	#do:       "strategyUnify"
	#provider: "cue"
	$params: {
		value: {...}
		patch: {...}
	}
	$returns?: {...}
}
`,
}

// standard are the packages of CUE that give the same on every machine and at every time.
var standard = map[string]bool{
	"crypto/ed25519": true, "crypto/hmac": true, "crypto/md5": true, "crypto/sha1": true, "crypto/sha256": true,
	"crypto/sha512": true, "encoding/base64": true, "encoding/csv": true, "encoding/hex": true, "encoding/json": true,
	"encoding/toml": true, "encoding/yaml": true, "html": true, "list": true, "math": true, "math/bits": true, "net": true,
	"path": true, "regexp": true, "strconv": true, "strings": true, "struct": true, "text/tabwriter": true,
	"text/template": true, "time": true, "uuid": true,
}

// checkImports refuses what is not there, by name.
func checkImports(file *ast.File, where *places) []*Problem {
	var found []*Problem
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the parser has refused it
		}
		name, _, _ := strings.Cut(path, ":")
		if reason := refused(name); reason != "" {
			found = append(found, &Problem{Kind: "import", Message: reason, Path: []string{name}, Positions: where.all(spec.Pos())})
		}
	}
	return found
}

func refused(name string) string {
	first, _, _ := strings.Cut(name, "/")
	switch {
	case standard[name] || provided[name] != "":
		return ""
	case first == "tool":
		return "it runs programs, reads files or asks people"
	case name == "vela/http":
		return "it needs a network"
	case first == "vela" || first == "kube" || strings.HasPrefix(name, "k8s.io/"):
		return "it needs a cluster"
	default:
		return "there is no such package here: nothing is loaded from files or from a network"
	}
}

// loader gives the packages that are provided; all others are those of CUE.
func loader() *build.Context {
	var context *build.Context
	context = build.NewContext(build.Loader(func(_ token.Pos, path string) *build.Instance {
		text, known := provided[path]
		if !known {
			return nil
		}
		instance := context.NewInstance("", nil)
		file, err := parser.ParseFile(path, text)
		if err == nil {
			err = instance.AddSyntax(file)
		}
		if err != nil {
			panic("a package of the engine is broken: " + err.Error())
		}
		instance.ImportPath = path
		return instance
	}))
	return context
}
