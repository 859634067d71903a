Gem::Specification.new do |s|
  s.name = "login"
  s.add_dependency "omniauth-auth0", "~> 2.0"
end
