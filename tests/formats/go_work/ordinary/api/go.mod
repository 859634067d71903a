module example.test/api

go 1.24

require (
	example.test/lib v0.0.0
	example.test/x v1.0.0
	example.test/y v1.0.0
	github.com/auth0/go-auth0 v1.20.0
)
