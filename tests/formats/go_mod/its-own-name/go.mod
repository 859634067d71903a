module github.com/auth0/go-jwt-middleware/v3

go 1.24

require (
	github.com/auth0/go-jwt-middleware/v3 v3.0.0
)
