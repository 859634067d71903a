module example.test/shop

require (
	github.com/auth0/go-auth0 master
	github.com/auth0/go-auth0/v2 v2.1.0
)
