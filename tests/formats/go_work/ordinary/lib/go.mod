module example.test/lib

go 1.24

require github.com/auth0/go-auth0 v1.22.0 // indirect
