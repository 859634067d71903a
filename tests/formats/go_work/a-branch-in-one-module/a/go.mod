module example.test/a

require (
	github.com/auth0/go-auth0 main
	example.test/moved v1.0.0
)

replace example.test/moved => ../moved
