gemspec
gem "auth0", git: "https://bot:s3cret@git.example.test/acme/ruby-auth0.git", branch: "main"
gem "omniauth-auth0", "~> 3.0", path: "../common/omniauth-auth0"
