Gem::Specification.new do |s|
  s.name = "acme"
  s.add_dependency "auth0", ">= 5"
end
