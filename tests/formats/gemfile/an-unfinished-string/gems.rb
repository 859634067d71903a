gem "rack"
gem "auth0", "~> 5.
