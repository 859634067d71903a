module example.test/shop

require github.com/auth0/go-auth0 v1.20.0

replace github.com/auth0/go-auth0 => github.com/auth0/go-auth0 v1.21.1