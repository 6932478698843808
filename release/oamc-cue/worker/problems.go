package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/token"
)

// places turns positions of CUE into places of sources and of given values.
type places struct {
	source Source
	given  []*given
}

func (p *places) one(pos token.Pos) *Position {
	file := pos.File()
	if file == nil {
		return nil
	}
	for _, value := range p.given {
		if value.file == file {
			offset := pos.Offset()
			if offset >= len(value.paths) {
				return nil
			}
			return &Position{Source: file.Name(), Path: value.paths[offset]}
		}
	}
	place := pos.Position()
	made := &Position{Source: place.Filename, Line: place.Line, Column: place.Column}
	if start := place.Offset - place.Column + 1; place.Filename == p.source.Name && start >= 0 && place.Offset <= len(p.source.Text) {
		// CUE counts bytes, people count characters.
		made.Column = utf8.RuneCountInString(p.source.Text[start:place.Offset]) + 1
	}
	return made
}

func (p *places) all(positions ...token.Pos) []*Position {
	var found []*Position
	known := map[token.Pos]bool{}
	for _, pos := range positions {
		if known[pos] {
			continue
		}
		known[pos] = true
		if place := p.one(pos); place != nil {
			found = append(found, place)
		}
	}
	return found
}

// mostProblems is how many errors are told: nobody reads more, and a hostile template may have a million.
const mostProblems = 50

var emptyDisjunction = regexp.MustCompile(`^(\d+) errors in empty disjunction:$`)

// problems turns errors of CUE into ours: one for each cause, the alternatives of a disjunction below their error.
func problems(err error, kind string, where *places) []*Problem {
	rest := errors.Errors(err)
	var found []*Problem
	for len(rest) > 0 && len(found) < mostProblems {
		var one *Problem
		one, rest = problem(rest, kind, where)
		found = append(found, one)
	}
	return found
}

// withCauses adds what an error was caused by, where its own words do not say it.
func withCauses(message string, err error) string {
	for cause := errors.Unwrap(err); cause != nil; cause = errors.Unwrap(cause) {
		words := cause.Error()
		var inner errors.Error
		if errors.As(cause, &inner) {
			format, arguments := inner.Msg()
			words = fmt.Sprintf(format, arguments...)
		}
		if words != "" && !strings.Contains(message, words) {
			message += ": " + words
		}
	}
	return message
}

func problem(rest []errors.Error, kind string, where *places) (*Problem, []errors.Error) {
	err := rest[0]
	rest = rest[1:]
	format, arguments := err.Msg()
	message := withCauses(fmt.Sprintf(format, arguments...), err)
	made := &Problem{
		Kind:      kind,
		Message:   message,
		Path:      err.Path(),
		Positions: where.all(append([]token.Pos{err.Position()}, err.InputPositions()...)...),
	}
	counted := emptyDisjunction.FindStringSubmatch(message)
	if counted == nil {
		return made, rest
	}
	made.Message = "none of the alternatives fits"
	count, _ := strconv.Atoi(counted[1])
	for range count {
		if len(rest) == 0 {
			break
		}
		var inner *Problem
		inner, rest = problem(rest, kind, where)
		if len(made.Alternatives) < mostProblems {
			made.Alternatives = append(made.Alternatives, inner)
		}
	}
	return made, rest
}
