// The reference for golang: the order of golang.org/x/mod/semver; a go.mod asks for at least the version it names.
//
//	python tests/oracles/tables.py golang go run tests/oracles/golang.go VERSION
//
// with golang.org/x/mod where Go finds it; VERSION is what to call it. The v may be left out here.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/semver"
)

func version(text string) string {
	if strings.HasPrefix(text, "v") {
		return text
	}
	return "v" + text
}

func answer(kind, one, other string) string {
	one, other = version(one), version(other)
	if !semver.IsValid(one) || !semver.IsValid(other) {
		return "null"
	}
	if kind == "compare" {
		return fmt.Sprint(semver.Compare(one, other))
	}
	return fmt.Sprint(semver.Compare(one, other) >= 0)
}

func main() {
	fmt.Println("golang.org/x/mod " + os.Args[1])
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var asked [3]string
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		fmt.Println(answer(asked[0], asked[1], asked[2]))
	}
}
