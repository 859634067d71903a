module example.test/apart

go 1.24

require github.com/auth0/go-auth0 v1.10.0
