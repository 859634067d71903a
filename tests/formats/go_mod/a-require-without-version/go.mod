module example.test/shop

require github.com/auth0/go-auth0
