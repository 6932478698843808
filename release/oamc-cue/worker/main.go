// The CUE engine of oamc: reads a request a line from standard input, writes a reply a line to standard output.
//
// It opens no file and no connection, and reads no environment. What a template may use is the standard library of CUE without
// the tools, and two packages of its own. The client bounds its time; it bounds its own memory, and ends with its client.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"
)

const (
	defaultMemory = 512 << 20
	defaultNodes  = 200_000
	defaultDepth  = 200
	defaultBytes  = 32 << 20
	longestLine   = 64 << 20
	watchEvery    = 10 * time.Millisecond
	// Of a client that is gone nobody reads the answer.
	orphaned = 10 * time.Second
	// statusMemory is the exit status after the memory was used up.
	statusMemory = 77
)

// A server answers requests; watch and serve share its output.
type server struct {
	lock    sync.Mutex
	out     *bufio.Writer
	current int64
	limits  Limits
}

func main() {
	// The result must not hang on where it runs.
	time.Local = time.UTC
	runtime.GOMAXPROCS(2)
	s := newServer(os.Stdout)
	go s.watch()
	// The runtime opens what its timers need with the first of them; later the kernel may let nothing be opened.
	time.Sleep(time.Microsecond)
	if err := s.serve(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func newServer(out io.Writer) *server {
	s := &server{out: bufio.NewWriter(out)}
	s.limit(Limits{})
	return s
}

// limit takes limits over.
func (s *server) limit(given Limits) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.limits = withDefaults(given)
	debug.SetMemoryLimit(int64(s.limits.Memory / 4 * 3))
	debug.SetMaxStack(int(s.limits.Memory / 4))
}

func withDefaults(given Limits) Limits {
	if given.Memory == 0 {
		given.Memory = defaultMemory
	}
	if given.Nodes == 0 {
		given.Nodes = defaultNodes
	}
	if given.Depth == 0 {
		given.Depth = defaultDepth
	}
	if given.Bytes == 0 {
		given.Bytes = defaultBytes
	}
	return given
}

// watch ends the process where it uses more memory than it may: the client is told the reason, which a kernel would not tell.
func (s *server) watch() {
	samples := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	for {
		time.Sleep(watchEvery)
		metrics.Read(samples)
		used := samples[0].Value.Uint64() + samples[1].Value.Uint64()
		s.lock.Lock()
		if used > s.limits.Memory {
			s.write(&Reply{ID: s.current, Stopped: "memory"})
			os.Exit(statusMemory)
		}
		s.lock.Unlock()
	}
}

// serve answers until the input ends.
func (s *server) serve(input io.Reader) error {
	lines := make(chan []byte)
	failed := make(chan error, 1)
	go func() {
		scanner := bufio.NewScanner(input)
		scanner.Buffer(make([]byte, 1<<16), longestLine)
		for scanner.Scan() {
			lines <- bytes.Clone(scanner.Bytes())
		}
		failed <- scanner.Err()
		close(lines)
		time.Sleep(orphaned)
		os.Exit(0)
	}()
	for line := range lines {
		if err := s.one(line); err != nil {
			return err
		}
	}
	return <-failed
}

// one answers one line.
func (s *server) one(line []byte) error {
	var request Request
	if err := json.Unmarshal(line, &request); err != nil {
		return fmt.Errorf("a line is no request: %w", err)
	}
	s.lock.Lock()
	s.current = request.ID
	s.lock.Unlock()
	if request.Op == "hello" {
		s.limit(request.Limits)
	}
	reply := answer(&request, s.limits)
	reply.ID = request.ID
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.write(reply)
}

// write writes a reply. The lock is held.
func (s *server) write(reply *Reply) error {
	encoder := json.NewEncoder(s.out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(reply); err != nil {
		return err
	}
	return s.out.Flush()
}

// answer does what a request asks for. A panic of the evaluator is an answer too.
func answer(request *Request, limits Limits) (reply *Reply) {
	defer func() {
		if reason := recover(); reason != nil {
			reply = &Reply{Broken: firstLine(fmt.Sprint(reason))}
		}
	}()
	do, known := operations[request.Op]
	if !known {
		return &Reply{Broken: fmt.Sprintf("there is no operation %q", request.Op)}
	}
	if request.Op != "hello" && len(request.Sources) == 0 {
		return &Reply{Broken: "a request has no source"}
	}
	return do(request, limits)
}

var operations = map[string]func(*Request, Limits) *Reply{
	"hello":      hello,
	"definition": definition,
	"vet":        vet,
	"schema":     schema,
	"uses":       uses,
	"render":     render,
	"trace":      trace,
	"fmt":        reformat,
}

func hello(*Request, Limits) *Reply {
	return &Reply{Hello: &Hello{Protocol: Protocol, Engine: Version, CUE: CUE}}
}

func firstLine(text string) string {
	line, _, _ := bytes.Cut([]byte(text), []byte("\n"))
	if len(line) > 400 {
		line = line[:400]
	}
	return string(line)
}
