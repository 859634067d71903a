module example.test/b

require (
	github.com/auth0/go-auth0 v1.20.0
)
