// The reference for terraform: the version library that Terraform itself selects providers with.
//
//	python tests/oracles/tables.py terraform go run tests/oracles/terraform.go VERSION
//
// with github.com/apparentlymart/go-versions where Go finds it; VERSION is what to call it. What an exact constraint says of
// build metadata is left out: no registry of providers has any. A name that ends in a dot or a hyphen, which it reads, is
// no version here, a list of blanks is an empty list, and 0.0.0, which it keeps for "unspecified", is not asked about. Nor are
// prereleases of different lengths, which it does not order as Semantic Versioning has it, and prereleases in lists.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/apparentlymart/go-versions/versions"
)

const number = `[0-9]+(\.[0-9]+){0,2}(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?`

var (
	written = regexp.MustCompile(`^` + number + `(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$`)
	list    = regexp.MustCompile(`^( *[!=<>~]* ?` + number + ` *(,|$))*$`)
)

func answer(kind, one, other string) string {
	first, err := versions.ParseVersion(one)
	if err != nil || !written.MatchString(one) {
		return "null"
	}
	if kind == "compare" {
		second, err := versions.ParseVersion(other)
		switch {
		case err != nil || !written.MatchString(other):
			return "null"
		case strings.Count(string(first.Prerelease), ".") != strings.Count(string(second.Prerelease), "."):
			return `"left out"`
		case first.LessThan(second):
			return "-1"
		case second.LessThan(first):
			return "1"
		}
		return "0"
	}
	other = strings.Trim(other, " ")
	set, err := versions.MeetingConstraintsStringRuby(other)
	if err != nil || !list.MatchString(other) {
		return "null"
	}
	first.Metadata = ""
	if first == versions.Unspecified || first.Prerelease != "" && strings.Contains(other, ",") {
		return `"left out"`
	}
	return fmt.Sprint(set.Has(first))
}

func main() {
	fmt.Println("go-versions " + os.Args[1])
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var asked [3]string
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		fmt.Println(answer(asked[0], asked[1], asked[2]))
	}
}
