source "https://gems.example.test"
gem "rack"
gem "auth0",
