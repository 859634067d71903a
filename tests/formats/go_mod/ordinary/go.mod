module example.test/shop

go 1.24.0

toolchain go1.24.3

require (
	github.com/auth0/go-auth0 v1.20.0
	github.com/auth0/go-jwt-middleware/v2 v2.3.0 // the API's guard
)

require (
	example.test/shop/internal v0.0.0
	github.com/auth0/go-auth0/v2 v2.1.0 // indirect
	golang.org/x/crypto v0.0.0-20220622213112-05595931fe9d // indirect; for ssh
	github.com/docker/docker v24.0.7+incompatible // indirect
)

tool golang.org/x/tools/cmd/stringer

exclude github.com/auth0/go-auth0 v1.19.0

retract [v1.0.0, v1.0.5] // broken

godebug default=go1.21

replace example.test/shop/internal => ./internal
